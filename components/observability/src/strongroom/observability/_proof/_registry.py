"""Every check, in the order in which controls are told."""

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from strongroom.core import RuleError, nearest_name
from strongroom.observability._proof import (
    _account,
    _alerts,
    _buckets,
    _databases,
    _distributions,
    _identity,
    _instances,
    _load_balancers,
    _network,
    _secrets,
    _security_groups,
    _trails,
)
from strongroom.observability._proof._checks import Check

_ALL: tuple[Check, ...] = (
    *_network.CHECKS,
    *_account.EBS_CHECKS,
    *_instances.CHECKS,
    *_security_groups.CHECKS,
    *_load_balancers.CHECKS,
    *_instances.SCALING_CHECKS,
    *_identity.CHECKS,
    *_buckets.CHECKS,
    *_distributions.CHECKS,
    *_databases.CHECKS,
    *_secrets.CHECKS,
    *_trails.CHECKS,
    *_account.CONFIG_CHECKS,
    *_trails.WATCH_CHECKS,
    *_alerts.CHECKS,
    *_account.GUARDDUTY_CHECKS,
    *_instances.MANAGEMENT_CHECKS,
    *_account.INSPECTOR_CHECKS,
)

CHECKS: Mapping[str, Check] = {each.control.control_id: each for each in _ALL}
"""The checks by the ids of their controls."""


def _checked(value: str) -> str:
    if value in CHECKS:
        return value
    nearest = nearest_name(value, CHECKS)
    remedy = f"did you mean {nearest}?" if nearest else "use for example S3.9"
    raise RuleError("must be the id of a control that is checked", remedy, value, nearest)


CheckedControl: TypeAlias = Annotated[str, AfterValidator(_checked)]
"""The id of a control that is checked, such as `S3.9`."""
