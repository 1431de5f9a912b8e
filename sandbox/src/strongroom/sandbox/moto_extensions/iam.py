"""IAM: a policy that is attached, or has more versions, can't be deleted."""

from typing import Any

from moto.iam.exceptions import DeleteConflictException
from moto.iam.models import IAMBackend

from .request import replace

_delete_policy: Any = IAMBackend.delete_policy


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
    """Put the operation in the place of moto's."""
    replace(IAMBackend, delete_policy)
