"""What the types of Secrets Manager share."""

from typing import Any

from ...resource import NotFoundError
from ...session import Session


def described(aws: Session, id: str) -> dict[str, Any]:
    """Return what AWS says of a secret, by its ARN or name.

    Raises:
        NotFoundError: It waits for its deletion, which counts as gone, as for the official provider.
    """
    secret = aws.client("secretsmanager").describe_secret(SecretId=id)
    if "DeletedDate" in secret:
        raise NotFoundError
    return secret
