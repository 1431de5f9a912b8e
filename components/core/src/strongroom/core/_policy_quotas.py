"""How large AWS lets policies be."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pulumi

from strongroom.core._errors import InputError, Problem


@dataclass(frozen=True)
class PolicyQuota:
    """The size that a policy can have, or all policies of its kind together."""

    policy: str
    """The policy, as the beginning of a sentence."""
    limit: int
    """The most characters or bytes."""
    unit: str = "characters"
    """`characters` or `bytes`."""
    whitespace: bool = True
    """Whether white space counts."""

    def size(self, text: str) -> int:
        """Return the size of a policy as AWS counts it.

        Args:
            text: The JSON.
        """
        counted = text if self.whitespace else "".join(text.split())
        return len(counted.encode()) if self.unit == "bytes" else len(counted)

    def problem(self, field: str, policies: Iterable[Any]) -> Problem | None:
        """Return the problem if policies are too large together; Outputs count as nothing.

        Args:
            field: The input that decides how large they are.
            policies: Each as JSON, as a document, or as an Output of one of them.
        """
        size = sum(self.size(_text(policy)) for policy in policies)
        if size <= self.limit:
            return None
        reason = f"{self.policy} must have at most {self.limit:,} {self.unit}, got {size:,}"
        return Problem(field, reason, "use fewer statements, or wildcards at the end of their resources")

    def checked(self, subject: str, field: str, policy: "pulumi.Input[str]") -> pulumi.Output[str]:
        """Return the JSON of a policy, refused when it resolves if it is too large.

        Args:
            subject: The args model.
            field: The input that decides how large it is.
            policy: The JSON.
        """

        def check(text: str) -> str:
            if problem := self.problem(field, [text]):
                raise InputError(subject, [problem])
            return text

        return pulumi.Output.from_input(policy).apply(check)


def _text(policy: Any) -> str:
    if isinstance(policy, pulumi.Output):
        return ""
    return policy if isinstance(policy, str) else json.dumps(policy, default=lambda _: "")


BUCKET_POLICY = PolicyQuota("The bucket policy", 20 * 1024, "bytes")
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html"""

KEY_POLICY = PolicyQuota("The key policy", 32 * 1024, "bytes")
"""https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html"""

ROLE_POLICIES = PolicyQuota("The inline policies of the role", 10_240, whitespace=False)
"""All of a role together. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

SECRET_POLICY = PolicyQuota("The resource policy of the secret", 20_480)
"""https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html"""

TOPIC_POLICY = PolicyQuota("The topic policy", 30 * 1024, "bytes")
"""https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html"""

ENDPOINT_POLICY = PolicyQuota("The endpoint policy", 20_480)
"""White space included. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html"""
