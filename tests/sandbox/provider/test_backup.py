"""What is special about backups: vaults that are not empty or are locked, plans that are in use or wrong."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from lives import World
from lives.backup import LOCK, PLAN, SELECTION, VAULT, VAULT_POLICY, plan, rule, selection, vault
from lives.world import new_world, policy

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.wire import Props

DATABASE = "arn:aws:rds:eu-west-1:123456789012:db:orders"


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    with new_world(local_aws) as world:
        yield world


def back_up(world: World, name: str) -> str:
    """Put a backup into a vault, and return its ARN."""
    role = world.role("backup").outputs["arn"]
    backup = world.client("backup")
    return backup.start_backup_job(BackupVaultName=name, ResourceArn=DATABASE, IamRoleArn=role)["RecoveryPointArn"]


def points(world: World, name: str) -> list[dict[str, Any]]:
    return world.client("backup").list_recovery_points_by_backup_vault(BackupVaultName=name)["RecoveryPoints"]


class TestVault:
    def test_one_that_holds_something_stays(self, world: World) -> None:
        made = world.make(VAULT)
        arn = back_up(world, made.id)

        with pytest.raises(grpc.RpcError, match="cannot be deleted because it contains recovery points"):
            world.provider.delete(made)

        assert [(point["RecoveryPointArn"], point["ResourceArn"]) for point in points(world, made.id)] == [
            (arn, DATABASE)
        ]
        again = world.provider.refresh(made)
        assert again is not None
        assert again.outputs["recoveryPoints"] == 1

    def test_one_that_holds_something_goes_if_the_program_says_so(self, world: World) -> None:
        news: Props = {"name": world.name()}
        made = world.provider.update(world.make(VAULT, **news), **news, forceDestroy=True)
        back_up(world, made.id)

        world.provider.delete(made)

        assert world.provider.refresh(made) is None

    def test_a_locked_one_keeps_what_it_holds(self, world: World) -> None:
        made = world.make(VAULT, forceDestroy=True)
        lock = world.make(LOCK, backupVaultName=made.id, minRetentionDays=7)
        arn = back_up(world, made.id)

        with pytest.raises(grpc.RpcError, match="is locked"):
            world.provider.delete(made)
        assert [point["RecoveryPointArn"] for point in points(world, made.id)] == [arn]
        world.provider.delete(lock)
        world.provider.delete(made)
        assert world.provider.refresh(made) is None

    def test_boto_sees_its_lock_and_policy(self, world: World) -> None:
        name, document = vault(world), policy("backup:CopyIntoBackupVault")
        world.make(LOCK, backupVaultName=name, minRetentionDays=7, maxRetentionDays=35, changeableForDays=3)
        world.make(VAULT_POLICY, backupVaultName=name, policy=document)

        backup = world.client("backup")
        seen = backup.describe_backup_vault(BackupVaultName=name)
        assert (seen["Locked"], seen["MinRetentionDays"], seen["MaxRetentionDays"]) == (True, 7, 35)
        assert seen["LockDate"] > seen["CreationDate"]
        assert backup.get_backup_vault_access_policy(BackupVaultName=name)["Policy"] == document

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ({"minRetentionDays": 40, "maxRetentionDays": 30}, "MinRetentionDays cannot be greater"),
            ({"minRetentionDays": 7, "changeableForDays": 2}, "ChangeableForDays must be at least 3 days"),
        ],
    )
    def test_a_wrong_lock_is_refused(self, world: World, wrong: Props, reason: str) -> None:
        with pytest.raises(grpc.RpcError, match=reason):
            world.make(LOCK, backupVaultName=vault(world), **wrong)

    @pytest.mark.parametrize("name", ["minRetentionDays", "maxRetentionDays", "changeableForDays"])
    def test_another_lock_replaces_it(self, world: World, name: str) -> None:
        news: Props = {
            "backupVaultName": vault(world),
            "minRetentionDays": 7,
            "maxRetentionDays": 35,
            "changeableForDays": 3,
        }
        made = world.make(LOCK, **news)

        assert list(world.provider.diff(made, **(news | {name: 30})).replaces) == [name]


class TestPlan:
    def test_boto_sees_all_of_a_rule(self, world: World) -> None:
        made = world.make(PLAN, **plan(world))

        document = world.client("backup").get_backup_plan(BackupPlanId=made.id)["BackupPlan"]
        seen = {one["RuleName"]: one for one in document["Rules"]}["daily"]
        assert seen["ScheduleExpression"] == "cron(0 3 * * ? *)"
        assert seen["ScheduleExpressionTimezone"] == "Europe/Berlin"
        assert (seen["StartWindowMinutes"], seen["CompletionWindowMinutes"]) == (60, 300)
        assert seen["Lifecycle"] == {
            "MoveToColdStorageAfterDays": 30,
            "DeleteAfterDays": 365,
            "OptInToArchiveForSupportedResources": True,
        }
        assert seen["RecoveryPointTags"] == {"team": "bank"}
        [copy] = seen["CopyActions"]
        assert copy["Lifecycle"] == {"DeleteAfterDays": 7}

    def test_what_a_rule_does_not_say_is_the_providers_default(self, world: World) -> None:
        news: Props = {"rules": [{"ruleName": "daily", "targetVaultName": vault(world)}]}
        made = world.make(PLAN, **news)

        [seen] = world.client("backup").get_backup_plan(BackupPlanId=made.id)["BackupPlan"]["Rules"]
        assert (seen["StartWindowMinutes"], seen["CompletionWindowMinutes"]) == (60, 180)
        assert seen["ScheduleExpressionTimezone"] == "Etc/UTC"
        assert made.outputs["rules"] == news["rules"]
        assert world.provider.kinds(made, **news) == {}

    def test_a_change_is_another_version(self, world: World) -> None:
        news: Props = plan(world)
        made = world.make(PLAN, **news)

        changed = world.provider.update(made, **Props(news, rules=[rule(vault(world), startWindow=480)]))

        assert changed.id == made.id
        assert changed.outputs["version"] != made.outputs["version"]

    def test_one_that_selects_something_stays(self, world: World) -> None:
        news: Props = selection(world)
        made = world.make(SELECTION, **news)
        backup = world.client("backup")

        with pytest.raises(ClientError, match="Related backup plan selections must be deleted prior"):
            backup.delete_backup_plan(BackupPlanId=news["planId"])

        listed = backup.list_backup_selections(BackupPlanId=news["planId"])["BackupSelectionsList"]
        assert [(one["SelectionId"], one["SelectionName"]) for one in listed] == [(made.id, news["name"])]
        world.provider.delete(made)
        backup.delete_backup_plan(BackupPlanId=news["planId"])

    def test_a_deleted_ones_name_is_free(self, world: World) -> None:
        news: Props = plan(world)
        made = world.make(PLAN, **news)
        with pytest.raises(grpc.RpcError, match="AlreadyExistsException"):
            world.make(PLAN, **news)

        world.provider.delete(made)

        assert world.make(PLAN, **news).id != made.id

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ({"lifecycle": {"coldStorageAfter": 30, "deleteAfter": 60}}, "cannot be less than 90 days apart"),
            (
                {"copyActions": [{"destinationVaultArn": "a", "lifecycle": {"coldStorageAfter": 1, "deleteAfter": 9}}]},
                "cannot be less than 90 days apart",
            ),
            ({"enableContinuousBackup": True, "lifecycle": {"deleteAfter": 36}}, "can be kept for 1 to 35 days"),
            ({"enableContinuousBackup": True, "lifecycle": {}}, "can be kept for 1 to 35 days"),
            ({"schedule": "cron(0 3 * *)"}, "Invalid schedule expression"),
        ],
    )
    def test_a_wrong_rule_is_refused_of_a_new_plan_and_of_another_version(
        self, world: World, wrong: Props, reason: str
    ) -> None:
        news: Props = plan(world)
        made = world.make(PLAN, **news)
        rules = [rule(vault(world), **wrong)]

        with pytest.raises(grpc.RpcError, match=reason):
            world.make(PLAN, rules=rules)
        with pytest.raises(grpc.RpcError, match=reason):
            world.provider.update(made, **Props(news, rules=rules))
        assert world.provider.refresh(made) == made


class TestSelection:
    def test_boto_sees_all_of_it(self, world: World) -> None:
        news: Props = selection(world)
        made = world.make(SELECTION, **news)

        backup = world.client("backup")
        answer = backup.get_backup_selection(BackupPlanId=news["planId"], SelectionId=made.id)
        seen = answer["BackupSelection"]
        assert seen["Resources"] == ["arn:aws:rds:*:*:db:*"]
        assert seen["NotResources"] == ["arn:aws:rds:*:*:db:scratch"]
        tag = {"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "yes"}
        assert seen["ListOfTags"] == [tag]
        assert seen["Conditions"]["StringNotLike"] == [
            {"ConditionKey": "aws:ResourceTag/stage", "ConditionValue": "dev*"}
        ]

    @pytest.mark.parametrize("name", ["name", "resources", "iamRoleArn", "selectionTags", "conditions"])
    def test_any_change_replaces_it(self, world: World, name: str) -> None:
        news: Props = selection(world)
        made = world.make(SELECTION, **news)
        other = selection(world)[name]
        if other == news[name]:
            other = [*other, *other]

        assert list(world.provider.diff(made, **(news | {name: other})).replaces) == [name]
