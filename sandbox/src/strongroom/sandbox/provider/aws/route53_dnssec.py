"""Amazon Route 53: key-signing keys and DNSSEC signing of hosted zones."""

import re
import secrets
from collections.abc import Iterator
from typing import Any, Final

from ..resource import REPLACES, Property, Resource, existing
from ..schema import Problem
from ..session import Session
from ..wire import Props

_NAME: Final = re.compile(r"[0-9A-Za-z_]{3,128}")
_OUTPUTS: Final = {
    "digestAlgorithmMnemonic": "DigestAlgorithmMnemonic",
    "digestAlgorithmType": "DigestAlgorithmType",
    "digestValue": "DigestValue",
    "dnskeyRecord": "DNSKEYRecord",
    "dsRecord": "DSRecord",
    "flag": "Flag",
    "keyManagementServiceArn": "KmsArn",
    "keyTag": "KeyTag",
    "name": "Name",
    "publicKey": "PublicKey",
    "signingAlgorithmMnemonic": "SigningAlgorithmMnemonic",
    "signingAlgorithmType": "SigningAlgorithmType",
    "status": "Status",
}


class KeySigningKey(Resource):
    """A key-signing key of a zone. Its id is `ZONE,NAME`."""

    token = "aws:route53/keySigningKey:KeySigningKey"
    regional = False
    properties = {
        "hostedZoneId": REPLACES,
        "keyManagementServiceArn": REPLACES,
        "name": Property(needed=True, replace=True),
        "status": Property(default="ACTIVE"),
    }

    def problems(self, props: Props) -> Iterator[Problem]:
        """Return what the official provider refuses of a name."""
        name: Any = props.get("name")
        if isinstance(name, str) and not _NAME.fullmatch(name):
            yield Problem("name", "use 3 to 128 letters, digits and underscores")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Create the key."""
        aws.client("route53").create_key_signing_key(
            CallerReference=secrets.token_hex(16),
            HostedZoneId=props["hostedZoneId"],
            KeyManagementServiceArn=props["keyManagementServiceArn"],
            Name=props["name"],
            Status=props["status"],
        )
        return f"{props['hostedZoneId']},{props['name']}"

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the key."""
        zone, _, name = id.partition(",")
        keys = aws.client("route53").get_dnssec(HostedZoneId=zone)["KeySigningKeys"]
        key: Any = next((each for each in keys if each["Name"] == name), None)
        return key and {"hostedZoneId": zone, **{ours: key[theirs] for ours, theirs in _OUTPUTS.items()}}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Activate or deactivate the key."""
        zone, _, name = id.partition(",")
        route53 = aws.client("route53")
        change = route53.activate_key_signing_key if props["status"] == "ACTIVE" else route53.deactivate_key_signing_key
        change(HostedZoneId=zone, Name=name)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Deactivate the key, and delete it."""
        zone, _, name = id.partition(",")
        route53 = aws.client("route53")
        found = self.read(aws, id, known)
        if found and found["status"] == "ACTIVE":
            route53.deactivate_key_signing_key(HostedZoneId=zone, Name=name)
        route53.delete_key_signing_key(HostedZoneId=zone, Name=name)


class HostedZoneDnsSec(Resource):
    """Whether a zone is signed. Its id is the zone's."""

    token = "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec"
    regional = False
    properties = {"hostedZoneId": REPLACES, "signingStatus": Property(default="SIGNING")}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Enable or disable signing."""
        id = str(props["hostedZoneId"])
        with existing(id):
            self.update(aws, id, props, frozenset())
        return id

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return whether the zone is signed."""
        status = aws.client("route53").get_dnssec(HostedZoneId=id)["Status"]["ServeSignature"]
        return {"hostedZoneId": id, "signingStatus": status}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Enable or disable signing."""
        route53 = aws.client("route53")
        wanted, now = props["signingStatus"], (self.read(aws, id, props) or {})["signingStatus"]
        if wanted != now:
            signing = wanted == "SIGNING"
            change = route53.enable_hosted_zone_dnssec if signing else route53.disable_hosted_zone_dnssec
            change(HostedZoneId=id)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Disable signing."""
        self.update(aws, id, {"signingStatus": "NOT_SIGNING"}, frozenset())


RESOURCES: Final = (KeySigningKey(), HostedZoneDnsSec())
