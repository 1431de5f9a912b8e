"""AWS Secrets Manager."""

from pathlib import Path

from strongroom.sandbox.provider.wire import Props

from . import rotating
from .lambda_ import FUNCTION, PERMISSION, code, function
from .world import Life, World, policy

SECRET, VERSION = "aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretVersion:SecretVersion"
RESOURCE_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
ROTATING = Path(rotating.__file__).read_text()
MISSING = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:it-abcdef"


def access(action: str = "secretsmanager:GetSecretValue") -> str:
    """Return a policy that lets one account in."""
    return policy(action, Principal={"AWS": "arn:aws:iam::123456789012:root"})


def version(world: World) -> Props:
    return {"secretId": world.make(SECRET).id, "secretString": "hunter2", "versionStages": ["AWSCURRENT"]}


def rotation_function(world: World, text: str = ROTATING) -> str:
    """Return the ARN of a function that Secrets Manager may invoke."""
    made = world.make(FUNCTION, **function(world, code=code(text), timeout=60))
    allowed = {"action": "lambda:InvokeFunction", "principal": "secretsmanager.amazonaws.com"}
    world.make(PERMISSION, function=made.id, sourceAccount=world.account.account_id, **allowed)
    return made.outputs["arn"]


def rotation(world: World, text: str = ROTATING) -> Props:
    return {
        "secretId": world.make(VERSION, **version(world)).outputs["secretId"],
        "rotationLambdaArn": rotation_function(world, text),
        "rotationRules": {"automaticallyAfterDays": 30},
    }


LIVES = (
    Life(
        token=SECRET,
        making=lambda world: {
            "name": world.name(),
            "description": "Says why",
            "policy": access(),
        },
        changing=lambda world: {
            "description": "Says more",
            "kmsKeyId": world.key(),
            "policy": access("secretsmanager:DescribeSecret"),
        },
        stays=frozenset({"kmsKeyId"}),
        missing=MISSING,
    ),
    Life(
        token=SECRET,
        what="with replicas",
        making=lambda world: {
            "name": world.name(),
            "replicas": [{"region": "eu-central-1"}, {"region": "us-east-1", "kmsKeyId": "alias/replica"}],
        },
        changing=lambda _: {
            "replicas": [{"region": "eu-central-1", "kmsKeyId": "alias/replica"}, {"region": "eu-north-1"}]
        },
    ),
    Life(
        token=VERSION,
        making=version,
        changing=lambda _: {"versionStages": ["AWSCURRENT", "blue"]},
        missing=f"{MISSING}|12345678-1234-1234-1234-123456789012",
        kept=True,
    ),
    Life(
        token=VERSION,
        what="of bytes, not current",
        making=lambda world: {
            "secretId": world.make(VERSION, **version(world)).outputs["secretId"],
            "secretBinary": "aHVudGVyMg==",
            "versionStages": ["green"],
        },
        changing=lambda _: {"versionStages": ["blue", "green"]},
        missing=f"{MISSING}|12345678-1234-1234-1234-123456789012",
        kept=True,
    ),
    Life(
        token=RESOURCE_POLICY,
        making=lambda world: {
            "secretArn": world.make(SECRET).id,
            "policy": access(),
            "blockPublicPolicy": True,
        },
        changing=lambda _: {"policy": access("secretsmanager:DescribeSecret")},
        missing=MISSING,
        not_told=frozenset({"blockPublicPolicy"}),
    ),
    Life(
        token=ROTATION,
        making=rotation,
        changing=lambda world: {
            "rotationLambdaArn": rotation_function(world),
            "rotationRules": {"scheduleExpression": "cron(0 4 ? * SUN *)", "duration": "3h"},
        },
        missing=MISSING,
        kept=True,
    ),
)
