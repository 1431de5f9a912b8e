"""The life of a secret: made, rotated beside Pulumi, changed, drifted, put right, destroyed; never shown, never old."""

import json
import string
from collections.abc import Callable, Iterable
from typing import Any

import pulumi
from pulumi.automation import Stack
from support import WriteProject, failure, inventory, run

from strongroom.data import EncryptionKey, EncryptionKeyArgs, Secret, SecretArgs, SecretRotation
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

GIVEN = "given-8136540927"
NEXT = "next-3318204475"


def secret_program(**inputs: Any) -> Callable[[], None]:
    def program() -> None:
        use = EncryptionKeyArgs(durability="ephemeral", services={"cloudwatch_logs"})
        key = EncryptionKey("vault", use)
        secret = Secret(
            "portal", SecretArgs.model_validate({"kms_key_arn": key.kms_key_arn, "durability": "ephemeral", **inputs})
        )
        for name in ("secret_arn", "secret_name", "rotation_function_arn", "read_policy"):
            pulumi.export(name, getattr(secret, name))
        pulumi.export("kms_key_arn", key.kms_key_arn)

    return program


def value(sandbox: TestSandbox, secret_arn: str, stage: str = "AWSCURRENT") -> str:
    return sandbox.client("secretsmanager").get_secret_value(SecretId=secret_arn, VersionStage=stage)["SecretString"]


def rotate(sandbox: TestSandbox, secret_arn: str) -> str:
    """Rotate a secret, and return what it holds then."""
    sandbox.client("secretsmanager").rotate_secret(SecretId=secret_arn)
    return value(sandbox, secret_arn)


def forget(stack: Stack, type_: str) -> None:
    """Take a resource out of the state, as a refresh does when AWS has deleted it."""
    state = stack.export_stack()
    resources: list[dict[str, Any]] = (state.deployment or {})["resources"]
    (gone,) = [each["urn"] for each in resources if each["type"] == type_]
    kept = [each for each in resources if each["urn"] != gone]
    for each in kept:
        lists = (
            (each, "dependencies"),
            *((each.get("propertyDependencies", {}), name) for name in each.get("inputs", {})),
        )
        for holder, name in lists:
            urns: list[str] = holder.get(name) or []
            holder[name] = [urn for urn in urns if urn != gone]
    resources[:] = kept
    stack.import_stack(state)


def logged(sandbox: TestSandbox) -> list[str]:
    """Everything that functions have logged."""
    logs = sandbox.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    return [event["message"] for group in groups for event in logs.filter_log_events(logGroupName=group)["events"]]


def assert_nowhere(sandbox: TestSandbox, secrets: Iterable[str], *screens: str) -> None:
    """Show that secrets are on no screen, in no log, and in no file: the state is among them."""
    files = [file.read_bytes() for file in sandbox.journal.parent.rglob("*") if file.is_file()]
    lines = logged(sandbox)
    assert [content for content in files if b"portal-dev" in content]
    for secret in secrets:
        assert len(secret) > 8
        assert [text for text in (*screens, *lines) if secret in text] == []
        assert [content for content in files if secret.encode() in content] == []


def test_a_secret_is_what_the_component_promises_from_its_making_to_its_end(sandbox: TestSandbox) -> None:
    before = inventory(sandbox)
    stack = sandbox.program(secret_program())
    first = run(stack.up, diff=True)
    arn = first.outputs["secret_arn"]
    manager = sandbox.client("secretsmanager")

    secret = manager.describe_secret(SecretId=arn)
    assert secret["Name"] == first.outputs["secret_name"] == "portal-dev"
    assert secret["KmsKeyId"] == first.outputs["kms_key_arn"]
    assert secret["RotationEnabled"]
    assert secret["RotationRules"]["AutomaticallyAfterDays"] == 30
    assert secret["RotationLambdaARN"] == first.outputs["rotation_function_arn"]
    policy = json.loads(manager.get_resource_policy(SecretId=arn)["ResourcePolicy"])
    assert [statement["Effect"] for statement in policy["Statement"]] == ["Deny"]
    statements = json.loads(first.outputs["read_policy"])["Statement"]
    assert [statement["Resource"] for statement in statements] == [arn, first.outputs["kms_key_arn"]]

    function = sandbox.client("lambda").get_function(FunctionName=first.outputs["rotation_function_arn"])
    group = function["Configuration"]["LoggingConfig"]["LogGroup"]
    assert function["Configuration"]["KMSKeyArn"] == first.outputs["kms_key_arn"]
    (log,) = sandbox.client("logs").describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    assert (log["kmsKeyId"], log["retentionInDays"]) == (first.outputs["kms_key_arn"], 365)

    # The first rotation has come with it, so what Pulumi made is out of use already.
    made, current = value(sandbox, arn, "strongroom-first"), value(sandbox, arn)
    assert made != current
    assert value(sandbox, arn, "AWSPREVIOUS") == made
    second, refreshed, third = run(stack.up, diff=True), run(stack.refresh, diff=True), run(stack.up)
    assert (second.steps, third.steps) == ({}, {})
    assert refreshed.steps == {}
    assert value(sandbox, arn) == current
    assert_nowhere(sandbox, (made, current), first.screen, second.screen, refreshed.screen)

    stack.destroy()
    assert inventory(sandbox) == before
    assert value(sandbox, run(stack.up).outputs["secret_arn"]) not in (made, current)
    stack.destroy()
    assert read_journal(sandbox.journal) == []


def test_a_rotation_brings_a_value_by_the_same_rules_that_pulumi_leaves_alone(sandbox: TestSandbox) -> None:
    rules = {"length": 24, "min_upper": None, "special_characters": "#!?"}
    generate = {**rules, "json_key": "password", "fields": {"username": "portal"}}
    stack = sandbox.program(secret_program(generate=generate))
    arn = run(stack.up).outputs["secret_arn"]
    seen = [value(sandbox, arn, "strongroom-first"), value(sandbox, arn), rotate(sandbox, arn)]

    passwords = [json.loads(each)["password"] for each in seen]
    assert len(set(passwords)) == len(seen)
    for each, password in zip(seen, passwords, strict=True):
        assert json.loads(each) == {"username": "portal", "password": password}
        assert len(password) == 24
        assert set(password) <= set(string.ascii_lowercase + string.digits + "#!?")
        assert set(password) & set("#!?")
    assert value(sandbox, arn, "AWSPREVIOUS") == seen[-2]

    assert run(stack.up).steps == {}
    refreshed = run(stack.refresh)
    assert refreshed.steps == {}
    assert run(stack.up).steps == {}
    assert value(sandbox, arn) == seen[-1]
    assert_nowhere(sandbox, passwords, refreshed.screen)


def test_the_first_value_does_not_come_back_even_if_its_version_is_lost(sandbox: TestSandbox) -> None:
    stack = sandbox.program(secret_program())
    arn = run(stack.up).outputs["secret_arn"]
    current = value(sandbox, arn)
    forget(stack, "aws:secretsmanager/secretVersion:SecretVersion")

    assert run(stack.up).steps == {"SecretVersion portal-secret": "create"}
    assert value(sandbox, arn) == current
    assert run(stack.up).steps == {}


def test_new_rules_are_for_the_next_value_and_a_new_schedule_keeps_all_else(sandbox: TestSandbox) -> None:
    later = SecretRotation(schedule_expression="cron(0 3 1 * ? *)", duration_hours=2, rotate_immediately=False)
    first = run(sandbox.program(secret_program(rotation=SecretRotation(rotate_immediately=False))).up)
    arn = first.outputs["secret_arn"]
    made = value(sandbox, arn)
    inputs: dict[str, Any] = {"generate": {"length": 48}, "rotation": later, "description": "Opens the portal"}
    stack = sandbox.program(secret_program(**inputs))
    changed = run(stack.up)

    assert changed.steps == {
        "Function portal-rotation": "update",
        "Secret portal-secret": "update",
        "SecretRotation portal-rotation": "update",
    }
    assert changed.outputs == first.outputs
    secret = sandbox.client("secretsmanager").describe_secret(SecretId=arn)
    assert secret["RotationRules"]["ScheduleExpression"] == "cron(0 3 1 * ? *)"
    assert secret["RotationRules"]["Duration"] == "2h"
    assert value(sandbox, arn) == made
    assert len(rotate(sandbox, arn)) == 48
    assert run(stack.up).steps == {}


def test_a_secret_that_somebody_weakened_is_put_right(sandbox: TestSandbox) -> None:
    stack = sandbox.program(secret_program())
    arn = run(stack.up).outputs["secret_arn"]
    manager, current = sandbox.client("secretsmanager"), value(sandbox, arn)
    intended = json.loads(manager.get_resource_policy(SecretId=arn)["ResourcePolicy"])

    manager.cancel_rotate_secret(SecretId=arn)
    manager.delete_resource_policy(SecretId=arn)
    sandbox.client("logs").delete_log_group(logGroupName="/aws/lambda/portal-rotation-dev")
    run(stack.refresh)
    mended = run(stack.up).steps

    assert mended.keys() == {"LogGroup portal-rotation", "SecretPolicy portal-secret", "SecretRotation portal-rotation"}
    assert json.loads(manager.get_resource_policy(SecretId=arn)["ResourcePolicy"]) == intended
    assert manager.describe_secret(SecretId=arn)["RotationEnabled"]
    assert value(sandbox, arn, "AWSPREVIOUS") == current
    assert run(stack.refresh).steps == {}


def test_without_rotation_the_secret_holds_what_the_program_gives(sandbox: TestSandbox) -> None:
    stack = sandbox.program(secret_program(value=GIVEN, rotation=None))
    first = run(stack.up, diff=True)
    arn = first.outputs["secret_arn"]
    assert value(sandbox, arn) == GIVEN
    assert "rotation_function_arn" not in first.outputs
    assert run(stack.up).steps == {}

    stack = sandbox.program(secret_program(value=NEXT, rotation=None))
    changed = run(stack.up, diff=True)
    assert changed.steps == {"SecretVersion portal-secret": "replace"}
    assert value(sandbox, arn) == NEXT
    assert run(stack.refresh).steps == {}
    assert run(stack.up).steps == {}
    assert_nowhere(sandbox, (GIVEN, NEXT), first.screen, changed.screen)


def test_rotation_can_be_turned_on_and_off_without_an_old_value_coming_back(sandbox: TestSandbox) -> None:
    made = run(sandbox.program(secret_program(rotation=None)).up)
    arn = made.outputs["secret_arn"]
    at_first = value(sandbox, arn)

    rotated = sandbox.program(secret_program())
    run(rotated.up)
    current = rotate(sandbox, arn)
    run(rotated.refresh)
    assert run(rotated.up).steps == {}
    assert value(sandbox, arn) == current != at_first

    kept = sandbox.program(secret_program(rotation=None))
    run(kept.up)
    assert value(sandbox, arn) == current
    assert run(kept.up).steps == {}

    run(sandbox.program(secret_program(rotation=None, generate={"length": 40})).up)
    assert len(value(sandbox, arn)) == 40


def test_a_secret_under_another_name_has_a_value_and_is_rotated(sandbox: TestSandbox) -> None:
    stack = sandbox.program(secret_program())
    rotate(sandbox, run(stack.up).outputs["secret_arn"])
    run(stack.refresh)

    renamed = sandbox.program(secret_program(environment_suffix="next"))
    arn = run(renamed.up).outputs["secret_arn"]
    assert value(sandbox, arn) != value(sandbox, arn, "strongroom-first")
    assert run(renamed.up).steps == {}


PERSISTENT = f"""
from strongroom.data import EncryptionKey, EncryptionKeyArgs, Secret, SecretArgs

key = EncryptionKey("vault", EncryptionKeyArgs(durability="ephemeral"))
args = SecretArgs(kms_key_arn=key.kms_key_arn, value={GIVEN!r}, rotation=None, deletion_protection=False)
secret = Secret("portal", args)
pulumi.export("secret_arn", secret.secret_arn)
"""


def test_a_lasting_secret_can_be_restored_after_it_was_destroyed(
    sandbox: TestSandbox, write_project: WriteProject
) -> None:
    stack = sandbox.project(write_project(PERSISTENT), "dev")
    arn = run(stack.up).outputs["secret_arn"]
    stack.destroy()
    manager = sandbox.client("secretsmanager")
    deleted = manager.describe_secret(SecretId=arn)["DeletedDate"]
    assert (deleted - deleted.now(deleted.tzinfo)).days in (29, 30)
    assert "scheduled for deletion" in failure(stack.up)
    manager.restore_secret(SecretId=arn)
    assert value(sandbox, arn) == GIVEN
