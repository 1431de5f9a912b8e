"""What the parts of WAF have in common: errors, scopes and the constraints of the service model."""

from collections.abc import Mapping
from typing import Any, Final

from moto.wafv2.exceptions import WAFv2ClientError
from moto.wafv2.models import WAFV2Backend, wafv2_backends
from moto.wafv2.responses import WAFV2Response

from ..service_models import model_of, told, violations

US_EAST_1: Final = "us-east-1"
_ASSOCIATED: Final = (
    "AWS WAF couldn't perform the operation because your resource is being used by another resource "
    "or it's associated with another resource."
)


class WafError(WAFv2ClientError):
    """An error of AWS's that moto does not have."""


def invalid(reason: str, field: str, parameter: object) -> WafError:
    """Return AWS's error for a parameter that is not valid."""
    message = f"Error reason: {reason}, field: {field}, parameter: {parameter}"
    return WafError("WAFInvalidParameterException", message)


def associated() -> WafError:
    """Return AWS's error for a deletion of what is in use."""
    return WafError("WAFAssociatedItemException", _ASSOCIATED)


def backend_of(response: WAFV2Response, scope: str) -> WAFV2Backend:
    """Return the backend that holds the entities of a scope.

    Raises:
        WafError: The scope is CloudFront's, which is in us-east-1 only.
    """
    if scope == "CLOUDFRONT" and response.region not in (US_EAST_1, "global"):
        raise invalid("The scope is not valid.", "SCOPE_VALUE", scope)
    region = "global" if scope == "CLOUDFRONT" else response.region
    return wafv2_backends[response.current_account][region]


def scope_of(arn: str) -> str:
    """Return the scope of an entity by its ARN, which says `global` for CloudFront's."""
    return "CLOUDFRONT" if arn.split(":")[5].startswith("global/") else "REGIONAL"


def shape_of(name: str) -> Any:
    """Return a structure of WAF's service model."""
    return model_of("wafv2").shape_for(name)


def check_constraints(shape: str, document: Mapping[str, Any]) -> None:
    """Refuse a request whose values are not as the service model says, which boto3 leaves to AWS.

    Raises:
        WafError: A value is no word of its list, too short, too long, or does not fit its pattern.
    """
    if found := [*violations(shape_of(shape), document)]:
        raise WafError("ValidationException", told(found))
