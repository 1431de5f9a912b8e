"""Rotation: the function really runs, in AWS's steps, and what comes of it is told."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
import pytest
from lives import World
from lives.lambda_ import FUNCTION, PERMISSION, code, function
from lives.secretsmanager import ROTATING, ROTATION, SECRET, VERSION, rotation, rotation_function
from lives.world import REGION
from provider_client import Deployed, InvalidInputsError, ProviderClient

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.wire import Props

BEFORE = "hunter2"
FAILS = "def handler(event, context):\n    raise RuntimeError('broken in ' + event['Step'])\n"
LATE = ROTATING.replace('case "testSecret":', 'case "testSecret":\n            raise RuntimeError("no entry")')
TELLS = "import boto3\n\n\ndef handler(event, context):\n" + (
    "    value = boto3.client('secretsmanager').get_secret_value(SecretId=event['SecretId'])['SecretString']\n"
    "    raise RuntimeError('can not open with ' + value)\n"
)
IDLE = "def handler(event, context):\n    pass\n"


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    account = local_aws.account()
    provider = ProviderClient(local_aws.serve(account)["aws"], {"region": REGION})
    yield World(account, provider)
    provider.close()


@pytest.fixture(scope="module")
def boto(world: World) -> Any:
    return world.client("secretsmanager")


@pytest.fixture
def secret(world: World) -> str:
    """A secret that has a value."""
    return world.make(VERSION, secretId=world.make(SECRET).id, secretString=BEFORE).inputs["secretId"]


def value(boto: Any, secret: str, stage: str = "AWSCURRENT") -> str:
    return boto.get_secret_value(SecretId=secret, VersionStage=stage)["SecretString"]


def labels(boto: Any, secret: str) -> set[str]:
    """Return the stages that are on any version."""
    versions: dict[str, list[str]] = boto.describe_secret(SecretId=secret)["VersionIdsToStages"]
    return {stage for stages in versions.values() for stage in stages}


def steps(world: World, function_arn: str) -> list[str]:
    """Return the steps that the function took, as its log tells them."""
    logs = world.client("logs")
    group = f"/aws/lambda/{function_arn.split(':')[-1]}"
    events = logs.filter_log_events(logGroupName=group)["events"]
    return [json.loads(event["message"])["step"] for event in events]


def rotating(world: World, text: str = ROTATING, **more: Any) -> Props:
    return {**rotation(world, text), **more}


def rotate(world: World, **news: Any) -> Deployed:
    return world.make(ROTATION, **news)


def failure(world: World, **news: Any) -> str:
    with pytest.raises(grpc.RpcError) as error:
        rotate(world, **news)
    return str(error.value)


class TestRotation:
    def test_takes_the_four_steps_and_moves_the_stages(self, world: World, boto: Any) -> None:
        news = rotating(world)
        rotate(world, **news)
        told = boto.describe_secret(SecretId=news["secretId"])

        assert value(boto, news["secretId"], "AWSPREVIOUS") == BEFORE
        assert value(boto, news["secretId"]) != BEFORE
        assert boto.get_secret_value(SecretId=news["secretId"])["SecretString"] == value(boto, news["secretId"])
        assert (told["RotationEnabled"], told["RotationLambdaARN"]) == (True, news["rotationLambdaArn"])
        assert told["RotationRules"] == {"AutomaticallyAfterDays": 30}
        assert told["LastRotatedDate"] >= told["CreatedDate"]
        assert (told["NextRotationDate"].date() - datetime.now(UTC).date()) in (timedelta(29), timedelta(30))
        assert sorted(steps(world, news["rotationLambdaArn"])) == [
            "createSecret",
            "finishSecret",
            "setSecret",
            "testSecret",
        ]

    def test_goes_on_with_what_is_configured(self, world: World, boto: Any) -> None:
        news = rotating(world)
        rotate(world, **news)
        first = value(boto, news["secretId"])

        answer = boto.rotate_secret(SecretId=news["secretId"])

        assert value(boto, news["secretId"], "AWSPREVIOUS") == first
        assert boto.get_secret_value(SecretId=news["secretId"])["VersionId"] == answer["VersionId"]

    def test_later_tries_out_the_function_and_keeps_the_value(self, world: World, boto: Any) -> None:
        news = rotating(world, rotateImmediately=False)
        rotate(world, **news)

        assert value(boto, news["secretId"]) == BEFORE
        assert labels(boto, news["secretId"]) == {"AWSCURRENT"}
        assert steps(world, news["rotationLambdaArn"]) == ["testSecret"]
        assert boto.describe_secret(SecretId=news["secretId"])["RotationEnabled"]

    def test_of_a_new_schedule_rotates_again_if_told_to(self, world: World, boto: Any) -> None:
        news = rotating(world)
        made = rotate(world, **news)
        first = value(boto, news["secretId"])
        hourly: Props = {**news, "rotationRules": {"scheduleExpression": "rate(12 hours)"}}

        later = world.provider.update(made, **hourly, rotateImmediately=False)
        assert value(boto, news["secretId"]) == first
        assert boto.describe_secret(SecretId=news["secretId"])["RotationRules"] == {
            "ScheduleExpression": "rate(12 hours)"
        }
        world.provider.update(later, **news)
        assert value(boto, news["secretId"]) != first

    def test_ends_when_it_is_deleted(self, world: World, boto: Any) -> None:
        made = rotate(world, **rotating(world))
        world.provider.delete(made)

        told = boto.describe_secret(SecretId=made.id)
        assert told["RotationEnabled"] is False
        assert "NextRotationDate" not in told

    def test_is_turned_off_by_the_program_and_on_again(self, world: World, boto: Any) -> None:
        news = rotating(world)
        made = rotate(world, **news)
        off = {"secretId": news["secretId"], "rotationEnabled": False}

        stopped = world.provider.update(made, **off)
        assert boto.describe_secret(SecretId=made.id)["RotationEnabled"] is False
        assert world.provider.refresh(stopped) == stopped
        assert world.provider.kinds(stopped, **off) == {}
        world.provider.update(stopped, **news, rotationEnabled=True)
        assert boto.describe_secret(SecretId=made.id)["RotationEnabled"] is True

    def test_that_somebody_turned_off_is_turned_on(self, world: World, boto: Any) -> None:
        news = rotating(world)
        made = rotate(world, **news)
        boto.cancel_rotate_secret(SecretId=made.id)

        drifted = world.provider.refresh(made)

        assert drifted is not None
        assert world.provider.kinds(drifted, **news).keys() == {"rotationLambdaArn", "rotationRules"}
        assert world.provider.update(drifted, **news).outputs["rotationEnabled"] is True


class TestFailures:
    def test_in_the_function_are_told_and_leave_the_value(self, world: World, boto: Any) -> None:
        news = rotating(world, FAILS)

        assert "failed in the step createSecret: RuntimeError: broken in createSecret" in failure(world, **news)
        assert value(boto, news["secretId"]) == BEFORE

    def test_are_mended_by_attempting_the_same_version_again(self, world: World, boto: Any) -> None:
        news = rotating(world, LATE)
        assert "failed in the step testSecret: RuntimeError: no entry" in failure(world, **news)
        assert value(boto, news["secretId"]) == BEFORE
        pending = value(boto, news["secretId"], "AWSPENDING")

        rotate(world, **{**news, "rotationLambdaArn": rotation_function(world)})

        assert value(boto, news["secretId"], "AWSPREVIOUS") == BEFORE
        assert value(boto, news["secretId"]) == pending

    def test_do_not_tell_the_value(self, world: World) -> None:
        told = failure(world, **rotating(world, TELLS))

        assert "can not open with [secret]" in told
        assert BEFORE not in told

    def test_do_not_tell_a_part_of_the_value(self, world: World, boto: Any) -> None:
        news = rotating(world, TELLS.replace("+ value", "+ __import__('json').loads(value)['password']"))
        boto.put_secret_value(SecretId=news["secretId"], SecretString=json.dumps({"password": BEFORE}))
        told = failure(world, **news)

        assert "can not open with [secret]" in told
        assert BEFORE not in told

    def test_a_function_that_does_nothing_has_not_rotated(self, world: World, boto: Any) -> None:
        news = rotating(world, IDLE)

        assert "ended without moving AWSCURRENT" in failure(world, **news)
        assert value(boto, news["secretId"]) == BEFORE

    def test_of_a_try_out_leave_nothing_behind(self, world: World, boto: Any) -> None:
        news = rotating(world, FAILS, rotateImmediately=False)

        assert "broken in testSecret" in failure(world, **news)
        assert labels(boto, news["secretId"]) == {"AWSCURRENT"}

    def test_a_rotation_during_a_rotation(self, world: World) -> None:
        again = "secrets.rotate_secret(SecretId=secret_id)"
        news = rotating(world, ROTATING.replace('case "setSecret":', f'case "setSecret":\n            {again}'))

        assert "A previous rotation isn't complete. That rotation will be reattempted." in failure(world, **news)

    def test_a_value_that_is_overwritten(self, world: World) -> None:
        again = "secrets.put_secret_value(SecretId=secret_id, ClientRequestToken=token, SecretString='other')"
        news = rotating(world, ROTATING.replace('case "setSecret":', f'case "setSecret":\n            {again}'))

        assert "that value is already in use for a version" in failure(world, **news)


class TestRefusals:
    def test_a_function_that_does_not_let_secrets_manager_in(self, world: World, boto: Any, secret: str) -> None:
        made = world.make(FUNCTION, **function(world, code=code(ROTATING)))
        news = {
            "secretId": secret,
            "rotationLambdaArn": made.outputs["arn"],
            "rotationRules": {"automaticallyAfterDays": 1},
        }
        allowed = {"function": made.id, "action": "lambda:InvokeFunction"}
        world.make(PERMISSION, **allowed, principal="events.amazonaws.com")
        world.make(
            PERMISSION, **allowed, principal="secretsmanager.amazonaws.com", sourceArn=secret.replace("it", "other")
        )

        assert "cannot invoke the specified Lambda function" in failure(world, **news)
        assert "RotationEnabled" not in boto.describe_secret(SecretId=secret)
        world.make(PERMISSION, **allowed, principal="secretsmanager.amazonaws.com", sourceArn=secret)
        assert rotate(world, **news).id == secret

    def test_a_function_that_does_not_exist(self, world: World, secret: str) -> None:
        told = failure(
            world,
            secretId=secret,
            rotationLambdaArn=f"arn:aws:lambda:{REGION}:{world.account.account_id}:function:nobody",
            rotationRules={"automaticallyAfterDays": 1},
        )
        assert "Resource not found for ARN" in told

    def test_no_function_at_all(self, world: World, secret: str) -> None:
        assert "doesn't already have a Lambda function ARN configured" in failure(
            world, secretId=secret, rotationRules={"automaticallyAfterDays": 1}
        )

    def test_a_schedule_that_aws_would_refuse(self, world: World) -> None:
        news = rotating(world, rotationRules={"scheduleExpression": "rate(1 hours)"})

        assert "every 4 hours" in failure(world, **news)

    @pytest.mark.parametrize(
        ("news", "path"),
        [
            ({}, "rotationRules"),
            ({"rotationRules": {}}, "rotationRules"),
            (
                {"rotationRules": {"automaticallyAfterDays": 1, "scheduleExpression": "rate(1 days)"}},
                "rotationRules",
            ),
            ({"rotationRules": {"automaticallyAfterDays": 0}}, "rotationRules.automaticallyAfterDays"),
            ({"rotationRules": {"automaticallyAfterDays": 1001}}, "rotationRules.automaticallyAfterDays"),
            ({"rotationEnabled": False, "rotationRules": {"automaticallyAfterDays": 1}}, "rotationRules"),
        ],
    )
    def test_rules_before_anything_is_made(self, world: World, news: Props, path: str) -> None:
        with pytest.raises(InvalidInputsError) as error:
            world.provider.check(ROTATION, {"secretId": "it", **news})
        assert error.value.failures.keys() == {path}


def test_a_service_rotates_the_secret_that_it_owns(world: World, boto: Any, own: Callable[[], str]) -> None:
    secret = own()
    news = {"secretId": secret, "rotationRules": {"automaticallyAfterDays": 7}}
    made = rotate(world, **news)

    before, after = (json.loads(value(boto, secret, stage)) for stage in ("AWSPREVIOUS", "AWSCURRENT"))
    assert (before["username"], before["password"]) == ("admin", BEFORE)
    assert after["username"] == "admin"
    assert after["password"] != BEFORE
    assert world.provider.refresh(made) == made


@pytest.fixture
def own(world: World) -> Callable[[], str]:
    """Makes a secret as RDS does for a master password."""
    from moto.secretsmanager.models import secretsmanager_backends

    def make() -> str:
        backend = secretsmanager_backends[world.account.account_id][REGION]
        text = json.dumps({"username": "admin", "password": BEFORE})
        return backend.create_managed_secret("rds", world.name(), secret_string=text).arn

    return make
