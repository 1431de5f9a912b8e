"""DNSSEC of Route 53: key-signing keys, which KMS holds in us-east-1, and the signing of zones.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec.html
"""

import base64
import hashlib
from typing import Any, Final

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.kms.models import kms_backends
from moto.route53 import urls
from moto.route53.exceptions import Route53ClientError
from moto.route53.models import Route53Backend
from moto.route53.responses import Route53

from .request import attributes, parameter, replace

_REGION: Final = "us-east-1"
_MOST_KEYS: Final = 2
_FLAG, _PROTOCOL, _ALGORITHM, _DIGEST = 257, 3, 13, 2
_change: Final = {"Id": "/change/C0123456789ABC", "Status": "INSYNC"}
_delete_hosted_zone: Any = Route53Backend.delete_hosted_zone


def _zone(self: Any, id: str | None = None) -> Any:
    return self.backend.get_hosted_zone(id or parameter(self, "HostedZoneId"))


def _keys(zone: Any) -> dict[str, dict[str, Any]]:
    return attributes(zone).setdefault("key_signing_keys", {})


def _key(self: Any) -> tuple[Any, dict[str, Any]]:
    zone, name = _zone(self), parameter(self, "Name")
    if name not in _keys(zone):
        raise Route53ClientError("NoSuchKeySigningKey", f"The specified key-signing key (KSK) {name} doesn't exist.")
    return zone, _keys(zone)[name]


def _is_signing(zone: Any) -> bool:
    return attributes(zone).get("signing", False)


def _changed(**more: Any) -> ActionResult:
    return ActionResult({"ChangeInfo": {**_change, "SubmittedAt": utcnow()}, **more})


def _kms_key(self: Any, arn: str) -> Any:
    """Return the key of an ARN, if Route 53 can sign with it."""
    keys = kms_backends[self.current_account][_REGION].keys
    key: Any = keys.get(arn.rpartition("/")[2])
    wanted = ("ECC_NIST_P256", "SIGN_VERIFY", True)
    if key is None or f":{_REGION}:" not in arn or (key.key_spec, key.key_usage, key.enabled) != wanted:
        message = f"The customer managed key {arn} must be an enabled ECC_NIST_P256 key for SIGN_VERIFY in {_REGION}."
        raise Route53ClientError("InvalidKMSArn", message)
    if "dnssec-route53.amazonaws.com" not in key.policy:
        raise Route53ClientError(
            "InvalidKMSArn", f"The policy of {arn} doesn't let dnssec-route53.amazonaws.com use the key."
        )
    return key


def _tag(record: bytes) -> int:
    """Return the key tag of RFC 4034, appendix B."""
    total = sum(byte if index % 2 else byte << 8 for index, byte in enumerate(record))
    return (total + (total >> 16)) & 0xFFFF


def _signing_key(name: str, status: str, kms_key: Any, zone_name: str) -> dict[str, Any]:
    # The end of a public key in DER are the coordinates, which DNSKEY records hold.
    public = kms_key.private_key.public_key()[-64:]
    record = bytes([_FLAG >> 8, _FLAG & 0xFF, _PROTOCOL, _ALGORITHM]) + public
    labels = zone_name.rstrip(".").lower().split(".")
    owner = b"".join(bytes([len(label)]) + label.encode() for label in labels) + b"\0"
    digest, encoded = hashlib.sha256(owner + record).hexdigest().upper(), base64.b64encode(public).decode()
    tag, now = _tag(record), utcnow()
    return {
        "Name": name,
        "KmsArn": kms_key.arn,
        "Flag": _FLAG,
        "SigningAlgorithmMnemonic": "ECDSAP256SHA256",
        "SigningAlgorithmType": _ALGORITHM,
        "DigestAlgorithmMnemonic": "SHA-256",
        "DigestAlgorithmType": _DIGEST,
        "KeyTag": tag,
        "DigestValue": digest,
        "PublicKey": encoded,
        "DSRecord": f"{tag} {_ALGORITHM} {_DIGEST} {digest}",
        "DNSKEYRecord": f"{_FLAG} {_PROTOCOL} {_ALGORITHM} {encoded}",
        "Status": status,
        "CreatedDate": now,
        "LastModifiedDate": now,
    }


def create_key_signing_key(self: Route53) -> ActionResult:
    """Create a key-signing key.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateKeySigningKey.html
    """
    zone, name = _zone(self), parameter(self, "Name")
    kms_key = _kms_key(self, parameter(self, "KeyManagementServiceArn"))
    if name in _keys(zone):
        raise Route53ClientError("KeySigningKeyAlreadyExists", f"The key-signing key {name} already exists.")
    if len(_keys(zone)) >= _MOST_KEYS:
        raise Route53ClientError("TooManyKeySigningKeys", "A hosted zone can have two key-signing keys.")
    _keys(zone)[name] = _signing_key(name, parameter(self, "Status"), kms_key, zone.name)
    return _changed(KeySigningKey=_keys(zone)[name], Location=f"/2013-04-01/keysigningkey/{zone.id}/{name}")


def activate_key_signing_key(self: Route53) -> ActionResult:
    """Activate a key-signing key.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_ActivateKeySigningKey.html
    """
    _, key = _key(self)
    key["Status"] = "ACTIVE"
    return _changed()


def deactivate_key_signing_key(self: Route53) -> ActionResult:
    """Deactivate a key-signing key, unless it is the only one that signs.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_DeactivateKeySigningKey.html
    """
    zone, key = _key(self)
    active = [each for each in _keys(zone).values() if each["Status"] == "ACTIVE"]
    if _is_signing(zone) and active == [key]:
        raise Route53ClientError(
            "KeySigningKeyInUse", "The only active key-signing key of a zone that signs can't be deactivated."
        )
    key["Status"] = "INACTIVE"
    return _changed()


def delete_key_signing_key(self: Route53) -> ActionResult:
    """Delete a key-signing key that is inactive.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_DeleteKeySigningKey.html
    """
    zone, key = _key(self)
    if key["Status"] == "ACTIVE":
        raise Route53ClientError("InvalidKeySigningKeyStatus", "The key-signing key must be inactive to be deleted.")
    del _keys(zone)[key["Name"]]
    return _changed()


def enable_hosted_zone_dnssec(self: Route53) -> ActionResult:
    """Enable the signing of a zone.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_EnableHostedZoneDNSSEC.html
    """
    zone = _zone(self)
    if not any(key["Status"] == "ACTIVE" for key in _keys(zone).values()):
        raise Route53ClientError(
            "KeySigningKeyWithActiveStatusNotFound", "The zone needs an active key-signing key to be signed."
        )
    attributes(zone)["signing"] = True
    return _changed()


def disable_hosted_zone_dnssec(self: Route53) -> ActionResult:
    """Disable the signing of a zone.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_DisableHostedZoneDNSSEC.html
    """
    zone = _zone(self)
    if not _is_signing(zone):
        raise Route53ClientError("DNSSECNotFound", "The hosted zone doesn't have any DNSSEC resources.")
    attributes(zone)["signing"] = False
    return _changed()


def get_dnssec(self: Route53) -> ActionResult:
    """Return whether a zone is signed, and its key-signing keys.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetDNSSEC.html
    """
    zone = _zone(self)
    status = {"ServeSignature": "SIGNING" if _is_signing(zone) else "NOT_SIGNING"}
    return ActionResult({"Status": status, "KeySigningKeys": [*_keys(zone).values()]})


def delete_hosted_zone(self: Any, id_: str) -> Any:
    """Delete a zone without key-signing keys, which Route 53 requires.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_DeleteHostedZone.html
    """
    if _keys(self.get_hosted_zone(id_)):
        raise Route53ClientError("HostedZoneNotEmpty", "The specified hosted zone contains DNSSEC Key Signing Keys.")
    return _delete_hosted_zone(self, id_)


def install() -> None:
    """Add the operations and their paths."""
    replace(
        Route53,
        create_key_signing_key,
        activate_key_signing_key,
        deactivate_key_signing_key,
        delete_key_signing_key,
        enable_hosted_zone_dnssec,
        disable_hosted_zone_dnssec,
        get_dnssec,
    )
    replace(Route53Backend, delete_hosted_zone)
    version = r"{0}/(?P<api_version>[\d_-]+)"
    zone, key = r"hostedzone/(?P<zone_id>[^/]+)", r"keysigningkey/(?P<zone_id>[^/]+)/(?P<name>[^/]+)"
    for path in (
        *(f"{zone}/{action}-dnssec" for action in ("enable", "disable")),
        *("keysigningkey", key, f"{key}/activate", f"{key}/deactivate"),
    ):
        urls.url_paths[f"{version}/{path}$"] = Route53.dispatch
