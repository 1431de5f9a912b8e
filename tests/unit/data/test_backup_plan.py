import json
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import Cloud, Deployment, Recorder, clouds

from strongroom.core import AwsEnvironment, InputError, Problem
from strongroom.data import BackupCopy, BackupPlan, BackupPlanArgs, BackupRule, VaultLock
from strongroom.data._backup_policies import backup_trust_policy

VAULT = "aws:backup/vault:Vault"
POLICY = "aws:backup/vaultPolicy:VaultPolicy"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"

KEY = "arn:aws:kms:eu-central-1:123456789012:key/0f9a2c1e-7a64-4a55-8f0e-6a4f5f1d2b3c"
DATABASE = "arn:aws:rds:eu-central-1:123456789012:db:portal-dev"
OTHER_VAULT = "arn:aws:backup:eu-west-1:123456789012:backup-vault:copies"


def deploy(record: Recorder, **inputs: Any) -> Deployment:
    defaults: dict[str, Any] = {"kms_key_arn": KEY, "resource_arns": [DATABASE]}
    return record(lambda: BackupPlan("portal", BackupPlanArgs(**{**defaults, **inputs})))


def rules(deployment: Deployment) -> dict[str, dict[str, Any]]:
    return {rule["ruleName"]: rule for rule in deployment.one(PLAN).inputs["rules"]}


def refused(**inputs: Any) -> str:
    with pytest.raises(InputError) as error:
        BackupPlanArgs.model_validate({"kms_key_arn": KEY, "resource_arns": [DATABASE], **inputs})
    return str(error.value)


@pytest.mark.parametrize(
    "schedule",
    ["cron(15 * ? * * *)", "cron(0 12 * * ? *)", "cron(0 5/6 L 1-6/2 ? 2027)", "cron(59 23 ? JAN,JUL FRI#2 2026-2030)"],
)
def test_any_schedule_of_aws_backup_can_be_given(schedule: str) -> None:
    assert BackupRule(schedule=schedule).schedule == schedule


def test_by_default_the_resources_are_backed_up_every_day_for_35_days(record: Recorder) -> None:
    deployment = deploy(record)
    (rule,) = deployment.one(PLAN).inputs["rules"]
    assert (rule["ruleName"], rule["schedule"], rule["scheduleExpressionTimezone"]) == (
        "daily",
        "cron(0 5 ? * * *)",
        "Etc/UTC",
    )
    assert rule["lifecycle"]["deleteAfter"] == 35
    assert rule["targetVaultName"] == deployment.one(VAULT).inputs["name"]
    selection = deployment.one(SELECTION)
    assert selection.inputs["resources"] == [DATABASE]
    assert selection.inputs["planId"] == deployment.one(PLAN).id


def test_the_vault_has_the_key_and_is_named_for_its_environment(record: Recorder) -> None:
    vault = deploy(record, environment_suffix="prod").one(VAULT)
    assert vault.inputs["kmsKeyArn"] == KEY
    assert vault.inputs["name"] == "portal-prod"


@pytest.mark.parametrize(("durability", "goes"), [("persistent", False), ("ephemeral", True)])
def test_recovery_points_go_with_a_disposable_vault_only(record: Recorder, durability: str, goes: bool) -> None:
    deployment = deploy(record, durability=durability)
    assert deployment.one(VAULT).inputs["forceDestroy"] is goes
    assert len(deployment.of_type(POLICY)) == (not goes)


def test_the_vault_denies_everyone_to_delete_recovery_points(record: Recorder) -> None:
    deployment = deploy(record)
    policy = deployment.one(POLICY)
    (statement,) = json.loads(policy.inputs["policy"])["Statement"]
    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    assert set(statement["Action"]) == {"backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"}
    assert policy.inputs["backupVaultName"] == deployment.one(VAULT).inputs["name"]


@pytest.mark.parametrize("durability", ["persistent", "ephemeral"])
@pytest.mark.parametrize("wanted", [True, False])
def test_the_denial_follows_its_input(record: Recorder, durability: str, wanted: bool) -> None:
    assert len(deploy(record, durability=durability, deny_deletion=wanted).of_type(POLICY)) == wanted


def test_a_rule_is_what_its_inputs_say(record: Recorder) -> None:
    copy = BackupCopy(vault_arn=OTHER_VAULT, retention_days=400, cold_storage_after_days=30)
    weekly = BackupRule(
        schedule="cron(30 1 ? * SUN *)",
        time_zone="Europe/Berlin",
        start_window_minutes=90,
        completion_window_minutes=600,
        retention_days=365,
        cold_storage_after_days=60,
        copies=[copy],
    )
    found = rules(deploy(record, rules={"daily": BackupRule(continuous=True), "weekly": weekly}))
    assert found["daily"]["enableContinuousBackup"] is True
    rule = found["weekly"]
    assert (rule["schedule"], rule["scheduleExpressionTimezone"]) == ("cron(30 1 ? * SUN *)", "Europe/Berlin")
    assert (rule["startWindow"], rule["completionWindow"]) == (90, 600)
    assert rule["lifecycle"] == {"coldStorageAfter": 60, "deleteAfter": 365}
    assert not rule["enableContinuousBackup"]
    (copied,) = rule["copyActions"]
    assert copied["destinationVaultArn"] == OTHER_VAULT
    assert copied["lifecycle"] == {"coldStorageAfter": 30, "deleteAfter": 400}


def test_recovery_points_are_tagged(record: Recorder) -> None:
    (rule,) = deploy(record, tags={"Owner": "payments"}).one(PLAN).inputs["rules"]
    assert rule["recoveryPointTags"].items() >= {"Owner": "payments", "Environment": "dev"}.items()


def test_resources_are_also_found_by_all_of_some_tags(record: Recorder) -> None:
    deployment = deploy(record, resource_tags={"Environment": "dev", "Backup": "yes"})
    named, tagged = sorted(deployment.of_type(SELECTION), key=lambda each: each.name)
    assert named.inputs["resources"] == [DATABASE]
    assert not named.inputs["conditions"]
    assert tagged.inputs["resources"] == ["*"]
    (condition,) = tagged.inputs["conditions"]
    assert {each["key"]: each["value"] for each in condition["stringEquals"]} == {
        "aws:ResourceTag/Environment": "dev",
        "aws:ResourceTag/Backup": "yes",
    }


def test_tags_alone_are_enough(record: Recorder) -> None:
    assert deploy(record, resource_arns=[], resource_tags={"Backup": "yes"}).one(SELECTION).inputs["resources"] == ["*"]


def test_the_role_backs_up_and_restores_with_awss_policies(record: Recorder) -> None:
    deployment = deploy(record)
    start = f"arn:{deployment.cloud.partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor"
    attachments = deployment.of_type(ATTACHMENT)
    assert {each.inputs["policyArn"] for each in attachments} == {f"{start}Backup", f"{start}Restores"}
    (role,) = {each.inputs["role"] for each in attachments}
    assert role == deployment.one(ROLE).inputs["name"] == f"portal-backup-{deployment.cloud.region}-dev"
    assert deployment.value(deployment.result.role_arn) == deployment.one(SELECTION).inputs["iamRoleArn"]


def test_a_role_that_is_given_is_used(record: Recorder) -> None:
    arn = "arn:aws:iam::123456789012:role/backups"
    deployment = deploy(record, role_arn=arn)
    assert not deployment.of_type(ROLE)
    assert deployment.one(SELECTION).inputs["iamRoleArn"] == arn


@given(clouds)
def test_only_aws_backup_assumes_the_role_for_this_account(cloud: Cloud) -> None:
    (statement,) = backup_trust_policy(AwsEnvironment(cloud.partition, cloud.region, cloud.account_id))["Statement"]
    assert statement["Principal"] == {"Service": "backup.amazonaws.com"}
    assert statement["Condition"] == {"StringEqualsIfExists": {"aws:SourceAccount": cloud.account_id}}


def test_there_is_no_lock_unless_it_is_asked_for(record: Recorder) -> None:
    assert not deploy(record).of_type(LOCK)


def test_a_lock_for_governance_can_be_taken_away(record: Recorder) -> None:
    lock = deploy(record, lock=VaultLock(max_retention_days=400)).one(LOCK)
    assert (lock.inputs["minRetentionDays"], lock.inputs["maxRetentionDays"]) == (7, 400)
    assert lock.inputs["changeableForDays"] is None


def test_a_lock_for_compliance_is_for_good_after_some_days(record: Recorder) -> None:
    wanted = VaultLock(mode="compliance", changeable_for_days=3, min_retention_days=30)
    lock = deploy(record, lock=wanted).one(LOCK)
    assert (lock.inputs["changeableForDays"], lock.inputs["minRetentionDays"]) == (3, 30)


def test_outputs_tell_what_was_made(record: Recorder) -> None:
    deployment = deploy(record)
    plan: BackupPlan = deployment.result
    assert deployment.value(plan.vault_name) == "portal-dev"
    assert deployment.value(plan.plan_id) == deployment.one(PLAN).id
    assert ":backup:" in deployment.value(plan.vault_arn)
    assert ":backup:" in deployment.value(plan.plan_arn)


def test_names_are_as_short_as_aws_backup_wants_them(record: Recorder) -> None:
    name = "a-name-of-forty-characters-is-the-longes"
    deployment = record(
        lambda: BackupPlan(
            name,
            BackupPlanArgs(
                kms_key_arn=KEY, resource_arns=[DATABASE], resource_tags={"a": "b"}, environment_suffix="twelve-chars"
            ),
        )
    )
    for each in [*deployment.of_type(VAULT), *deployment.of_type(PLAN), *deployment.of_type(SELECTION)]:
        assert len(each.inputs["name"]) <= 50


@pytest.mark.parametrize(
    ("inputs", "field", "reason"),
    [
        ({"resource_arns": []}, "resource_arns", "nothing to back up"),
        ({"resource_arns": ["portal"]}, "resource_arns.0", "ARN"),
        ({"resource_arns": ["arn:aws:s3:::*-logs"]}, "resource_arns.0", "ARN"),
        ({"resource_arns": [DATABASE, DATABASE]}, "resource_arns", "once"),
        ({"rules": {}}, "rules", "at least 1"),
        ({"rules": {"d": {"schedule": "rate(1 day)"}}}, "rules.d.schedule", "cron"),
        ({"rules": {"d": {"schedule": "cron(0 5 * * *)"}}}, "rules.d.schedule", "six fields"),
        ({"rules": {"d": {"schedule": "cron(0 5 * * * *)"}}}, "rules.d.schedule", "?"),
        ({"rules": {"d": {"schedule": "cron(* 5 ? * * *)"}}}, "rules.d.schedule", "one minute"),
        ({"rules": {"d": {"schedule": "cron(0 24 ? * * *)"}}}, "rules.d.schedule", "must have a valid"),
        ({"rules": {"d": {"schedule": "cron(0 5 32 * ? *)"}}}, "rules.d.schedule", "must have a valid"),
        ({"rules": {"d": {"schedule": "cron(0 5 ? JANUARY * *)"}}}, "rules.d.schedule", "must have a valid"),
        ({"rules": {"d": {"schedule": "cron(0 5 ? * MOON *)"}}}, "rules.d.schedule", "must have a valid"),
        ({"rules": {"d": {"schedule": "cron(0 5 ? * * 26)"}}}, "rules.d.schedule", "must have a valid"),
        ({"rules": {"d": {"time_zone": "berlin"}}}, "rules.d.time_zone", "time zone"),
        ({"rules": {"d": {"start_window_minutes": 59}}}, "rules.d.start_window_minutes", "at least 60"),
        (
            {"rules": {"d": {"start_window_minutes": 480}}},
            "rules.d.completion_window_minutes",
            "less than an hour after the start window of 480",
        ),
        ({"rules": {"d": {"retention_days": 0}}}, "rules.d.retention_days", "at least 1"),
        ({"rules": {"d": {"cold_storage_after_days": 1}}}, "rules.d.retention_days", "90 days in cold storage"),
        ({"rules": {"d": {"continuous": True, "retention_days": 36}}}, "rules.d.retention_days", "35 days"),
        (
            {"rules": {"d": {"copies": [{"vault_arn": OTHER_VAULT, "cold_storage_after_days": 30}]}}},
            "rules.d.copies.0.retention_days",
            "90 days in cold storage",
        ),
        ({"rules": {"d": {"copies": [{"vault_arn": "copies"}]}}}, "rules.d.copies.0.vault_arn", "backup vault"),
        ({"lock": {"min_retention_days": 36}}, "rules.daily.retention_days", "less than the lock asks for"),
        ({"lock": {"max_retention_days": 34}}, "rules.daily.retention_days", "more than the lock allows"),
        ({"lock": {"mode": "compliance"}}, "lock.changeable_for_days", "required for compliance"),
        ({"lock": {"mode": "compliance", "changeable_for_days": 2}}, "lock.changeable_for_days", "at least 3"),
        ({"lock": {"changeable_for_days": 3}}, "lock.changeable_for_days", "for compliance"),
        (
            {"lock": {"mode": "compliance", "changeable_for_days": 3}, "durability": "ephemeral"},
            "lock.mode",
            "never be taken away",
        ),
        ({"kms_key_arn": "alias/backup"}, "kms_key_arn", "ARN of a KMS key"),
    ],
)
def test_bad_input_is_told_with_field_and_reason(inputs: dict[str, Any], field: str, reason: str) -> None:
    lines = [line.strip() for line in refused(**inputs).splitlines()[1:]]
    (line,) = [line for line in lines if line.startswith(f"{field}:")]
    assert reason in line
    assert "; " in line


def test_what_contradicts_itself_twice_is_told_twice() -> None:
    message = refused(
        lock={"min_retention_days": 40, "max_retention_days": 30},
        rules={"daily": {"continuous": True, "cold_storage_after_days": 10, "retention_days": 35}},
    )
    for field in ("lock.max_retention_days", "rules.daily.cold_storage_after_days", "rules.daily.retention_days"):
        assert field in message


def test_an_output_is_checked_when_it_is_known(record: Recorder) -> None:
    def program() -> None:
        BackupPlan("portal", BackupPlanArgs(kms_key_arn=KEY, resource_arns=[pulumi.Output.from_input("portal")]))

    assert "ARN of a resource" in str(record.failing(InputError, program).error)


days = st.sampled_from([None, 1, 7, 34, 35, 36, 125, 400])
backup_rules = st.fixed_dictionaries(
    {},
    optional={
        "schedule": st.sampled_from(["cron(0 5 ? * * *)", "cron(0 5 1 * ? *)", "daily"]),
        "start_window_minutes": st.sampled_from([59, 60, 480]),
        "completion_window_minutes": st.sampled_from([60, 120, 540]),
        "retention_days": days,
        "cold_storage_after_days": days,
        "continuous": st.booleans(),
    },
)
locks = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.sampled_from(["governance", "compliance"]),
        "min_retention_days": days,
        "max_retention_days": days,
        "changeable_for_days": st.sampled_from([None, 2, 3]),
    },
)
inputs_of_plans = st.fixed_dictionaries(
    {"kms_key_arn": st.just(KEY)},
    optional={
        "durability": st.sampled_from(["persistent", "ephemeral"]),
        "rules": st.dictionaries(st.sampled_from(["daily", "Weekly", "monthly"]), backup_rules, max_size=2),
        "resource_arns": st.lists(st.sampled_from([DATABASE, OTHER_VAULT, "portal"]), max_size=2),
        "resource_tags": st.dictionaries(st.sampled_from(["Backup", ""]), st.just("yes"), max_size=1),
        "deny_deletion": st.booleans(),
        "lock": st.none() | locks,
    },
)


def made(**inputs: Any) -> tuple[BackupPlanArgs | None, tuple[Problem, ...]]:
    try:
        return BackupPlanArgs(**inputs), ()
    except InputError as error:
        return None, error.problems


@given(inputs=inputs_of_plans)
def test_every_plan_is_refused_with_a_reason_or_made_within_awss_limits(
    record: Recorder, inputs: dict[str, Any]
) -> None:
    args, problems = made(**inputs)
    assert all(problem.reason and problem.remedy for problem in problems)
    if args is None:
        return
    deployment = record(lambda: BackupPlan("portal", args))
    assert deployment.of_type(SELECTION)
    locked = [each.inputs for each in deployment.of_type(LOCK)]
    for rule in deployment.one(PLAN).inputs["rules"]:
        kept, cold = rule["lifecycle"]["deleteAfter"], rule["lifecycle"].get("coldStorageAfter")
        assert rule["startWindow"] >= 60
        assert rule["completionWindow"] >= rule["startWindow"] + 60
        assert cold is None or kept >= cold + 90
        assert not rule["enableContinuousBackup"] or kept <= 35
        assert all(each["minRetentionDays"] <= kept <= (each["maxRetentionDays"] or kept) for each in locked)
