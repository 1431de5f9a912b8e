"""Public keys and their groups, which signed addresses and cookies are checked with."""

import secrets
from typing import Any, Final

from ...resource import CHOSEN_ONCE, PLAIN, REPLACES, AutoName, Property
from ...session import Session
from ...wire import Props
from .common import Configured


class PublicKey(Configured):
    """A public key."""

    token = "aws:cloudfront/publicKey:PublicKey"
    kind = "PublicKey"
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=128)),
        "namePrefix": CHOSEN_ONCE,
        "encodedKey": REPLACES,
        "comment": PLAIN,
    }

    def configuration(self, aws: Session, props: Props) -> dict[str, Any]:
        """Return the configuration as AWS takes it, with what tells that a request was made before."""
        return {
            "CallerReference": props.get("callerReference") or secrets.token_hex(16),
            "Name": props.get("name") or f"{props['namePrefix']}{secrets.token_hex(13)}",
            "EncodedKey": props["encodedKey"],
            "Comment": props.get("comment") or "",
        }

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the key. AWS does not know of prefixes."""
        config = aws.client("cloudfront").get_public_key_config(Id=id)["PublicKeyConfig"]
        seen = {**(super().read(aws, id, known) or {}), "callerReference": config["CallerReference"]}
        return {name: value for name, value in seen.items() if name != "namePrefix"}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the comment."""
        cloudfront = aws.client("cloudfront")
        present = cloudfront.get_public_key_config(Id=id)
        config = {**present["PublicKeyConfig"], "Comment": props.get("comment") or ""}
        cloudfront.update_public_key(Id=id, IfMatch=present["ETag"], PublicKeyConfig=config)


class KeyGroup(Configured):
    """Public keys that distributions trust."""

    token = "aws:cloudfront/keyGroup:KeyGroup"
    kind = "KeyGroup"
    properties = {
        "name": Property(autoname=AutoName(max_length=128)),
        "comment": PLAIN,
        "items": Property(form="set"),
    }


RESOURCES: Final = (PublicKey(), KeyGroup())
