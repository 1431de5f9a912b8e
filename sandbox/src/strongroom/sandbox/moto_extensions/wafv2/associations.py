"""Which web ACL is in front of a resource: one at most."""

from typing import Any

from moto.core.responses import ActionResult
from moto.elbv2.models import elbv2_backends
from moto.wafv2.exceptions import WAFNonexistentItemException
from moto.wafv2.models import WAFV2Backend
from moto.wafv2.responses import WAFV2Response

from ..request import parameter, replace
from .common import WafError, backend_of, scope_of

_associate_web_acl: Any = WAFV2Backend.associate_web_acl
_UNAVAILABLE = "AWS WAF couldn't retrieve the resource that you requested. Retry your request."


def associate_web_acl(self: WAFV2Backend, web_acl_arn: str, resource_arn: str) -> None:
    """Put a web ACL in front of a resource, in the place of the one that it had.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html
    """
    if not _exists(self.account_id, resource_arn):
        raise WafError("WAFUnavailableEntityException", _UNAVAILABLE)
    if web_acl_arn in self.wacls:
        self.disassociate_web_acl(resource_arn)
    _associate_web_acl(self, web_acl_arn, resource_arn)


def _exists(account_id: str, arn: str) -> bool:
    """Tell whether there is a resource; one that is no load balancer is taken to be there."""
    _, _, service, region, *_ = arn.split(":")
    return service != "elasticloadbalancing" or arn in elbv2_backends[account_id][region].load_balancers


def protected_by(response: WAFV2Response, acl: Any) -> list[str]:
    """Return the ARNs of the regional resources that a web ACL is in front of, without those that are deleted."""
    arns: list[str] = acl.associated_resources
    return [arn for arn in arns if _exists(response.current_account, arn)]


def list_resources_for_web_acl(self: WAFV2Response) -> ActionResult:
    """List the load balancers, or what other type is asked for, that a web ACL is in front of.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_ListResourcesForWebACL.html
    """
    arn = parameter(self, "WebACLArn")
    acl = backend_of(self, scope_of(arn)).wacls.get(arn)
    if acl is None:
        raise WAFNonexistentItemException
    balancers = parameter(self, "ResourceType", "APPLICATION_LOAD_BALANCER") == "APPLICATION_LOAD_BALANCER"
    found = [one for one in protected_by(self, acl) if (":loadbalancer/app/" in one) == balancers]
    return ActionResult({"ResourceArns": found})


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(WAFV2Backend, associate_web_acl)
    replace(WAFV2Response, list_resources_for_web_acl)
