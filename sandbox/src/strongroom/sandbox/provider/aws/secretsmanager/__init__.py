"""AWS Secrets Manager, in a file for each type."""

from typing import Final

from .policies import SecretPolicy
from .rotation import SecretRotation
from .secrets import Secret
from .versions import SecretVersion

RESOURCES: Final = (Secret(), SecretPolicy(), SecretRotation(), SecretVersion())
