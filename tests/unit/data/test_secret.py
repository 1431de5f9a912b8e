import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording import UNKNOWN, Cloud, Deployment, Recorder

from strongroom.core import InputError
from strongroom.data import GeneratedValue, Secret, SecretArgs, SecretReplica, SecretRotation

KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
KEY = f"arn:aws:kms:eu-central-1:123456789012:key/{KEY_ID}"
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:next-value"
CLOUD = Cloud("aws", "eu-central-1", "123456789012")

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 a type
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
PASSWORD = "random:index/randomPassword:RandomPassword"  # noqa: S105 a type
LAMBDA = "aws:lambda/function:Function"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
PERMISSION = "aws:lambda/permission:Permission"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"


def deploy(record: Recorder, *, preview: bool = False, **inputs: Any) -> Deployment:
    return record(
        lambda: Secret("portal", SecretArgs.model_validate({"kms_key_arn": KEY, **inputs})),
        preview=preview,
        cloud=CLOUD,
    )


def policy_of(deployment: Deployment) -> dict[str, dict[str, Any]]:
    return {each["Sid"]: each for each in json.loads(deployment.one(POLICY).inputs["policy"])["Statement"]}


# The secret itself


def test_a_secret_is_encrypted_with_the_key_and_named_for_its_environment(record: Recorder) -> None:
    secret = deploy(record, environment_suffix="prod").one(SECRET)
    assert secret.inputs["kmsKeyId"] == KEY
    assert secret.inputs["name"] == "portal-prod"
    assert secret.inputs["tags"]["Name"] == "portal-prod"
    assert "portal-prod" in secret.inputs["description"]


@pytest.mark.parametrize(
    ("inputs", "days"),
    [
        ({}, 30),
        ({"recovery_window_days": 7}, 7),
        ({"durability": "ephemeral"}, 0),
        ({"durability": "ephemeral", "recovery_window_days": 0}, 0),
        ({"durability": "ephemeral", "recovery_window_days": 14}, 14),
    ],
)
def test_a_deletion_can_be_cancelled_as_long_as_the_durability_says(
    record: Recorder, inputs: dict[str, Any], days: int
) -> None:
    assert deploy(record, **inputs).one(SECRET).inputs["recoveryWindowInDays"] == days


def test_copies_in_other_regions_are_encrypted_with_a_key_there(record: Recorder) -> None:
    there = f"arn:aws:kms:eu-west-1:123456789012:key/{KEY_ID}"
    secret = deploy(record, replicas=[SecretReplica(region="eu-west-1", kms_key_arn=there)]).one(SECRET)
    assert secret.inputs["replicas"] == [{"region": "eu-west-1", "kmsKeyId": there}]


def test_a_copy_in_the_secrets_own_region_is_refused_when_the_region_is_known(record: Recorder) -> None:
    def program() -> Secret:
        replica = SecretReplica(region="eu-central-1", kms_key_arn=KEY)
        return Secret("portal", SecretArgs(kms_key_arn=pulumi.Output.from_input(KEY), replicas=[replica]))

    failure = record.failing(InputError, program, cloud=CLOUD)
    assert "replicas: eu-central-1 is where the secret itself lives; name other regions only" in failure.message


def test_copies_in_other_regions_have_a_policy_that_holds_for_them(record: Recorder) -> None:
    # AWS gives them the secret's own policy, though their ARNs have another region.
    reader = "arn:aws:iam::999999999999:role/audit"
    further = {"sid": "Put", "principal_arns": [reader], "actions": ["secretsmanager:PutSecretValue"]}
    policy = policy_of(deploy(record, readers=[reader], policy_statements=[further]))
    assert {sid: statement["Resource"] for sid, statement in policy.items()} == {
        "OtherAccounts": "*",
        "Readers": "*",
        "Put": "*",
    }


# Its value


def test_a_generated_value_is_the_whole_secret_by_default_and_never_plain(record: Recorder) -> None:
    deployment = deploy(record)
    password, version = deployment.one(PASSWORD), deployment.one(VERSION)
    assert password.inputs["length"] == 32
    assert password.outputs
    assert version.inputs["secretString"] == password.outputs["result"]
    assert version.inputs["secretId"] == deployment.one(SECRET).id
    assert "secretString" in version.secrets


def test_the_rules_for_a_generated_value_reach_who_makes_the_first_and_who_makes_the_next(record: Recorder) -> None:
    generate = GeneratedValue(
        length=40, min_lower=2, min_upper=None, min_numeric=3, special_characters="#!?:", exclude_characters=":"
    )
    deployment = deploy(record, generate=generate)
    first = deployment.one(PASSWORD).inputs
    assert (first["length"], first["lower"], first["upper"], first["numeric"], first["special"]) == (
        *(40, True, False, True, True),
    )
    assert (first["minLower"], first["minUpper"], first["minNumeric"], first["minSpecial"]) == (2, 0, 3, 1)
    assert first["overrideSpecial"] == "#!?"
    rules = json.loads(deployment.one(LAMBDA).inputs["environment"]["variables"]["VALUE_RULES"])
    assert rules["length"] == 40
    assert [(set(each["characters"]), each["minimum"]) for each in rules["classes"]] == [
        (set("abcdefghijklmnopqrstuvwxyz"), 2),
        (set("0123456789"), 3),
        (set("#!?"), 1),
    ]


def test_a_generated_value_can_stand_in_a_json_object_with_further_fields(record: Recorder) -> None:
    def program() -> Secret:
        host = pulumi.Output.from_input("db.example.com")
        generate = GeneratedValue(json_key="password", fields={"username": "portal", "host": host})
        return Secret("portal", SecretArgs(kms_key_arn=KEY, generate=generate))

    deployment = record(program)
    password, version = deployment.one(PASSWORD), deployment.one(VERSION)
    assert password.outputs
    assert json.loads(version.inputs["secretString"]) == {
        "username": "portal",
        "host": "db.example.com",
        "password": password.outputs["result"],
    }
    assert "secretString" in version.secrets


@pytest.mark.parametrize("as_output", [False, True])
def test_a_value_that_is_given_is_kept_as_a_secret(record: Recorder, as_output: bool) -> None:
    def program() -> Secret:
        value = pulumi.Output.from_input("hunter2!") if as_output else "hunter2!"
        return Secret("portal", SecretArgs(kms_key_arn=KEY, value=value, rotation=None))

    deployment = record(program)
    version = deployment.one(VERSION)
    assert version.inputs["secretString"] == "hunter2!"
    assert "secretString" in version.secrets
    assert not deployment.of_type(PASSWORD)


def test_a_value_shows_neither_in_the_args_nor_in_an_error() -> None:
    assert "hunter2!" not in repr(SecretArgs(kms_key_arn=KEY, value="hunter2!", rotation=None))
    with pytest.raises(InputError) as error:
        SecretArgs(kms_key_arn=KEY, value="hunter2!" * 10_000, rotation=None)
    assert "value" in str(error.value)
    assert "hunter2!" not in str(error.value)


def test_fields_beside_a_value_do_not_show_in_the_args() -> None:
    generate = GeneratedValue(json_key="password", fields={"pin": "4711"})
    assert "4711" not in repr(SecretArgs(kms_key_arn=KEY, generate=generate))


def test_a_wrong_value_that_is_known_later_does_not_show_either(record: Recorder) -> None:
    def program() -> Secret:
        value = pulumi.Output.secret("hunter2!" * 10_000)
        return Secret("portal", SecretArgs(kms_key_arn=KEY, value=value, rotation=None))

    failure = record.failing(InputError, program)
    assert "hunter2!" not in str(failure.error)


# Who may read it


def test_by_default_nobody_of_another_account_may_do_anything(record: Recorder) -> None:
    deployment = deploy(record)
    assert deployment.one(POLICY).inputs["blockPublicPolicy"] is True
    assert deployment.one(POLICY).inputs["secretArn"] == deployment.one(SECRET).id
    (denial,) = policy_of(deployment).values()
    assert denial["Effect"] == "Deny"
    assert denial["Action"] == "secretsmanager:*"
    assert denial["Condition"]["StringNotEquals"] == {"aws:PrincipalAccount": [CLOUD.account_id]}


def test_readers_may_read_and_their_accounts_are_not_denied(record: Recorder) -> None:
    readers = ["arn:aws:iam::123456789012:role/portal", "arn:aws:iam::999999999999:role/audit"]
    policy = policy_of(deploy(record, readers=readers))
    assert policy["Readers"]["Principal"] == {"AWS": readers}
    assert policy["Readers"]["Action"] == ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    accounts = policy["OtherAccounts"]["Condition"]["StringNotEquals"]["aws:PrincipalAccount"]
    assert accounts == ["123456789012", "999999999999"]


def test_a_reader_may_be_known_only_later(record: Recorder) -> None:
    def program() -> Secret:
        reader = pulumi.Output.from_input("arn:aws:iam::999999999999:role/audit")
        return Secret("portal", SecretArgs(kms_key_arn=KEY, readers=[reader]))

    policy = policy_of(record(program, cloud=CLOUD))
    assert policy["Readers"]["Principal"] == {"AWS": ["arn:aws:iam::999999999999:role/audit"]}
    accounts = policy["OtherAccounts"]["Condition"]["StringNotEquals"]["aws:PrincipalAccount"]
    assert accounts == ["123456789012", "999999999999"]


def test_statements_are_added_and_only_those_that_allow_open_the_way_to_an_account(record: Recorder) -> None:
    def statement(effect: str, account: str) -> dict[str, Any]:
        principal = f"arn:aws:iam::{account}:root"
        return {
            "sid": effect,
            "effect": effect,
            "principal_arns": [principal],
            "actions": ["secretsmanager:PutSecretValue"],
        }

    policy = policy_of(
        deploy(record, policy_statements=[statement("Allow", "888888888888"), statement("Deny", "777777777777")])
    )
    assert policy["Allow"]["Principal"] == {"AWS": ["arn:aws:iam::888888888888:root"]}
    assert policy["Deny"]["Effect"] == "Deny"
    accounts = policy["OtherAccounts"]["Condition"]["StringNotEquals"]["aws:PrincipalAccount"]
    assert accounts == ["123456789012", "888888888888"]


def test_the_read_policy_allows_reading_this_secret_and_nothing_else(record: Recorder) -> None:
    deployment = deploy(record)
    secret: Secret = deployment.result
    arn = deployment.one(SECRET).id
    read, decrypt = json.loads(deployment.value(secret.read_policy))["Statement"]
    assert read["Resource"] == arn
    assert set(read["Action"]) == {"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"}
    assert (decrypt["Action"], decrypt["Resource"]) == (["kms:Decrypt"], KEY)
    assert decrypt["Condition"]["StringEquals"] == {
        "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com",
        "kms:EncryptionContext:SecretARN": arn,
    }


# Its rotation


def test_by_default_a_secret_is_rotated_every_thirty_days_beginning_at_once(record: Recorder) -> None:
    deployment = deploy(record)
    rotation = deployment.one(ROTATION)
    assert rotation.inputs["rotationRules"] == {"automaticallyAfterDays": 30}
    assert rotation.inputs["rotateImmediately"] is True
    assert rotation.inputs["secretId"] == deployment.one(SECRET).id
    function = deployment.one(LAMBDA).outputs
    assert function
    assert rotation.inputs["rotationLambdaArn"] == function["arn"]


def test_a_rotation_begins_when_there_is_a_value_and_the_function_may_be_called(record: Recorder) -> None:
    deployment = deploy(record)
    waits = deployment.one(ROTATION).request.dependencies
    assert {deployment.one(VERSION).urn, deployment.one(PERMISSION).urn} <= set(waits)
    assert deployment.one(ROLE_POLICY).urn in deployment.one(LAMBDA).request.dependencies


@pytest.mark.parametrize(
    ("inputs", "rules"),
    [
        ({"automatically_after_days": 7}, {"automaticallyAfterDays": 7}),
        ({"automatically_after_days": 7, "duration_hours": 3}, {"automaticallyAfterDays": 7, "duration": "3h"}),
        ({"schedule_expression": "rate(12 hours)"}, {"scheduleExpression": "rate(12 hours)"}),
    ],
)
def test_the_schedule_can_be_set(record: Recorder, inputs: dict[str, Any], rules: Mapping[str, Any]) -> None:
    assert deploy(record, rotation=SecretRotation(**inputs)).one(ROTATION).inputs["rotationRules"] == rules


def test_once_rotated_the_value_is_no_longer_pulumis(record: Recorder) -> None:
    deployment = deploy(record)
    version = deployment.one(VERSION)
    assert set(version.request.ignoreChanges) == {"secretString", "versionStages"}
    # Not AWSCURRENT: with that, making the version anew would bring the old value back.
    assert "AWSCURRENT" not in version.inputs["versionStages"]
    assert version.inputs["versionStages"]
    assert "length" in deployment.one(PASSWORD).request.ignoreChanges


def test_without_rotation_the_value_is_what_the_program_says(record: Recorder) -> None:
    deployment = deploy(record, rotation=None)
    for type_ in (VERSION, PASSWORD):
        assert not deployment.one(type_).request.ignoreChanges
    assert deployment.one(VERSION).inputs["versionStages"] is None
    assert not deployment.of_type(ROTATION)
    assert not deployment.of_type(LAMBDA)


def test_the_function_runs_encrypted_and_keeps_an_encrypted_log(record: Recorder) -> None:
    deployment = deploy(record, rotation=SecretRotation(log_retention_days=731))
    function, group = deployment.one(LAMBDA), deployment.one(GROUP)
    assert function.inputs["kmsKeyArn"] == KEY
    assert function.inputs["architectures"] == ["arm64"]
    assert function.inputs["loggingConfig"]["logGroup"] == group.inputs["name"]
    assert group.inputs["name"] == f"/aws/lambda/{function.inputs['name']}"
    assert (group.inputs["kmsKeyId"], group.inputs["retentionInDays"]) == (KEY, 731)


def test_the_function_runs_on_one_of_the_two_newest_pythons_that_the_sdk_names(record: Recorder) -> None:
    from pulumi_aws.lambda_ import Runtime

    runtime = deploy(record).one(LAMBDA).inputs["runtime"]
    versions = [each.value.removeprefix("python") for each in Runtime if each.value.startswith("python")]
    newest = sorted(versions, key=lambda version: [int(part) for part in version.split(".")])[-2:]
    assert runtime.removeprefix("python") in newest


def test_only_secrets_manager_may_call_the_function_and_only_for_this_secret(record: Recorder) -> None:
    deployment = deploy(record)
    permission = deployment.one(PERMISSION)
    assert permission.inputs["principal"] == "secretsmanager.amazonaws.com"
    assert permission.inputs["action"] == "lambda:InvokeFunction"
    assert permission.inputs["sourceAccount"] == CLOUD.account_id
    assert permission.inputs["sourceArn"] == deployment.one(SECRET).id


def test_the_function_may_touch_this_secret_and_its_log_only(record: Recorder) -> None:
    deployment = deploy(record)
    statements = json.loads(deployment.one(ROLE_POLICY).inputs["policy"])["Statement"]
    by_sid = {each["Sid"]: each for each in statements}
    assert by_sid.keys() == {"RotateSecret", "UseKeyForSecret", "DecryptEnvironment", "WriteLog"}
    assert by_sid["RotateSecret"]["Resource"] == deployment.one(SECRET).id
    assert by_sid["UseKeyForSecret"]["Condition"]["StringEquals"]["kms:EncryptionContext:SecretARN"] == (
        deployment.one(SECRET).id
    )
    function = deployment.one(LAMBDA).outputs
    assert function
    assert by_sid["DecryptEnvironment"]["Condition"]["StringEquals"] == {
        "kms:EncryptionContext:aws:lambda:FunctionArn": function["arn"]
    }
    for each in statements:
        assert "*" not in each["Resource"].removesuffix(":*")
        assert not [action for action in each["Action"] if "*" in action]


def test_a_function_that_is_given_is_used(record: Recorder) -> None:
    deployment = deploy(record, value="hunter2!", rotation=SecretRotation(function_arn=FUNCTION))
    secret: Secret = deployment.result
    assert deployment.one(ROTATION).inputs["rotationLambdaArn"] == FUNCTION
    assert secret.rotation_function_arn is not None
    assert deployment.value(secret.rotation_function_arn) == FUNCTION
    assert not deployment.of_type(LAMBDA)
    assert set(deployment.one(VERSION).request.ignoreChanges) == {"secretString", "versionStages"}


# The component


def test_outputs_tell_what_was_made(record: Recorder) -> None:
    deployment = deploy(record)
    secret: Secret = deployment.result
    assert deployment.value(secret.secret_arn) == deployment.one(SECRET).id
    assert deployment.value(secret.secret_name) == "portal-dev"
    assert secret.rotation_function_arn is not None
    assert deployment.value(secret.rotation_function_arn).endswith(":function:portal-rotation-dev")


def test_no_output_is_the_value(record: Recorder) -> None:
    deployment = deploy(record)
    password = deployment.one(PASSWORD).outputs
    assert password
    assert password["result"] not in json.dumps(deployment.named("portal").outputs)


def test_a_preview_shows_every_part_and_who_reads_waits_for_the_value(record: Recorder) -> None:
    preview = deploy(record, preview=True)
    assert preview.one(ROTATION).inputs["secretId"] is UNKNOWN
    secret: Secret = preview.result
    assert preview.value(secret.secret_arn) is UNKNOWN
    assert preview.value(secret.read_policy) is UNKNOWN


@pytest.mark.parametrize(
    ("inputs", "reason", "remedy"),
    [
        ({"value": "hunter2!", "generate": GeneratedValue(), "rotation": None}, "two values", "one of them"),
        ({"value": "hunter2!"}, "doesn't know the next", "function_arn"),
        ({"recovery_window_days": 3}, "0, or 7 to 30", "7 or more"),
        ({"recovery_window_days": 0}, "persistent", "ephemeral"),
        ({"recovery_window_days": 31}, "at most 30", "30 or less"),
        ({"policy_statements": [{"sid": "Readers", "services": ["events.amazonaws.com"],
          "actions": ["secretsmanager:Get*"],
          "conditions": {"StringEquals": {"aws:SourceAccount": "1"}}}]}, "sid each", "rename"),
        ({"policy_statements": [{"sid": "A", "principal_arns": ["arn:aws:iam::123456789012:root"],
          "actions": ["s3:GetObject"]}]}, "nothing that is done to a secret", "secretsmanager"),
        ({"replicas": [{"region": "eu-west-1", "kms_key_arn": KEY}]}, "key of that region", "multi-Region"),
        ({"replicas": [{"region": "eu-central-1", "kms_key_arn": KEY}]}, "itself lives", "other regions"),
        ({"readers": ["*"]}, "IAM role or user", "role/operators"),
        ({"generate": {"length": 7}}, "at least 8", "8 or more"),
        ({"generate": {"length": 8, "min_lower": 8}}, "need 11 characters", "11 or more"),
        ({"generate": {"fields": {"a": "b"}}}, "JSON object", "json_key"),
        ({"generate": {"json_key": "a", "fields": {"a": "b"}}}, "value itself stands", "another json_key"),
        ({"generate": dict.fromkeys(["min_lower", "min_upper", "min_numeric", "min_special"])}, "made of", "minimums"),
        ({"generate": {"special_characters": "#", "exclude_characters": "#"}}, "no special characters", "keep some"),
        ({"generate": {"special_characters": "#é"}}, "ASCII", "choose among"),
        ({"generate": {"special_characters": "##"}}, "once", "use #"),
        ({"rotation": {"automatically_after_days": 30, "schedule_expression": "rate(30 days)"}}, "two", "one of them"),
        ({"rotation": {"automatically_after_days": 1001}}, "at most 1000", "1000 or less"),
        ({"rotation": {"schedule_expression": "cron(0 22 * * ? *)", "duration_hours": 3}}, "next UTC day", "2 or less"),
        ({"rotation": {"function_arn": "rotate"}}, "Lambda function", "arn:aws:lambda"),
    ],
)  # fmt: skip
def test_bad_input_ends_the_program_with_reason_and_remedy_before_anything_is_registered(
    record: Recorder, inputs: dict[str, Any], reason: str, remedy: str
) -> None:
    failure = record.failing(
        InputError, lambda: Secret("portal", SecretArgs.model_validate({"kms_key_arn": KEY, **inputs}))
    )
    assert not failure.deployment.resources
    assert reason in str(failure.error)
    assert remedy in str(failure.error)
    assert "hunter2!" not in str(failure.error)


def args_of(inputs: Mapping[str, Any]) -> SecretArgs | InputError:
    try:
        return SecretArgs(**inputs)
    except InputError as error:
        return error


minimums = st.one_of(st.none(), st.integers(-1, 20))
mixtures: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"kms_key_arn": st.sampled_from([KEY, KEY, KEY, "alias/key"])},
    optional={
        "durability": st.sampled_from(["persistent", "ephemeral"]),
        "value": st.sampled_from(["hunter2!", ""]),
        "generate": st.fixed_dictionaries(
            dict[str, st.SearchStrategy[Any]](),
            optional={
                "length": st.integers(6, 60),
                "min_lower": minimums,
                "min_upper": minimums,
                "min_numeric": minimums,
                "min_special": minimums,
                "special_characters": st.text("#!?:a", max_size=4),
                "exclude_characters": st.text("#!:", max_size=2),
                "json_key": st.sampled_from(["password", "pass word"]),
                "fields": st.dictionaries(st.sampled_from(["user", "password"]), st.just("portal"), max_size=2),
            },
        ),
        "rotation": st.one_of(
            st.none(),
            st.fixed_dictionaries(
                dict[str, st.SearchStrategy[Any]](),
                optional={
                    "automatically_after_days": st.integers(0, 1001),
                    "schedule_expression": st.sampled_from(["rate(4 hours)", "rate(1 day)", "cron(0 8 * * ? *)", "x"]),
                    "duration_hours": st.integers(0, 25),
                    "rotate_immediately": st.booleans(),
                    "function_arn": st.sampled_from([FUNCTION, "rotate"]),
                },
            ),
        ),
        "recovery_window_days": st.integers(-1, 31),
        "readers": st.lists(st.sampled_from(["arn:aws:iam::123456789012:root", "*"]), max_size=2),
        "replicas": st.lists(
            st.fixed_dictionaries(
                {"region": st.sampled_from(["eu-central-1", "eu-west-1"]), "kms_key_arn": st.just(KEY)}
            ),
            max_size=2,
        ),
    },
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mixtures)
def test_every_combination_is_refused_with_a_reason_or_registers(record: Recorder, inputs: dict[str, Any]) -> None:
    args = args_of(inputs)
    if isinstance(args, InputError):
        assert all(problem.reason and problem.remedy for problem in args.problems), args
        return
    deployment = record(lambda: Secret("portal", args), cloud=CLOUD)
    assert deployment.one(SECRET)
    assert len(deployment.of_type(ROTATION)) == (inputs.get("rotation", {}) is not None)
