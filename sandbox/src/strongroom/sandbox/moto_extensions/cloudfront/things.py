"""What CloudFront keeps under an id, with a configuration: policies, access controls, keys, key groups, VPC origins.

They differ in their names, and in what AWS refuses of them. moto has a few of them, without versions and uses, so all
are kept here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from botocore import xform_name
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from moto.cloudfront.exceptions import CloudFrontException
from moto.cloudfront.models import CloudFrontBackend, random_id
from moto.cloudfront.responses import CloudFrontResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends
from moto.moto_api._internal import mock_random

from ..request import attributes, parameter
from . import managed
from .common import answer_at, check_name, check_values, check_version, page, users_of

Config = dict[str, Any]
Check = Callable[[CloudFrontBackend, Config], None]


@dataclass
class Thing:
    """One of them."""

    id: str
    config: Config
    custom: bool = True
    """It belongs to the account, not to AWS."""
    etag: str = field(default_factory=random_id)
    created: datetime = field(default_factory=utcnow)
    changed: datetime = field(default_factory=utcnow)

    def change(self, config: Config) -> None:
        """Give it another configuration, which is another version of it."""
        self.config, self.etag, self.changed = config, random_id(), utcnow()


def _short_id() -> str:
    return random_id(length=14)


def _uuid() -> str:
    return str(mock_random.uuid4())


def _anything(_backend: CloudFrontBackend, _config: Config) -> None:
    """Refuse nothing."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of them, in AWS's words."""

    name: str
    """What one is called in answers, such as `CachePolicy`."""
    path: str
    """Where they are."""
    plural: str
    """How the operation that lists them calls them."""
    missing: str
    exists: str
    in_use: str
    used_as: str
    """What it is in the configuration of what uses it."""
    names: str = r"[\w-]{1,128}"
    """What a name may be."""
    settled: str = ""
    """How AWS refuses to change one that is in use; it lets others change."""
    config: str = ""
    """What its configuration is called; `NAMEConfig` if nothing else is said."""
    new_id: Callable[[], str] = _short_id
    check: Check = _anything
    of_aws: managed.Documents = field(default_factory=dict[str, Mapping[str, Any]], compare=False)
    """Those that AWS keeps for everybody."""
    fixed: tuple[str, ...] = ()
    """What of a configuration never changes."""

    @property
    def config_name(self) -> str:
        """What its configuration is called."""
        return self.config or f"{self.name}Config"

    def all(self, backend: CloudFrontBackend) -> dict[str, Thing]:
        """Return those of an account, and AWS's own."""
        kept: dict[str, dict[str, Thing]] = attributes(backend).setdefault("things", {})
        if self.name not in kept:
            kept[self.name] = {id: Thing(id, {**config}, custom=False) for id, config in self.of_aws.items()}
        return kept[self.name]

    def find(self, backend: CloudFrontBackend, id: str) -> Thing:
        """Return one.

        Raises:
            CloudFrontException: There is none with this id.
        """
        found = self.all(backend).get(id)
        if found is None:
            raise CloudFrontException(self.missing, f"The specified {self.words} does not exist.")
        return found

    @property
    def words(self) -> str:
        """Its name in plain words."""
        return xform_name(self.name).replace("_", " ")

    def told(self, backend: CloudFrontBackend, thing: Thing) -> dict[str, Any]:
        """Return what is told of one; the answer's shape takes what it knows of it."""
        return {
            "Id": thing.id,
            "Arn": f"arn:{backend.partition}:cloudfront::{backend.account_id}:{self.path.replace('-', '')}/{thing.id}",
            "AccountId": backend.account_id,
            "Status": "Deployed",
            "CreatedTime": thing.created,
            "LastModifiedTime": thing.changed,
            self.config_name: thing.config,
        }

    def checked(self, backend: CloudFrontBackend, config: Config, own_id: str = "") -> Config:
        """Return a configuration that AWS takes.

        Raises:
            CloudFrontException: AWS refuses it.
        """
        check_values(self.config_name, config)
        check_name(self.words, config["Name"], self.names)
        for other in self.all(backend).values():
            if other.id != own_id and other.config["Name"] == config["Name"]:
                message = f"A {self.words} with this name already exists. You must choose a unique name: {other.id}"
                raise CloudFrontException(self.exists, message)
        self.check(backend, config)
        return config

    def check_unused(self, backend: CloudFrontBackend, thing: Thing, code: str) -> None:
        """Refuse what may not be done to one that is in use.

        Raises:
            CloudFrontException: It is in use.
        """
        users: list[Any] = [*users_of(backend, self.used_as, thing.id)]
        users += [one for one in KEY_GROUPS.all(backend).values() if thing.id in one.config["Items"]]
        if users:
            names = ", ".join(one.id for one in users)
            raise CloudFrontException(code, f"The {self.words} {thing.id} is in use by {names}.")


def _check_key(_backend: CloudFrontBackend, config: Config) -> None:
    """Refuse what is no public key; AWS ends one with a newline.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html
    """
    config["EncodedKey"] = f"{config['EncodedKey'].rstrip()}\n"
    try:
        load_pem_public_key(config["EncodedKey"].encode())
    except ValueError:
        raise CloudFrontException("InvalidArgument", "The EncodedKey is not a public key in PEM format.") from None


def _check_keys(backend: CloudFrontBackend, config: Config) -> None:
    for id in config["Items"]:
        if id not in PUBLIC_KEYS.all(backend):
            raise CloudFrontException("InvalidArgument", f"The public key {id} does not exist.")


def _check_endpoint(backend: CloudFrontBackend, config: Config) -> None:
    """Refuse an endpoint of a VPC origin that does not exist, or whose VPC has no internet gateway.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
    """
    arn: str = config["Arn"]
    service, region = arn.split(":")[2:4]
    vpc: str | None = None
    if service == "elasticloadbalancing":
        balancer = elbv2_backends[backend.account_id][region].load_balancers.get(arn)
        vpc = balancer.vpc_id if balancer else None
    elif service == "ec2":
        instance: Any = ec2_backends[backend.account_id][region].get_instance(arn.rpartition("/")[2])
        vpc = instance.vpc_id
    if vpc is None:
        raise CloudFrontException("InvalidArgument", f"The VPC origin's endpoint {arn} does not exist.")
    gateways = ec2_backends[backend.account_id][region].internet_gateways.values()
    if not any(gateway.vpc and gateway.vpc.id == vpc for gateway in gateways):
        raise CloudFrontException("InvalidArgument", f"{vpc}, the VPC of {arn}, has no internet gateway.")


CACHE_POLICIES: Final = Kind(
    name="CachePolicy",
    path="cache-policy",
    plural="CachePolicies",
    missing="NoSuchCachePolicy",
    exists="CachePolicyAlreadyExists",
    in_use="CachePolicyInUse",
    used_as="CachePolicyId",
    new_id=_uuid,
    of_aws=managed.CACHE_POLICIES,
)
ORIGIN_REQUEST_POLICIES: Final = Kind(
    name="OriginRequestPolicy",
    path="origin-request-policy",
    plural="OriginRequestPolicies",
    missing="NoSuchOriginRequestPolicy",
    exists="OriginRequestPolicyAlreadyExists",
    in_use="OriginRequestPolicyInUse",
    used_as="OriginRequestPolicyId",
    new_id=_uuid,
    of_aws=managed.ORIGIN_REQUEST_POLICIES,
)
RESPONSE_HEADERS_POLICIES: Final = Kind(
    name="ResponseHeadersPolicy",
    path="response-headers-policy",
    plural="ResponseHeadersPolicies",
    missing="NoSuchResponseHeadersPolicy",
    exists="ResponseHeadersPolicyAlreadyExists",
    in_use="ResponseHeadersPolicyInUse",
    used_as="ResponseHeadersPolicyId",
    names=r"[^\n]{1,128}",
    new_id=_uuid,
    of_aws=managed.RESPONSE_HEADERS_POLICIES,
)
ORIGIN_ACCESS_CONTROLS: Final = Kind(
    name="OriginAccessControl",
    path="origin-access-control",
    plural="OriginAccessControls",
    missing="NoSuchOriginAccessControl",
    exists="OriginAccessControlAlreadyExists",
    in_use="OriginAccessControlInUse",
    used_as="OriginAccessControlId",
    names=r"[^\n]{1,64}",
)
PUBLIC_KEYS: Final = Kind(
    name="PublicKey",
    path="public-key",
    plural="PublicKeys",
    missing="NoSuchPublicKey",
    exists="PublicKeyAlreadyExists",
    in_use="PublicKeyInUse",
    used_as="PublicKeyId",
    check=_check_key,
    fixed=("CallerReference", "Name", "EncodedKey"),
)
KEY_GROUPS: Final = Kind(
    name="KeyGroup",
    path="key-group",
    plural="KeyGroups",
    missing="NoSuchResource",
    exists="KeyGroupAlreadyExists",
    in_use="ResourceInUse",
    used_as="TrustedKeyGroups",
    names=r"[^\n]{1,128}",
    new_id=_uuid,
    check=_check_keys,
)
VPC_ORIGINS: Final = Kind(
    name="VpcOrigin",
    path="vpc-origin",
    plural="VpcOrigins",
    missing="EntityNotFound",
    exists="EntityAlreadyExists",
    in_use="CannotDeleteEntityWhileInUse",
    used_as="VpcOriginId",
    names=r"[^\n]{1,64}",
    settled="CannotUpdateEntityWhileInUse",
    config="VpcOriginEndpointConfig",
    new_id=lambda: f"vo_{random_id(length=22)}",
    check=_check_endpoint,
)
KINDS: Final = (
    *(CACHE_POLICIES, ORIGIN_REQUEST_POLICIES, RESPONSE_HEADERS_POLICIES),
    *(ORIGIN_ACCESS_CONTROLS, PUBLIC_KEYS, KEY_GROUPS, VPC_ORIGINS),
)


def _asked(kind: Kind, response: CloudFrontResponse) -> Thing:
    return kind.find(response.backend, parameter(response, "Id"))


def _answer(kind: Kind, response: CloudFrontResponse, thing: Thing) -> ActionResult:
    location = f"https://cloudfront.amazonaws.com/2020-05-31/{kind.path}/{thing.id}"
    told = kind.told(response.backend, thing)
    return ActionResult({kind.name: told, "Location": location, "ETag": thing.etag})


def _update(kind: Kind, response: CloudFrontResponse) -> ActionResult:
    thing = _asked(kind, response)
    check_version(response, thing.etag)
    if not thing.custom:
        raise CloudFrontException("IllegalUpdate", f"You cannot change a managed {kind.words}.")
    if kind.settled:
        kind.check_unused(response.backend, thing, kind.settled)
    config = kind.checked(response.backend, parameter(response, kind.config_name), thing.id)
    if any(config.get(name) != thing.config.get(name) for name in kind.fixed):
        message = f"You can't change {', '.join(kind.fixed)} of a {kind.words}."
        raise CloudFrontException("CannotChangeImmutablePublicKeyFields", message)
    thing.change(config)
    return _answer(kind, response, thing)


def _delete(kind: Kind, response: CloudFrontResponse) -> ActionResult:
    thing = _asked(kind, response)
    check_version(response, thing.etag)
    if not thing.custom:
        raise CloudFrontException("IllegalDelete", f"You cannot delete a managed {kind.words}.")
    kind.check_unused(response.backend, thing, kind.in_use)
    del kind.all(response.backend)[thing.id]
    return _answer(kind, response, thing) if kind is VPC_ORIGINS else EmptyResult()


def _list(kind: Kind, response: CloudFrontResponse) -> ActionResult:
    """List those of a kind; each summary's shape takes what it knows of: the object itself, or what is in it."""
    wanted = parameter(response, "Type")
    found: dict[str, dict[str, Any]] = {}
    for thing in kind.all(response.backend).values():
        whose = "custom" if thing.custom else "managed"
        if wanted in (None, whose):
            told = kind.told(response.backend, thing)
            endpoint = thing.config.get("Arn")
            found[thing.id] = {**thing.config, **told, kind.name: told, "Type": whose, "OriginEndpointArn": endpoint}
    return ActionResult({f"{kind.name}List": page(response, list(found.values()), list(found))})


def _operations(kind: Kind) -> dict[str, Callable[[CloudFrontResponse], ActionResult]]:
    """Return the operations on a kind, by their names in boto3.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Operations.html
    """

    def create(self: CloudFrontResponse) -> ActionResult:
        config = kind.checked(self.backend, parameter(self, kind.config_name))
        thing = Thing(kind.new_id(), config)
        kind.all(self.backend)[thing.id] = thing
        tags: list[dict[str, str]] = parameter(self, "Tags.Items", [])
        self.backend.tagger.tag_resource(kind.told(self.backend, thing)["Arn"], tags)
        return _answer(kind, self, thing)

    def get(self: CloudFrontResponse) -> ActionResult:
        return _answer(kind, self, _asked(kind, self))

    def get_config(self: CloudFrontResponse) -> ActionResult:
        thing = _asked(kind, self)
        return ActionResult({kind.config_name: thing.config, "ETag": thing.etag})

    def update(self: CloudFrontResponse) -> ActionResult:
        return _update(kind, self)

    def delete(self: CloudFrontResponse) -> ActionResult:
        return _delete(kind, self)

    def list_all(self: CloudFrontResponse) -> ActionResult:
        return _list(kind, self)

    name = xform_name(kind.name)
    return {
        f"create_{name}": create,
        f"get_{name}": get,
        f"get_{name}_config": get_config,
        f"update_{name}": update,
        f"delete_{name}": delete,
        f"list_{xform_name(kind.plural)}": list_all,
    }


def install() -> None:
    """Add the operations, and put those that moto has in the place of moto's."""
    for kind in KINDS:
        answer_at(kind.path, f"{kind.path}/{{Id}}", f"{kind.path}/{{Id}}/config")
        for name, operation in _operations(kind).items():
            setattr(CloudFrontResponse, name, operation)
