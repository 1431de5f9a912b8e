"""AWS Identity and Access Management."""

from .world import POLICY, ROLE, TRUST, Life, policy, trust

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"

LIVES = (
    Life(
        token=ROLE,
        making=lambda world: {"name": world.name(), "assumeRolePolicy": TRUST, "description": "Says why"},
        changing=lambda _: {
            "description": "Says more",
            "maxSessionDuration": 7200,
            "assumeRolePolicy": trust("ecs"),
        },
    ),
    Life(
        token=ROLE_POLICY,
        making=lambda world: {"name": world.name(), "role": world.role().id, "policy": POLICY},
        changing=lambda _: {"policy": policy("s3:PutObject")},
        missing="nobody:nothing",
    ),
)
