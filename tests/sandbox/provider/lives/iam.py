"""AWS Identity and Access Management."""

from .world import POLICY, ROLE, TRUST, Life, World, policy, trust

ROLE_POLICY, MANAGED_POLICY = "aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
INSTANCE_PROFILE = "aws:iam/instanceProfile:InstanceProfile"


def managed_policy(world: World) -> str:
    """Return the ARN of a policy."""
    return world.make(MANAGED_POLICY, policy=POLICY).id


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
    Life(
        token=MANAGED_POLICY,
        making=lambda world: {"name": world.name(), "path": "/data/", "description": "Says why", "policy": POLICY},
        changing=lambda _: {"policy": policy("s3:PutObject")},
        missing="arn:aws:iam::123456789012:policy/it-12345678",
    ),
    Life(
        token=ATTACHMENT,
        making=lambda world: {"role": world.role().id, "policyArn": managed_policy(world)},
        missing="it-12345678/arn:aws:iam::aws:policy/ReadOnlyAccess",
    ),
    Life(
        token=INSTANCE_PROFILE,
        making=lambda world: {"namePrefix": f"{world.name()}-", "role": world.role().id},
        changing=lambda world: {"role": world.role().id},
        not_told=frozenset({"namePrefix"}),
    ),
)
