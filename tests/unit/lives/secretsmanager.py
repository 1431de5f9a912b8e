"""AWS Secrets Manager."""

from strongroom.sandbox.provider.wire import Props

from .world import Life, World, policy

SECRET, VERSION = "aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretVersion:SecretVersion"
RESOURCE_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
MISSING = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:it-abcdef"


def access(action: str = "secretsmanager:GetSecretValue") -> str:
    """Return a policy that lets one account in."""
    return policy(action, Principal={"AWS": "arn:aws:iam::123456789012:root"})


def version(world: World) -> Props:
    return {"secretId": world.make(SECRET).id, "secretString": "hunter2", "versionStages": ["AWSCURRENT"]}


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
)
