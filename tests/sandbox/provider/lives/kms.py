"""AWS Key Management Service."""

from .world import KEY, POLICY, Life, World, policy

ALIAS, REPLICA = "aws:kms/alias:Alias", "aws:kms/replicaKey:ReplicaKey"
NO_KEY = "12345678-1234-1234-1234-123456789012"


def primary(world: World) -> str:
    """Return the ARN of a multi-Region key in another region."""
    return world.make(KEY, multiRegion=True, region="eu-central-1").outputs["arn"]


LIVES = (
    Life(
        token=KEY,
        making=lambda _: {"description": "Says why", "enableKeyRotation": True, "deletionWindowInDays": 7},
        changing=lambda _: {"description": "Says more", "enableKeyRotation": False, "policy": POLICY},
        missing=NO_KEY,
        not_told=frozenset({"deletionWindowInDays"}),
    ),
    Life(
        token=KEY,
        what="of several regions",
        making=lambda _: {"multiRegion": True, "enableKeyRotation": True, "rotationPeriodInDays": 90},
        changing=lambda _: {"rotationPeriodInDays": 180, "isEnabled": False},
        missing=f"mrk-{NO_KEY.replace('-', '')}",
    ),
    Life(
        token=REPLICA,
        making=lambda world: {
            "primaryKeyArn": primary(world),
            "description": "Says why",
            "policy": POLICY,
            "deletionWindowInDays": 7,
        },
        changing=lambda _: {"description": "Says more", "policy": policy("kms:Decrypt"), "enabled": False},
        missing=NO_KEY,
        not_told=frozenset({"deletionWindowInDays"}),
    ),
    Life(
        token=ALIAS,
        making=lambda world: {"name": f"alias/{world.name()}", "targetKeyId": world.make(KEY).id},
        changing=lambda world: {"targetKeyId": world.make(KEY).id},
    ),
)
