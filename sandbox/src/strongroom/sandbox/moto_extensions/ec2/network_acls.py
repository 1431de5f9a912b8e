"""Network ACLs: entries for ICMP, and an entry that does not exist told as such."""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses import EC2Response

from ..request import parameter, replace

_create_network_acl_entry: Any = EC2Response.create_network_acl_entry
_delete_network_acl_entry: Any = EC2Response.delete_network_acl_entry


def create_network_acl_entry(self: EC2Response) -> ActionResult:
    """Make an entry, and keep the kind of ICMP message that it is for.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
    """
    answer = _create_network_acl_entry(self)
    entry = self.ec2_backend.get_network_acl(parameter(self, "NetworkAclId")).network_acl_entries[-1]
    entry.icmp_type = parameter(self, "IcmpTypeCode.Type")
    entry.icmp_code = parameter(self, "IcmpTypeCode.Code")
    return answer


def delete_network_acl_entry(self: EC2Response) -> ActionResult:
    """Delete an entry.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkAclEntry.html
    """
    acl = self.ec2_backend.get_network_acl(parameter(self, "NetworkAclId"))
    number, egress = int(parameter(self, "RuleNumber")), parameter(self, "Egress")
    if not any(entry.rule_number == number and entry.egress == egress for entry in acl.network_acl_entries):
        message = f"The network acl entry identified by rule number {number} does not exist"
        raise EC2ClientError("InvalidNetworkAclEntry.NotFound", message)
    return _delete_network_acl_entry(self)


def install() -> None:
    """Add the operations."""
    replace(EC2Response, create_network_acl_entry, delete_network_acl_entry)
