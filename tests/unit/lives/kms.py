"""AWS Key Management Service."""

from .world import KEY, POLICY, Life

ALIAS = "aws:kms/alias:Alias"
NO_KEY = "12345678-1234-1234-1234-123456789012"

LIVES = (
    Life(
        token=KEY,
        making=lambda _: {"description": "Says why", "enableKeyRotation": True, "deletionWindowInDays": 7},
        changing=lambda _: {"description": "Says more", "enableKeyRotation": False, "policy": POLICY},
        missing=NO_KEY,
        not_told=frozenset({"deletionWindowInDays"}),
    ),
    Life(
        token=ALIAS,
        making=lambda world: {"name": f"alias/{world.name()}", "targetKeyId": world.make(KEY).id},
        changing=lambda world: {"targetKeyId": world.make(KEY).id},
    ),
)
