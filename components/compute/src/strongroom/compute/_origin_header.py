"""The secret in the origin header."""

from dataclasses import dataclass

import pulumi
import pulumi_random as random

from strongroom.compute._scope import ServiceScope

_LENGTH = 48


@dataclass(frozen=True)
class OriginSecrets:
    """The header that every request must have."""

    name: str
    """Name of the header."""
    values: list[pulumi.Output[str]]
    """The values that are accepted, all secret; the first is the one to send."""


def make_origin_secrets(scope: ServiceScope) -> OriginSecrets | None:
    """Generate the header's secrets, unless one is given.

    Args:
        scope: The service.

    Returns:
        The header; None if requests need none.
    """
    header = scope.plan.origin_header
    if header is None:
        return None
    if header.value is not None:
        return OriginSecrets(header.name, [pulumi.Output.secret(header.value)])
    generated = [_generate(scope, number) for number in scope.plan.origin_secrets]
    return OriginSecrets(header.name, generated)


def _generate(scope: ServiceScope, number: int) -> pulumi.Output[str]:
    secret = random.RandomPassword(
        scope.child(f"origin-header-{number}"), length=_LENGTH, special=False, opts=scope.opts()
    )
    return pulumi.Output.secret(secret.result)
