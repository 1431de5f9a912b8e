"""Security Hub: its configuration, standards with their controls, and what collects the findings of regions."""

import re
from typing import Any, Final

from moto.config.models import config_backends
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random
from moto.securityhub import urls
from moto.securityhub.exceptions import SecurityHubClientError
from moto.securityhub.models import SecurityHubBackend, securityhub_backends
from moto.securityhub.responses import SecurityHubResponse

from .request import attributes, parameter, replace

_disable_security_hub: Any = SecurityHubBackend.disable_security_hub
_describe_hub: Any = SecurityHubBackend.describe_hub
_CIS_1_2: Final = "ruleset/cis-aws-foundations-benchmark/v/1.2.0"
_FSBP: Final = "standards/aws-foundational-security-best-practices/v/1.0.0"
_STANDARDS: Final = {
    _FSBP: "AWS Foundational Security Best Practices v1.0.0",
    "standards/aws-resource-tagging-standard/v/1.0.0": "AWS Resource Tagging Standard v1.0.0",
    "standards/cis-aws-foundations-benchmark/v/1.4.0": "CIS AWS Foundations Benchmark v1.4.0",
    "standards/cis-aws-foundations-benchmark/v/3.0.0": "CIS AWS Foundations Benchmark v3.0.0",
    "standards/cis-aws-foundations-benchmark/v/5.0.0": "CIS AWS Foundations Benchmark v5.0.0",
    "standards/nist-800-171/v/2.0.0": "NIST Special Publication 800-171 Revision 2",
    "standards/nist-800-53/v/5.0.0": "NIST Special Publication 800-53 Revision 5",
    "standards/pci-dss/v/3.2.1": "PCI DSS v3.2.1",
    "standards/pci-dss/v/4.0.1": "PCI DSS v4.0.1",
}
"""https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html"""
_BY_DEFAULT: Final = (_FSBP, _CIS_1_2)
_CONTROL: Final = re.compile(r"[A-Za-z0-9]+\.[1-9][0-9]*")
_LINKING: Final = ("ALL_REGIONS", "ALL_REGIONS_EXCEPT_SPECIFIED", "SPECIFIED_REGIONS", "NO_REGIONS")
_PATHS: Final = (
    "{0}/associations$",
    "{0}/findingAggregator/create$",
    "{0}/findingAggregator/delete/(?P<arn>.+)$",
    "{0}/findingAggregator/get/(?P<arn>.+)$",
    "{0}/findingAggregator/list$",
    "{0}/findingAggregator/update$",
    "{0}/standards$",
    "{0}/standards/deregister$",
    "{0}/standards/get$",
    "{0}/standards/register$",
)


def _invalid(message: str) -> SecurityHubClientError:
    return SecurityHubClientError("InvalidInputException", message)


def _hub(response: SecurityHubResponse) -> SecurityHubBackend:
    """Return the hub of an account and region.

    Raises:
        SecurityHubClientError: It is not enabled.
    """
    backend = response.securityhub_backend
    backend.describe_hub()
    return backend


# The hub


def enable_security_hub(self: SecurityHubResponse) -> EmptyResult:
    """Enable Security Hub.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableSecurityHub.html
    """
    backend = self.securityhub_backend
    if backend.enabled:
        raise SecurityHubClientError("ResourceConflictException", "Account is already subscribed to Security Hub")
    defaults = parameter(self, "EnableDefaultStandards", True)
    backend.enable_security_hub(defaults, parameter(self, "Tags", {}))
    _configure(self, "ControlFindingGenerator")
    if defaults:
        for path in _BY_DEFAULT:
            _subscribe(self, path)
    return EmptyResult()


def update_security_hub_configuration(self: SecurityHubResponse) -> EmptyResult:
    """Change how Security Hub works.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UpdateSecurityHubConfiguration.html
    """
    _hub(self)
    _configure(self, "ControlFindingGenerator", "AutoEnableControls")
    return EmptyResult()


def _configure(response: SecurityHubResponse, *names: str) -> None:
    asked = {name: parameter(response, name) for name in names}
    generator = asked.get("ControlFindingGenerator")
    if generator not in (None, "SECURITY_CONTROL", "STANDARD_CONTROL"):
        raise _invalid(f"Invalid parameter ControlFindingGenerator: {generator}")
    known = attributes(response.securityhub_backend).setdefault("configuration", {})
    known.update({name: value for name, value in asked.items() if value is not None})


def describe_hub(self: SecurityHubBackend, hub_arn: str | None = None) -> dict[str, Any]:
    """Tell of the hub, as it is configured.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
    """
    return {**_describe_hub(self, hub_arn), **attributes(self).get("configuration", {})}


def disable_security_hub(self: SecurityHubBackend) -> dict[str, Any]:
    """Disable Security Hub, with its standards.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DisableSecurityHub.html
    """
    for name in ("configuration", "standards", "associations", "aggregators"):
        attributes(self).pop(name, None)
    return _disable_security_hub(self)


# Standards


def _standards(backend: SecurityHubBackend) -> dict[str, dict[str, Any]]:
    """Return the subscriptions of an account and region, by their ARNs."""
    return attributes(backend).setdefault("standards", {})


def _arn_of(response: SecurityHubResponse, path: str) -> str:
    region = "" if path == _CIS_1_2 else response.region
    return f"arn:{response.partition}:securityhub:{region}::{path}"


def _subscribe(response: SecurityHubResponse, path: str) -> dict[str, Any]:
    backend = response.securityhub_backend
    place = f"arn:{response.partition}:securityhub:{response.region}:{backend.account_id}"
    arn = f"{place}:subscription/{path.partition('/')[2]}"
    made: dict[str, Any] = {
        "StandardsSubscriptionArn": arn,
        "StandardsArn": _arn_of(response, path),
        "StandardsInput": {},
    }
    return _standards(backend).setdefault(arn, made)


def _told(response: SecurityHubResponse, subscription: dict[str, Any]) -> dict[str, Any]:
    """Return a subscription with its status: without a recorder of AWS Config that runs, it can't be complete."""
    recorders: Any = config_backends[response.current_account][response.region].recorders.values()
    if any(recorder.status.recording for recorder in recorders):
        return {**subscription, "StandardsStatus": "READY"}
    reason = {"StatusReasonCode": "NO_AVAILABLE_CONFIGURATION_RECORDER"}
    return {**subscription, "StandardsStatus": "INCOMPLETE", "StandardsStatusReason": reason}


def describe_standards(self: SecurityHubResponse) -> ActionResult:
    """List the standards that there are.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeStandards.html
    """
    every = {**_STANDARDS, _CIS_1_2: "CIS AWS Foundations Benchmark v1.2.0"}
    told = [
        {"StandardsArn": _arn_of(self, path), "Name": name, "EnabledByDefault": path in _BY_DEFAULT}
        for path, name in every.items()
    ]
    return ActionResult({"Standards": told})


def batch_enable_standards(self: SecurityHubResponse) -> ActionResult:
    """Subscribe to standards.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchEnableStandards.html
    """
    _hub(self)
    known = {_arn_of(self, path): path for path in (*_STANDARDS, _CIS_1_2)}
    asked = [one["StandardsArn"] for one in parameter(self, "StandardsSubscriptionRequests")]
    if unknown := [arn for arn in asked if arn not in known]:
        raise _invalid(f"Invalid StandardsArn: {', '.join(unknown)}")
    return ActionResult({"StandardsSubscriptions": [_told(self, _subscribe(self, known[arn])) for arn in asked]})


def get_enabled_standards(self: SecurityHubResponse) -> ActionResult:
    """List the standards that are subscribed to.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetEnabledStandards.html
    """
    wanted = parameter(self, "StandardsSubscriptionArns", [])
    found = [one for arn, one in _standards(_hub(self)).items() if not wanted or arn in wanted]
    return ActionResult({"StandardsSubscriptions": [_told(self, one) for one in found]})


def batch_disable_standards(self: SecurityHubResponse) -> ActionResult:
    """End subscriptions.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchDisableStandards.html
    """
    known, asked = _standards(_hub(self)), parameter(self, "StandardsSubscriptionArns")
    if unknown := [arn for arn in asked if arn not in known]:
        raise _invalid(f"Invalid StandardsSubscriptionArn: {', '.join(unknown)}")
    gone = [{**known.pop(arn), "StandardsStatus": "DELETING"} for arn in asked]
    for standard in {one["StandardsArn"] for one in gone}:  # enabled again, it has all of its controls
        for key in [key for key in _associations(self.securityhub_backend) if key[0] == standard]:
            del _associations(self.securityhub_backend)[key]
    return ActionResult({"StandardsSubscriptions": gone})


# Controls in standards


def _associations(backend: SecurityHubBackend) -> dict[tuple[str, str], dict[str, Any]]:
    return attributes(backend).setdefault("associations", {})


def batch_update_standards_control_associations(self: SecurityHubResponse) -> ActionResult:
    """Turn controls on or off in standards.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateStandardsControlAssociations.html
    """
    backend = _hub(self)
    enabled = {one["StandardsArn"] for one in _standards(backend).values()}
    refused: list[dict[str, Any]] = []
    for one in parameter(self, "StandardsControlAssociationUpdates"):
        if one["StandardsArn"] not in enabled or not _CONTROL.fullmatch(one["SecurityControlId"]):
            reason = "The standard is not enabled, or has no such control"
            refused.append(
                {"StandardsControlAssociationUpdate": one, "ErrorCode": "RESOURCE_NOT_FOUND", "ErrorReason": reason}
            )
        else:
            _associations(backend)[one["StandardsArn"], one["SecurityControlId"]] = {**one, "UpdatedAt": unix_time()}
    return ActionResult({"UnprocessedAssociationUpdates": refused})


def list_standards_control_associations(self: SecurityHubResponse) -> ActionResult:
    """Tell whether a control is on, in each standard that is subscribed to.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListStandardsControlAssociations.html
    """
    backend, control = _hub(self), parameter(self, "SecurityControlId")
    place = f"arn:{self.partition}:securityhub:{self.region}:{backend.account_id}:security-control"
    told: list[dict[str, Any]] = []
    for subscription in _standards(backend).values():
        arn = subscription["StandardsArn"]
        known = _associations(backend).get((arn, control), {"AssociationStatus": "ENABLED"})
        told.append(
            {
                **known,
                "StandardsArn": arn,
                "SecurityControlId": control,
                "SecurityControlArn": f"{place}/{control}",
            }
        )
    return ActionResult({"StandardsControlAssociationSummaries": told})


# Findings of other regions


def _aggregators(account_id: str) -> dict[str, dict[str, Any]]:
    """Return the aggregators of an account in all regions, by their ARNs."""
    regions: Any = securityhub_backends[account_id].values()
    return {arn: one for backend in regions for arn, one in attributes(backend).get("aggregators", {}).items()}


def _link(response: SecurityHubResponse, aggregator: dict[str, Any]) -> ActionResult:
    mode, regions = parameter(response, "RegionLinkingMode"), parameter(response, "Regions", [])
    if mode not in _LINKING:
        raise _invalid(f"Invalid RegionLinkingMode {mode}")
    if ("SPECIFIED" in mode) != bool(regions):
        raise _invalid(f"Regions are for the modes that specify them, and needed there: {mode}")
    aggregator |= {"RegionLinkingMode": mode, "Regions": regions}
    return ActionResult(aggregator)


def create_finding_aggregator(self: SecurityHubResponse) -> ActionResult:
    """Collect the findings of other regions in this one, of which an account has one.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_CreateFindingAggregator.html
    """
    backend = _hub(self)
    if _aggregators(backend.account_id):
        raise _invalid("A finding aggregator already exists for this account")
    place = f"arn:{self.partition}:securityhub:{self.region}:{backend.account_id}"
    arn = f"{place}:finding-aggregator/{mock_random.uuid4()}"
    made: dict[str, Any] = {"FindingAggregatorArn": arn, "FindingAggregationRegion": self.region}
    answer = _link(self, made)
    attributes(backend)["aggregators"] = {arn: made}
    return answer


def _aggregator(response: SecurityHubResponse) -> dict[str, Any]:
    arn = parameter(response, "FindingAggregatorArn")
    known = _aggregators(_hub(response).account_id)
    if arn not in known:
        raise SecurityHubClientError("ResourceNotFoundException", f"No finding aggregator {arn}")
    return known[arn]


def get_finding_aggregator(self: SecurityHubResponse) -> ActionResult:
    """Tell of an aggregator.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindingAggregator.html
    """
    return ActionResult(_aggregator(self))


def list_finding_aggregators(self: SecurityHubResponse) -> ActionResult:
    """List the aggregator, if there is one.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListFindingAggregators.html
    """
    found = _aggregators(_hub(self).account_id)
    return ActionResult({"FindingAggregators": [{"FindingAggregatorArn": arn} for arn in found]})


def update_finding_aggregator(self: SecurityHubResponse) -> ActionResult:
    """Collect from other regions.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UpdateFindingAggregator.html
    """
    return _link(self, _aggregator(self))


def delete_finding_aggregator(self: SecurityHubResponse) -> EmptyResult:
    """Collect no more.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DeleteFindingAggregator.html
    """
    found = _aggregator(self)
    home: Any = securityhub_backends[self.current_account][found["FindingAggregationRegion"]]
    del attributes(home)["aggregators"][found["FindingAggregatorArn"]]
    return EmptyResult()


def install() -> None:
    """Add the operations and where they answer, and put those that moto has in the place of moto's."""
    urls.url_paths.update(dict.fromkeys(_PATHS, SecurityHubResponse.dispatch))
    replace(SecurityHubBackend, describe_hub, disable_security_hub)
    replace(
        SecurityHubResponse,
        enable_security_hub,
        update_security_hub_configuration,
        describe_standards,
        batch_enable_standards,
        get_enabled_standards,
        batch_disable_standards,
        batch_update_standards_control_associations,
        list_standards_control_associations,
        create_finding_aggregator,
        get_finding_aggregator,
        list_finding_aggregators,
        update_finding_aggregator,
        delete_finding_aggregator,
    )
