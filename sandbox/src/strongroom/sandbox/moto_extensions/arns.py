"""The parts of an ARN."""

from typing import NamedTuple


class Arn(NamedTuple):
    """An ARN in parts.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """

    partition: str
    service: str
    region: str
    """Empty of what is of no region."""
    account: str
    resource: str
    """With its type, if it has one: `alarm:NAME` or `trail/NAME`."""

    @classmethod
    def of(cls, text: str) -> "Arn":
        """Return the parts of an ARN."""
        _, *parts = text.split(":", 5)
        return cls(*parts)
