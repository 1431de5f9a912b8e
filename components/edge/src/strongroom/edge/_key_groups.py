"""Who may sign URLs."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from strongroom.edge._scope import SiteScope

_NAME_LENGTH = 128
_PREFIX_LENGTH = 64


@dataclass(frozen=True)
class KeyGroups:
    """The key groups of a site, and the keys in them."""

    group_ids: dict[str, pulumi.Output[str]]
    """Ids of the groups by their names."""
    public_key_ids: dict[str, pulumi.Output[str]]
    """Ids of the public keys by `GROUP/KEY`: what signers call `Key-Pair-Id`."""


def make_key_groups(scope: SiteScope) -> KeyGroups:
    """Make the key groups and their public keys.

    Args:
        scope: The site.
    """
    groups: dict[str, pulumi.Output[str]] = {}
    keys: dict[str, pulumi.Output[str]] = {}
    for name, group in scope.args.key_groups.items():
        role = f"key-group-{name}"
        members = {each: _public_key(scope, role, each, pem) for each, pem in group.public_keys.items()}
        keys |= {f"{name}/{each}": key.id for each, key in members.items()}
        groups[name] = aws.cloudfront.KeyGroup(
            scope.child(role),
            name=scope.global_name(role, max_length=_NAME_LENGTH),
            comment=f"{name} of {scope.physical_name()}",
            items=[key.id for key in members.values()],
            opts=scope.opts(),
        ).id
    return KeyGroups(groups, keys)


def _public_key(scope: SiteScope, group: str, name: str, pem: pulumi.Input[str]) -> aws.cloudfront.PublicKey:
    role = f"{group}-{name}"
    return aws.cloudfront.PublicKey(
        # No name has two hyphens in a row, so that no key of a group is called like one of another.
        scope.child(f"{group}--{name}"),
        # A key can't change, and the next one is made before its group lets go of this one.
        name_prefix=scope.global_name(role, max_length=_PREFIX_LENGTH).apply(lambda known: f"{known}-"),
        encoded_key=pem,
        opts=scope.opts(),
    )
