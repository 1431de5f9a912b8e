"""A bucket's policy acts only where it has no condition: nothing here knows of TLS, of sources or of networks.

moto takes no notice of conditions, so that a policy which denies plain HTTP would deny everything.
"""

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket

from ..request import replace


def get_permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
    """Tell what the statements without a condition say of an action."""
    policy: dict[str, Any] = json.loads(self.policy) if self.policy else {"Statement": []}
    plain = [statement for statement in policy["Statement"] if "Condition" not in statement]
    if not plain:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps({**policy, "Statement": plain})).is_action_permitted(action, resource)


def install() -> None:
    """Put the operation in the place of moto's."""
    replace(FakeBucket, get_permission)
