"""The life of a backup plan: made, read back, changed in place, drifted, put right, and destroyed."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
from support import inventory, run

from strongroom.data import BackupPlan, BackupPlanArgs, BackupRule, EncryptionKey, EncryptionKeyArgs
from strongroom.sandbox.testing import TestSandbox

DATABASE = "arn:aws:rds:eu-central-1:123456789012:db:ledger-dev"


def plan_program(**inputs: Any) -> Callable[[], None]:
    def program() -> None:
        key = EncryptionKey("vault", EncryptionKeyArgs(durability="ephemeral"))
        args = {
            "kms_key_arn": key.kms_key_arn,
            "resource_arns": [DATABASE],
            "resource_tags": {"Backup": "yes"},
            "deletion_protection": False,
            **inputs,
        }
        plan = BackupPlan("ledger", BackupPlanArgs.model_validate(args))
        pulumi.export("kms_key_arn", key.kms_key_arn)
        for name in ("vault_arn", "vault_name", "plan_id", "plan_arn", "role_arn"):
            pulumi.export(name, getattr(plan, name))

    return program


def rules(sandbox: TestSandbox, plan_id: str) -> Mapping[str, Mapping[str, Any]]:
    plan = sandbox.client("backup").get_backup_plan(BackupPlanId=plan_id)["BackupPlan"]
    return {rule["RuleName"]: rule for rule in plan["Rules"]}


def test_a_plan_is_what_it_promises_changes_in_place_and_leaves_nothing(sandbox: TestSandbox) -> None:
    before, backup = inventory(sandbox), sandbox.client("backup")
    stack = sandbox.program(plan_program(lock={"min_retention_days": 30, "max_retention_days": 400}))
    outputs = run(stack.up).outputs
    _is_what_it_promises(sandbox, outputs)
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}

    monthly = BackupRule(schedule="cron(0 3 1 * ? *)", time_zone="Europe/Berlin", retention_days=365)
    more = {"rules": {"daily": BackupRule(retention_days=30), "monthly": monthly}, "lock": {"min_retention_days": 30}}
    stack = sandbox.program(plan_program(**more))
    changed = run(stack.up)
    assert changed.steps == {"Plan ledger-plan": "update", "VaultLockConfiguration ledger-vault": "replace"}
    assert changed.outputs == outputs
    vault = backup.describe_backup_vault(BackupVaultName="ledger-dev")
    assert (vault["Locked"], vault["MinRetentionDays"], vault.get("MaxRetentionDays")) == (True, 30, None)
    found = rules(sandbox, outputs["plan_id"])
    assert found["daily"]["Lifecycle"]["DeleteAfterDays"] == 30
    assert found["monthly"]["ScheduleExpression"] == "cron(0 3 1 * ? *)"
    assert found["monthly"]["ScheduleExpressionTimezone"] == "Europe/Berlin"

    backup.delete_backup_vault_access_policy(BackupVaultName=outputs["vault_name"])
    assert run(stack.refresh).steps == {"VaultPolicy ledger-vault": "delete"}
    assert run(stack.up).steps == {"VaultPolicy ledger-vault": "create"}
    assert "DeleteRecoveryPoint" in backup.get_backup_vault_access_policy(BackupVaultName="ledger-dev")["Policy"]
    stack.destroy()
    assert inventory(sandbox) == before


def _is_what_it_promises(sandbox: TestSandbox, outputs: Mapping[str, Any]) -> None:
    backup, iam = sandbox.client("backup"), sandbox.client("iam")
    vault = backup.describe_backup_vault(BackupVaultName="ledger-dev")
    assert (vault["BackupVaultArn"], vault["EncryptionKeyArn"]) == (outputs["vault_arn"], outputs["kms_key_arn"])
    assert (vault["Locked"], vault["MinRetentionDays"], vault["MaxRetentionDays"]) == (True, 30, 400)
    (statement,) = json.loads(backup.get_backup_vault_access_policy(BackupVaultName="ledger-dev")["Policy"])[
        "Statement"
    ]
    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")

    (rule,) = rules(sandbox, outputs["plan_id"]).values()
    assert (rule["RuleName"], rule["TargetBackupVaultName"]) == ("daily", "ledger-dev")
    assert (rule["StartWindowMinutes"], rule["CompletionWindowMinutes"]) == (60, 480)
    assert rule["Lifecycle"]["DeleteAfterDays"] == 35

    listed = backup.list_backup_selections(BackupPlanId=outputs["plan_id"])["BackupSelectionsList"]
    selections = {
        each["SelectionName"]: backup.get_backup_selection(
            BackupPlanId=outputs["plan_id"], SelectionId=each["SelectionId"]
        )["BackupSelection"]
        for each in listed
    }
    assert selections["ledger-named-dev"]["Resources"] == [DATABASE]
    (condition,) = selections["ledger-tagged-dev"]["Conditions"]["StringEquals"]
    assert condition == {"ConditionKey": "aws:ResourceTag/Backup", "ConditionValue": "yes"}
    assert {each["IamRoleArn"] for each in selections.values()} == {outputs["role_arn"]}

    role = outputs["role_arn"].rsplit("/", 1)[-1]
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    start = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor"
    assert {policy["PolicyArn"] for policy in attached} == {f"{start}Backup", f"{start}Restores"}


def test_a_disposable_vault_goes_without_a_policy_in_the_way(sandbox: TestSandbox) -> None:
    before = inventory(sandbox)
    stack = sandbox.program(plan_program(durability="ephemeral"))
    run(stack.up)
    vaults = sandbox.client("backup").list_backup_vaults()["BackupVaultList"]
    assert [vault["BackupVaultName"] for vault in vaults] == ["ledger-dev"]
    stack.destroy()
    assert inventory(sandbox) == before
