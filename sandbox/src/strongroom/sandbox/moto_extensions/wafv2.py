"""Web ACLs: a resource has one at most."""

from typing import Any

from moto.wafv2.models import WAFV2Backend

_associate_web_acl: Any = WAFV2Backend.associate_web_acl


def associate_web_acl(self: WAFV2Backend, web_acl_arn: str, resource_arn: str) -> None:
    """Put a web ACL in front of a resource, in the place of the one that it had.

    https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html
    """
    if web_acl_arn in self.wacls:
        self.disassociate_web_acl(resource_arn)
    _associate_web_acl(self, web_acl_arn, resource_arn)


def install() -> None:
    """Put the operation in the place of moto's."""
    setattr(WAFV2Backend, associate_web_acl.__name__, associate_web_acl)
