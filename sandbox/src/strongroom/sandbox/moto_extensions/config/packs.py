"""Conformance packs: the rules of a template, made and deleted together."""

import json
from collections.abc import Mapping
from typing import Any, Final

from moto.config.models import ConfigBackend
from moto.config.responses import ConfigResponse
from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random
from moto.s3.exceptions import S3ClientError
from moto.s3.models import s3_backends

from ..request import attributes, parameter, replace
from . import remediations, rules
from .templates import REMEDIATION, RULE, Declared, TemplateError, declared_in

_SERVICE: Final = "config-conforms.amazonaws.com"
_MAX_PACKS: Final = 50
_ID_DIGITS: Final = 9
_DETAILS: Final = ("DeliveryS3Bucket", "DeliveryS3KeyPrefix", "ConformancePackInputParameters")


def _packs(backend: ConfigBackend) -> dict[str, dict[str, Any]]:
    """Return the packs by their names; each knows its details, its status and its rules."""
    return attributes(backend).setdefault("conformance_packs", {})


def _pack(backend: ConfigBackend, name: str) -> dict[str, Any]:
    if name not in _packs(backend):
        raise JsonRESTError("NoSuchConformancePackException", f"No conformance pack found with name {name}")
    return _packs(backend)[name]


def put_conformance_pack(self: ConfigResponse) -> ActionResult:
    """Make or change a pack: its rules are there at once, or its status tells why they are not.

    https://docs.aws.amazon.com/config/latest/APIReference/API_PutConformancePack.html
    """
    backend, name = self.config_backend, parameter(self, "ConformancePackName")
    given = {one["ParameterName"]: one["ParameterValue"] for one in parameter(self, _DETAILS[2], [])}
    place = {"Region": self.region, "AccountId": backend.account_id, "Partition": backend.partition}
    try:
        declared = declared_in(_template(self), given, {f"AWS::{key}": value for key, value in place.items()})
    except TemplateError as error:
        raise JsonRESTError("ConformancePackTemplateValidationException", str(error)) from error
    if name not in _packs(backend) and len(_packs(backend)) >= _MAX_PACKS:
        raise JsonRESTError("MaxNumberOfConformancePacksExceededException", f"There are {_MAX_PACKS} conformance packs")
    id = f"conformance-pack-{mock_random.get_random_string(_ID_DIGITS, lower_case=True)}"
    pack = _packs(backend).setdefault(name, {"ConformancePackName": name, "ConformancePackId": id, "rules": []})
    arn = f"arn:{backend.partition}:config:{self.region}:{backend.account_id}:conformance-pack/{name}/"
    pack |= {detail: parameter(self, detail) for detail in _DETAILS}
    pack |= {"ConformancePackArn": f"{arn}{pack['ConformancePackId']}", "LastUpdateRequestedTime": unix_time()}
    _deploy(backend, pack, declared)
    return ActionResult({"ConformancePackArn": pack["ConformancePackArn"]})


def _template(response: ConfigResponse) -> str:
    body, uri = parameter(response, "TemplateBody"), parameter(response, "TemplateS3Uri")
    if bool(body) == bool(uri):
        raise JsonRESTError("InvalidParameterValueException", "Give one of TemplateBody and TemplateS3Uri")
    if body:
        return body
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    backend = s3_backends[response.current_account][response.partition]
    try:
        found: Any = backend.get_object(bucket, key)
    except S3ClientError:
        found = None
    if found is None:
        raise JsonRESTError("InsufficientPermissionsException", f"The template {uri} cannot be read")
    return found.value.decode()


def _deploy(backend: ConfigBackend, pack: dict[str, Any], declared: list[Declared]) -> None:
    """Make the rules of a pack in the place of those that it had; one that is refused ends it."""
    kept = {f"{one.properties['ConfigRuleName']}-{pack['ConformancePackId']}" for one in declared if one.kind == RULE}
    rules.remove(backend, {*pack["rules"]} - kept)
    pack |= {"rules": sorted(kept), "ConformancePackState": "CREATE_COMPLETE", "ConformancePackStatusReason": None}
    try:
        for one in sorted(declared, key=lambda one: one.kind == REMEDIATION):
            renamed = {
                **one.properties,
                "ConfigRuleName": f"{one.properties['ConfigRuleName']}-{pack['ConformancePackId']}",
            }
            if one.kind == RULE:
                _put_rule(backend, renamed)
            else:
                remediations.put(backend, renamed)
    except JsonRESTError as error:
        pack |= {"ConformancePackState": "CREATE_FAILED", "ConformancePackStatusReason": error.message}


def _put_rule(backend: ConfigBackend, properties: dict[str, Any]) -> None:
    given: Mapping[str, Any] = properties.get("InputParameters") or {}
    texts = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()}
    backend.put_config_rule({**properties, "InputParameters": json.dumps(texts)} if texts else properties)
    attributes(backend.config_rules[properties["ConfigRuleName"]])["created_by"] = _SERVICE


def _asked(response: ConfigResponse) -> list[dict[str, Any]]:
    backend = response.config_backend
    names = parameter(response, "ConformancePackNames", []) or [*_packs(backend)]
    return [_pack(backend, name) for name in names]


def describe_conformance_packs(self: ConfigResponse) -> ActionResult:
    """Tell what packs there are.

    https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConformancePacks.html
    """
    return ActionResult({"ConformancePackDetails": [{**pack, "Type": "CUSTOM"} for pack in _asked(self)]})


def describe_conformance_pack_status(self: ConfigResponse) -> ActionResult:
    """Tell whether packs are made.

    https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConformancePackStatus.html
    """
    names = parameter(self, "ConformancePackNames", []) or [*_packs(self.config_backend)]
    known = [pack for name, pack in _packs(self.config_backend).items() if name in names]
    told = [{**pack, "LastUpdateCompletedTime": pack["LastUpdateRequestedTime"]} for pack in known]
    return ActionResult({"ConformancePackStatusDetails": told})


def describe_conformance_pack_compliance(self: ConfigResponse) -> ActionResult:
    """Tell the rules of a pack; nothing is ever evaluated.

    https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConformancePackCompliance.html
    """
    pack = _pack(self.config_backend, parameter(self, "ConformancePackName"))
    told = [{"ConfigRuleName": name, "ComplianceType": "INSUFFICIENT_DATA"} for name in pack["rules"]]
    return ActionResult({"ConformancePackName": pack["ConformancePackName"], "ConformancePackRuleComplianceList": told})


def delete_conformance_pack(self: ConfigResponse) -> ActionResult:
    """Delete a pack with its rules.

    https://docs.aws.amazon.com/config/latest/APIReference/API_DeleteConformancePack.html
    """
    name = parameter(self, "ConformancePackName")
    rules.remove(self.config_backend, _pack(self.config_backend, name)["rules"])
    del _packs(self.config_backend)[name]
    return ActionResult({})


def install() -> None:
    """Add the operations."""
    replace(
        ConfigResponse,
        put_conformance_pack,
        describe_conformance_packs,
        describe_conformance_pack_status,
        describe_conformance_pack_compliance,
        delete_conformance_pack,
    )
