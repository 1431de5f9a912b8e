"""AWS Backup."""

from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import Life, World, policy

VAULT, VAULT_POLICY = "aws:backup/vault:Vault", "aws:backup/vaultPolicy:VaultPolicy"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
PLAN, SELECTION = "aws:backup/plan:Plan", "aws:backup/selection:Selection"


def vault(world: World) -> str:
    """Return the name of a vault."""
    return world.make(VAULT).id


def rule(vault_name: str, **more: Any) -> Props:
    """Return a rule that says all."""
    return {
        "ruleName": "daily",
        "targetVaultName": vault_name,
        "schedule": "cron(0 3 * * ? *)",
        "scheduleExpressionTimezone": "Europe/Berlin",
        "startWindow": 60,
        "completionWindow": 300,
        "lifecycle": {"coldStorageAfter": 30, "deleteAfter": 365, "optInToArchiveForSupportedResources": True},
        "recoveryPointTags": {"team": "bank"},
        "copyActions": [{"destinationVaultArn": "arn:aws:backup:eu-west-2:1:v", "lifecycle": {"deleteAfter": 7}}],
        **more,
    }


def plan(world: World) -> Props:
    """Return the inputs of a plan."""
    return {
        "name": world.name(),
        "rules": [rule(vault(world)), rule(vault(world), ruleName="monthly", schedule="cron(0 3 1 * ? *)")],
        "advancedBackupSettings": [{"resourceType": "EC2", "backupOptions": {"WindowsVSS": "enabled"}}],
    }


def selection(world: World) -> Props:
    """Return the inputs of a selection."""
    return {
        "name": world.name(),
        "planId": world.make(PLAN, **plan(world)).id,
        "iamRoleArn": world.role("backup").outputs["arn"],
        "resources": ["arn:aws:rds:*:*:db:*"],
        "notResources": ["arn:aws:rds:*:*:db:scratch"],
        "selectionTags": [{"type": "STRINGEQUALS", "key": "backup", "value": "yes"}],
        "conditions": [
            {
                "stringEquals": [{"key": "aws:ResourceTag/team", "value": "bank"}],
                "stringNotLikes": [{"key": "aws:ResourceTag/stage", "value": "dev*"}],
            }
        ],
    }


LIVES = (
    Life(
        token=VAULT,
        making=lambda world: {"name": world.name(), "kmsKeyArn": world.key()},
    ),
    Life(
        token=VAULT_POLICY,
        making=lambda world: {"backupVaultName": vault(world), "policy": policy("backup:CopyIntoBackupVault")},
        changing=lambda _: {"policy": policy("backup:StartRestoreJob")},
    ),
    Life(
        token=LOCK,
        making=lambda world: {
            "backupVaultName": vault(world),
            "minRetentionDays": 7,
            "maxRetentionDays": 365,
            "changeableForDays": 3,
        },
        not_told=frozenset({"changeableForDays"}),
    ),
    Life(
        token=PLAN,
        making=plan,
        changing=lambda world: {
            "rules": [
                {"ruleName": "daily", "targetVaultName": vault(world), "startWindow": 120, "schedule": "rate(1 days)"},
                {
                    "ruleName": "point in time",
                    "targetVaultName": vault(world),
                    "enableContinuousBackup": True,
                    "lifecycle": {"deleteAfter": 35},
                },
            ],
            "advancedBackupSettings": [{"resourceType": "EC2", "backupOptions": {"WindowsVSS": "disabled"}}],
        },
    ),
    Life(
        token=SELECTION,
        making=selection,
        imported_by=lambda made: f"{made.inputs['planId']}|{made.id}",
        missing="it-12345678|it-12345678",
    ),
)
