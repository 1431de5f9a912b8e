"""IAM: AWS's own policies are there, and a policy that is attached, or has more versions, can't be deleted."""

import functools
import json
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.exceptions import DeleteConflictException
from moto.iam.models import AWSManagedPolicy, IAMBackend

from .request import replace

_attach_role_policy: Any = IAMBackend.attach_role_policy
_delete_policy: Any = IAMBackend.delete_policy


def attach_role_policy(self: IAMBackend, policy_arn: str, role_name: str) -> None:
    """Attach a policy, which may be one of AWS's.

    moto makes all of those for each account or none; here an account gets the one that it attaches.
    """
    data = _aws_policies().get(policy_arn.rpartition("/")[-1])
    if data is not None and policy_arn not in self.managed_policies:
        policy = AWSManagedPolicy.from_data(policy_arn.rpartition("/")[-1], self.account_id, self.region_name, data)
        if policy.arn == policy_arn:
            self.aws_managed_policies.append(policy)
            self.managed_policies[policy_arn] = policy
    _attach_role_policy(self, policy_arn, role_name)


@functools.cache
def _aws_policies() -> dict[str, dict[str, Any]]:
    return json.loads(aws_managed_policies_data)


def delete_policy(self: IAMBackend, policy_arn: str) -> None:
    """Delete a policy that nothing needs any more.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
    """
    policy = self.get_policy(policy_arn)
    if policy.attachment_count:
        raise DeleteConflictException("Cannot delete a policy attached to entities.")
    if len(policy.versions) > 1:
        message = "This policy has more than one version. Before you delete a policy, you must delete its versions."
        raise DeleteConflictException(message)
    _delete_policy(self, policy_arn)


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(IAMBackend, attach_role_policy, delete_policy)
