"""AWS Systems Manager."""

from .world import Life

PARAMETER = "aws:ssm/parameter:Parameter"

LIVES = (
    Life(
        token=PARAMETER,
        making=lambda world: {
            "name": f"/it/{world.name()}",
            "type": "SecureString",
            "value": "hush",
            "keyId": world.key(),
            "description": "Says why",
        },
        changing=lambda _: {"value": "hush hush", "description": "Says more", "allowedPattern": "^hush.*$"},
        missing="/it/no-such",
    ),
    Life(
        token=PARAMETER,
        what="in the open",
        making=lambda world: {"name": world.name(), "type": "String", "insecureValue": "one", "dataType": "text"},
        changing=lambda _: {"insecureValue": "two", "tier": "Advanced"},
        missing="no-such",
        not_told=frozenset({"insecureValue", "value"}),
    ),
    Life(
        token=PARAMETER,
        what="taken over if there is one",
        making=lambda world: {"name": world.name(), "type": "SecureString", "value": "hush", "overwrite": True},
        not_told=frozenset({"overwrite"}),
    ),
)
