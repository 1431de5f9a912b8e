"""Functions: those of Python really run, each in its own account, and answer as Lambda does."""

import base64
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from lives import World
from lives.lambda_ import FUNCTION, PERMISSION, code, function, in_vpc
from lives.world import LOG_GROUP, REGION
from provider_client import Deployed, InvalidInputsError, ProviderClient
from support import eventually

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.process import process_lives
from strongroom.sandbox.provider.assets import Archive, zipped
from strongroom.sandbox.provider.wire import Props

HANDLERS = """
import os
import sys
import time

import boto3
import other

COUNT = 0


def echo(event, context):
    return {"event": event, "other": other.WORD}


def surroundings(event, context):
    global COUNT
    COUNT += 1
    return {
        "environment": {name: os.environ.get(name) for name in event},
        "context": {name: value for name, value in vars(context).items() if not callable(value)},
        "remaining": context.get_remaining_time_in_millis(),
        "count": COUNT,
    }


def calls_back(event, context):
    functions = boto3.client("lambda").list_functions()["Functions"]
    return {"who": boto3.client("sts").get_caller_identity()["Arn"], "functions": len(functions)}


def calls_another(event, context):
    if event["depth"] == 0:
        return 0
    deeper = {"depth": event["depth"] - 1}
    answer = boto3.client("lambda").invoke(FunctionName=context.function_name, Payload=other.json.dumps(deeper))
    return 1 + other.json.load(answer["Payload"])


def prints(event, context):
    print("to standard output")
    print("to standard error", file=sys.stderr)


def fails(event, context):
    raise LookupError("nothing for " + event["name"])


def sleeps(event, context):
    time.sleep(60)


def exits(event, context):
    sys.exit(3)


def strange(event, context):
    return object()
"""
STAYS = """
import os
import time
from pathlib import Path


def handler(event, context):
    draft = Path(event + ".new")
    draft.write_text(str(os.getpid()))
    draft.rename(event)
    time.sleep(600)
"""
ENDS_EARLY = """
import base64
import json
import sys
import time
from pathlib import Path

from strongroom.sandbox.local_aws import LocalAws

told, code = Path(sys.argv[1]), base64.b64decode(sys.argv[2])
with LocalAws() as aws:
    account = aws.account()
    trust = '{"Version": "2012-10-17", "Statement": []}'
    role = account.client("iam", "eu-west-1").create_role(RoleName="it", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    functions = account.client("lambda", "eu-west-1")
    functions.create_function(
        FunctionName="it", Role=role, Runtime="python3.13", Handler="index.handler", Timeout=900, Code={"ZipFile": code}
    )
    functions.invoke(FunctionName="it", InvocationType="Event", Payload=json.dumps(str(told)))
    while not told.exists():
        time.sleep(0.01)
"""
CODE = code(HANDLERS, other="import json\n\nWORD = 'found'\n")


@pytest.fixture(scope="module")
def world(local_aws: LocalAws) -> Iterator[World]:
    account = local_aws.account()
    provider = ProviderClient(local_aws.serve(account)["aws"], {"region": REGION})
    yield World(account, provider)
    provider.close()


@pytest.fixture(scope="module")
def boto(world: World) -> Any:
    return world.client("lambda")


def made_of(world: World, handler: str, **more: Any) -> Deployed:
    news = {"code": CODE, "handler": f"index.{handler}", "timeout": 60, **more}
    return world.make(FUNCTION, **function(world, **news))


def invoke(boto: Any, name: str, event: Any = None, **more: Any) -> Any:
    """Return what a function answers."""
    answer = boto.invoke(FunctionName=name, Payload=json.dumps(event), **more)
    assert "FunctionError" not in answer
    return json.load(answer["Payload"])


def error(boto: Any, name: str, event: Any = None) -> dict[str, Any]:
    """Return the error that a function ends with."""
    answer = boto.invoke(FunctionName=name, Payload=json.dumps(event))
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    return json.load(answer["Payload"])


class TestInvocation:
    @pytest.mark.parametrize("event", [{"a": [1, None, "é"]}, [], "text", 1.5, None])
    def test_answers_what_the_handler_returns(self, world: World, boto: Any, event: Any) -> None:
        made = made_of(world, "echo")

        assert invoke(boto, made.id, event) == {"event": event, "other": "found"}

    def test_has_the_variables_and_context_that_lambda_gives(self, world: World, boto: Any) -> None:
        mine = {"COLOR": "blue", "AWS_REGION": "mars-1"}
        made = made_of(world, "surroundings", environment={"variables": mine}, memorySize=256, timeout=42)
        told = invoke(boto, made.id, ["COLOR", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_PROFILE"])

        assert told["environment"] == {
            "COLOR": "blue",
            "AWS_REGION": REGION,  # reserved
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": world.account.endpoint_url,
            "AWS_PROFILE": None,
        }
        assert (
            told["context"].items()
            >= {
                "function_name": made.id,
                "function_version": "$LATEST",
                "invoked_function_arn": made.outputs["arn"],
                "memory_limit_in_mb": "256",
                "log_group_name": f"/aws/lambda/{made.id}",
            }.items()
        )
        assert 0 < told["remaining"] <= 42_000
        assert invoke(boto, made.id, [])["count"] == 1

    def test_acts_in_its_account_as_its_role(self, world: World, boto: Any, local_aws: LocalAws) -> None:
        made = made_of(world, "calls_back")
        told = invoke(boto, made.id)

        role = made.inputs["role"].split("/")[-1]
        assert told["who"] == f"arn:aws:sts::{world.account.account_id}:assumed-role/{role}/{made.id}"
        assert told["functions"] == len(boto.list_functions()["Functions"])
        assert local_aws.account().client("lambda", REGION).list_functions()["Functions"] == []

    def test_waits_for_functions_that_it_invokes_itself(self, world: World, boto: Any) -> None:
        made = made_of(world, "calls_another")

        assert invoke(boto, made.id, {"depth": 3}) == 3

    def test_keeps_what_was_printed(self, world: World, boto: Any) -> None:
        made = made_of(world, "prints", loggingConfig={"logFormat": "Text", "logGroup": world.name()})
        answer = boto.invoke(FunctionName=made.id, LogType="Tail")
        printed = ["to standard error", "to standard output"]

        assert sorted(base64.b64decode(answer["LogResult"]).decode().splitlines()) == printed
        group = made.outputs["loggingConfig"]["logGroup"]
        events = world.client("logs").filter_log_events(logGroupName=group)["events"]
        assert sorted(event["message"] for event in events) == printed

    def test_uses_layers(self, world: World, boto: Any) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("python/other.py", "WORD = 'of a layer'\n")
        layer = boto.publish_layer_version(LayerName=world.name(), Content={"ZipFile": buffer.getvalue()})
        made = made_of(world, "echo", code=code(HANDLERS), layers=[layer["LayerVersionArn"]])

        assert invoke(boto, made.id)["other"] == "of a layer"

    def test_may_be_only_checked(self, world: World, boto: Any) -> None:
        made = made_of(world, "sleeps")

        assert boto.invoke(FunctionName=made.id, InvocationType="DryRun")["StatusCode"] == 204

    def test_of_an_event_is_not_waited_for(self, world: World, boto: Any) -> None:
        group = world.make(LOG_GROUP).id
        made = made_of(world, "prints", loggingConfig={"logFormat": "Text", "logGroup": group})

        assert boto.invoke(FunctionName=made.id, InvocationType="Event")["StatusCode"] == 202
        logs = world.client("logs")
        for _ in range(600):
            if logs.filter_log_events(logGroupName=group)["events"]:
                return
            time.sleep(0.1)
        pytest.fail("it never ran")

    def test_ends_with_the_local_aws(self, tmp_path: Path) -> None:
        told = tmp_path / "told"
        program = tmp_path / "program.py"
        program.write_text(ENDS_EARLY)
        environment = {**os.environ, "TMPDIR": str(tmp_path)}
        packed = base64.b64encode(zipped(code(STAYS))).decode()

        subprocess.run([sys.executable, str(program), str(told), packed], env=environment, check=True)

        eventually(lambda: not process_lives(int(told.read_text())))
        assert list(tmp_path.glob("lambda-*")) == []

    def test_of_a_version(self, world: World, boto: Any) -> None:
        news = function(world, code=code("def handler(event, context):\n    return 1\n"), publish=True)
        made = world.make(FUNCTION, **news)
        changed: Props = {**news, "code": code("def handler(event, context):\n    return 2\n")}
        later = world.provider.update(made, **changed)

        assert (made.outputs["version"], later.outputs["version"]) == ("1", "2")
        assert later.outputs["qualifiedArn"] == f"{later.outputs['arn']}:2"
        assert invoke(boto, made.outputs["qualifiedArn"]) == 1
        assert invoke(boto, later.outputs["qualifiedArn"]) == 2


class TestErrors:
    def test_of_the_handler(self, world: World, boto: Any) -> None:
        told = error(boto, made_of(world, "fails").id, {"name": "nobody"})

        assert (told["errorType"], told["errorMessage"]) == ("LookupError", "nothing for nobody")
        (frame,) = told["stackTrace"]
        assert "index.py" in frame
        assert 'raise LookupError("nothing for " + event["name"])' in frame

    def test_of_time(self, world: World, boto: Any) -> None:
        told = error(boto, made_of(world, "sleeps", timeout=1).id)

        assert told["errorType"] == "Sandbox.Timedout"
        assert told["errorMessage"].endswith("Error: Task timed out after 1.00 seconds")

    @pytest.mark.parametrize(
        ("handler", "kind", "message"),
        [
            ("index.exits", "Runtime.ExitError", "Runtime exited with error: exit status 3"),
            ("index.strange", "Runtime.MarshalError", "Object of type object is not JSON serializable"),
            ("index.nobody", "Runtime.HandlerNotFound", "Handler 'nobody' missing on module 'index'"),
            ("nowhere.handler", "Runtime.ImportModuleError", "Unable to import module 'nowhere'"),
            ("broken.handler", "Runtime.UserCodeSyntaxError", "Syntax error in module 'broken'"),
        ],
    )
    def test_of_the_runtime(self, world: World, boto: Any, handler: str, kind: str, message: str) -> None:
        broken = code(HANDLERS, other="", broken="def handler(")
        told = error(boto, world.make(FUNCTION, **function(world, code=broken, handler=handler, timeout=60)).id)

        assert told["errorType"] == kind
        assert message in told["errorMessage"]

    @pytest.mark.parametrize("runtime", ["nodejs22.x", "java21"])
    def test_a_runtime_that_does_not_run_here_is_named(self, world: World, boto: Any, runtime: str) -> None:
        made = made_of(world, "echo", runtime=runtime)

        with pytest.raises(ClientError, match=f"functions of Python only: {made.id} is one of {runtime}"):
            boto.invoke(FunctionName=made.id)


class TestFunction:
    def test_equal_code_is_no_change_and_other_code_is(self, world: World) -> None:
        news = function(world)
        made = world.make(FUNCTION, **news)
        moved = Archive(hash=news["code"].hash, path="elsewhere.zip")
        deployed = made.outputs["codeSha256"]

        assert made.outputs["code"] == moved
        news["code"] = code("other")
        assert world.provider.kinds(made, **news) == {"code": "UPDATE"}
        assert world.provider.update(made, **news).outputs["codeSha256"] != deployed

    def test_a_zip_file_arrives_as_it_is(self, world: World, boto: Any, tmp_path: Path) -> None:
        packed = tmp_path / "code.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("index.py", HANDLERS)
            archive.writestr("other.py", "WORD = 'zipped'\n")
        made = made_of(world, "echo", code=Archive(hash="1", path=str(packed)))

        assert made.outputs["sourceCodeSize"] == packed.stat().st_size
        assert invoke(boto, made.id)["other"] == "zipped"

    def test_it_has_names_for_those_who_invoke_it(self, world: World) -> None:
        outputs = world.make(FUNCTION, **function(world)).outputs

        arn, gateway = outputs["arn"], f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions"
        assert outputs["invokeArn"] == f"{gateway}/{arn}/invocations"
        assert (outputs["version"], outputs["qualifiedArn"]) == ("$LATEST", f"{arn}:$LATEST")

    def test_its_network_is_that_of_its_subnets(self, world: World, boto: Any) -> None:
        inside = in_vpc(world)
        made = world.make(FUNCTION, **function(world, vpcConfig=inside))
        (subnet,) = world.client("ec2").describe_subnets(SubnetIds=inside["subnetIds"])["Subnets"]

        assert boto.get_function_configuration(FunctionName=made.id)["VpcConfig"]["VpcId"] == subnet["VpcId"]

    def test_what_is_no_longer_said_is_cleared(self, world: World, boto: Any) -> None:
        news = function(world)
        more: Props = {
            "description": "Says why",
            "environment": {"variables": {"COLOR": "blue"}},
            "kmsKeyArn": world.key(),
            "vpcConfig": in_vpc(world),
            "deadLetterConfig": {"targetArn": "arn:aws:sqs:eu-west-1:123456789012:letters"},
        }
        made = world.make(FUNCTION, **news, **more)
        bare = world.provider.update(made, **news)

        told = boto.get_function_configuration(FunctionName=made.id)
        assert told["Description"] == ""
        assert not told.keys() & {"Environment", "KMSKeyArn", "VpcConfig", "DeadLetterConfig"}
        assert not bare.outputs.keys() & more.keys()

    def test_one_that_is_kept_outlives_its_resource(self, world: World, boto: Any) -> None:
        made = world.make(FUNCTION, **function(world, skipDestroy=True))
        world.provider.delete(made)

        assert boto.get_function(FunctionName=made.id)

    def test_a_role_that_does_not_exist(self, world: World) -> None:
        role = f"arn:aws:iam::{world.account.account_id}:role/nobody"

        with pytest.raises(grpc.RpcError, match="cannot be assumed by Lambda"):
            world.make(FUNCTION, role=role, code=code(), handler="index.handler", runtime="python3.13")

    @pytest.mark.parametrize(
        ("news", "path"),
        [
            ({"timeout": 0}, "timeout"),
            ({"timeout": 901}, "timeout"),
            ({"memorySize": 127}, "memorySize"),
            ({"packageType": "Image"}, "packageType"),
            ({"s3Bucket": "it"}, "s3Bucket"),
            ({"code": "index.py"}, "code"),
            ({"code": Archive("1", uri="https://example.com/code.zip")}, "code"),
        ],
    )
    def test_what_is_refused_before_it_is_made(self, world: World, news: dict[str, Any], path: str) -> None:
        with pytest.raises(InvalidInputsError) as refused:
            world.provider.check(FUNCTION, {"role": "it", "code": code(), **news})
        assert refused.value.failures.keys() == {path}

    def test_code_is_needed(self, world: World) -> None:
        with pytest.raises(InvalidInputsError, match="does not support leaving out code"):
            world.provider.check(FUNCTION, {"role": "it"})


class TestPermissions:
    def test_each_has_an_id_of_its_own(self, world: World) -> None:
        name = world.make(FUNCTION, **function(world)).id
        news = {
            "function": name,
            "statementId": "it",
            "action": "lambda:InvokeFunction",
            "principal": "events.amazonaws.com",
        }
        world.make(PERMISSION, **news)

        with pytest.raises(grpc.RpcError, match=r"ResourceConflictException.*\(it\) provided already exists"):
            world.make(PERMISSION, **news)

    def test_of_a_version_is_its_own(self, world: World, boto: Any) -> None:
        name = world.make(FUNCTION, **function(world, publish=True)).id
        news = {
            "function": name,
            "qualifier": "1",
            "action": "lambda:InvokeFunction",
            "principal": "events.amazonaws.com",
        }
        made = world.make(PERMISSION, **news)

        (statement,) = json.loads(boto.get_policy(FunctionName=name, Qualifier="1")["Policy"])["Statement"]
        assert statement["Resource"].endswith(f":{name}:1")
        assert world.provider.refresh(made) == made
        world.provider.delete(made)
        assert world.provider.refresh(made) is None

    def test_a_change_replaces(self, world: World) -> None:
        name = world.make(FUNCTION, **function(world)).id
        news = {"function": name, "action": "lambda:InvokeFunction", "principal": "events.amazonaws.com"}
        made = world.make(PERMISSION, **news)

        assert list(world.provider.diff(made, **{**news, "principal": "sns.amazonaws.com"}).replaces) == ["principal"]
