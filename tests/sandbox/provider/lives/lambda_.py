"""AWS Lambda."""

from strongroom.sandbox.provider.assets import Archive, Asset
from strongroom.sandbox.provider.wire import Props

from .world import GROUP, Life, World

FUNCTION, PERMISSION = "aws:lambda/function:Function", "aws:lambda/permission:Permission"


def code(text: str = "def handler(event, context):\n    return event\n", **others: str) -> Archive:
    """Return an archive as the engine sends it: `index.py` and others, with the hash that it computes."""
    texts = {"index": text, **others}
    assets = {f"{name}.py": Asset(hash=text, text=text) for name, text in texts.items()}
    return Archive(hash=str(sorted(texts.items())), assets=assets)


def function(world: World, **more: object) -> Props:
    return {
        "role": world.role("lambda").outputs["arn"],
        "code": code(),
        "handler": "index.handler",
        "runtime": "python3.13",
        **more,
    }


def in_vpc(world: World) -> Props:
    vpc = world.vpc()
    subnet = world.make("aws:ec2/subnet:Subnet", vpcId=vpc, cidrBlock="10.0.1.0/24").id
    return {"subnetIds": [subnet], "securityGroupIds": [world.make(GROUP, vpcId=vpc).id]}


LIVES = (
    Life(
        token=FUNCTION,
        making=lambda world: function(world, name=world.name()),
        changing=lambda world: {
            "code": code("def handler(event, context):\n    return 1\n"),
            "description": "Says why",
            "timeout": 10,
            "memorySize": 256,
            "environment": {"variables": {"COLOR": "blue"}},
            "reservedConcurrentExecutions": 0,
            "vpcConfig": in_vpc(world),
            "kmsKeyArn": world.key(),
            "deadLetterConfig": {"targetArn": "arn:aws:sqs:eu-west-1:123456789012:letters"},
        },
        not_told=frozenset({"code"}),
    ),
    Life(
        token=FUNCTION,
        what="with everything",
        making=lambda world: function(
            world,
            name=world.name(),
            architectures=["arm64"],
            description="Says why",
            timeout=30,
            memorySize=512,
            ephemeralStorage={"size": 1024},
            environment={"variables": {"COLOR": "blue"}},
            kmsKeyArn=world.key(),
            vpcConfig=in_vpc(world),
            tracingConfig={"mode": "Active"},
            loggingConfig={
                "logFormat": "JSON",
                "applicationLogLevel": "WARN",
                "systemLogLevel": "INFO",
                "logGroup": "it",
            },
            deadLetterConfig={"targetArn": "arn:aws:sqs:eu-west-1:123456789012:letters"},
            reservedConcurrentExecutions=2,
        ),
        changing=lambda _: {
            "architectures": ["x86_64"],
            "handler": "index.other",
            "runtime": "python3.14",
            "ephemeralStorage": {"size": 2048},
            "tracingConfig": {"mode": "PassThrough"},
            "loggingConfig": {"logFormat": "Text", "logGroup": "other"},
            "reservedConcurrentExecutions": -1,
        },
        not_told=frozenset({"code"}),
    ),
    Life(
        token=PERMISSION,
        making=lambda world: {
            "function": world.make(FUNCTION, **function(world)).id,
            "statementId": world.name(),
            "action": "lambda:InvokeFunction",
            "principal": "secretsmanager.amazonaws.com",
            "sourceAccount": "123456789012",
            "sourceArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:it-abcdef",
        },
        imported_by=lambda made: f"{made.outputs['function']}/{made.id}",
        missing="it-12345678/it",
    ),
)
