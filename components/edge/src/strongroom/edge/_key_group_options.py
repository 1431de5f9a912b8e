"""The options of who may sign URLs."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from strongroom.core import Input, ItemName, Model
from strongroom.edge._types import PublicKeyPem


class KeyGroup(Model):
    """Public keys whose private ones sign URLs and cookies. To rotate, add a key, sign with it, and remove the old one.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html
    """

    public_keys: Annotated[Mapping[ItemName, Input[PublicKeyPem]], Field(min_length=1, max_length=5)]
    """The public keys in PEM, 1 to 5, each by a name: RSA with 2,048 bits, or ECDSA on P-256."""
