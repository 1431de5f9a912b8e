"""VPC block public access: the options of an account in a region, and exclusions from them."""

from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ec2.exceptions import EC2ClientError, InvalidParameterCombination
from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.responses import EC2Response
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE, EC2_RESOURCE_TO_PREFIX, add_tag_specification, random_id

from ..request import attributes, parameter, replace

_KIND, _PREFIX = "vpc-block-public-access-exclusion", "vpcbpa"


class Exclusion(TaggedEC2Resource):
    """A VPC or subnet that the block does not hold for."""

    def __init__(self, backend: Any, resource_arn: str, mode: str) -> None:
        """Make an exclusion."""
        self.ec2_backend = backend
        self.id = self.exclusion_id = random_id(_PREFIX)
        self.resource_arn = resource_arn
        self.internet_gateway_exclusion_mode = mode
        self.state = "create-complete"
        self.creation_timestamp = self.last_update_timestamp = utcnow()


def _options(backend: Any) -> dict[str, Any]:
    return attributes(backend).setdefault(
        "vpc_block_public_access_options",
        {
            "AwsAccountId": backend.account_id,
            "AwsRegion": backend.region_name,
            "State": "default-state",
            "InternetGatewayBlockMode": "off",
            "ManagedBy": "account",
            "ExclusionsAllowed": "allowed",
        },
    )


def _exclusions(backend: Any) -> dict[str, Exclusion]:
    return attributes(backend).setdefault("vpc_block_public_access_exclusions", {})


def _exclusion(response: EC2Response) -> Exclusion:
    id = parameter(response, "ExclusionId")
    if id not in _exclusions(response.ec2_backend):
        raise EC2ClientError("InvalidVpcBlockPublicAccessExclusionId.NotFound", f"Exclusion {id} does not exist")
    return _exclusions(response.ec2_backend)[id]


def describe_vpc_block_public_access_options(self: EC2Response) -> ActionResult:
    """Tell how internet gateways are blocked.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcBlockPublicAccessOptions.html
    """
    return ActionResult({"VpcBlockPublicAccessOptions": _options(self.ec2_backend)})


def modify_vpc_block_public_access_options(self: EC2Response) -> ActionResult:
    """Set how internet gateways are blocked.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcBlockPublicAccessOptions.html
    """
    mode = parameter(self, "InternetGatewayBlockMode")
    if mode not in ("off", "block-bidirectional", "block-ingress"):
        raise EC2ClientError("InvalidParameterValue", f"Invalid value '{mode}' for InternetGatewayBlockMode")
    options = _options(self.ec2_backend)
    options["InternetGatewayBlockMode"] = mode
    # Whoever turns the block off leaves what nobody ever set.
    options["State"] = "default-state" if mode == "off" else "update-complete"
    return ActionResult({"VpcBlockPublicAccessOptions": options})


def create_vpc_block_public_access_exclusion(self: EC2Response) -> ActionResult:
    """Exclude a VPC or subnet.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcBlockPublicAccessExclusion.html
    """
    backend = self.ec2_backend
    vpc_id, subnet_id = parameter(self, "VpcId"), parameter(self, "SubnetId")
    if bool(vpc_id) == bool(subnet_id):
        raise InvalidParameterCombination("Give either VpcId or SubnetId")
    resource = f"vpc/{backend.get_vpc(vpc_id).id}" if vpc_id else f"subnet/{backend.get_subnet(subnet_id).id}"
    arn = f"arn:{backend.partition}:ec2:{backend.region_name}:{backend.account_id}:{resource}"
    made: Any = Exclusion(backend, arn, parameter(self, "InternetGatewayExclusionMode"))
    made.add_tags(add_tag_specification(parameter(self, "TagSpecifications", [])))
    _exclusions(backend)[made.id] = made
    return ActionResult({"VpcBlockPublicAccessExclusion": made})


def describe_vpc_block_public_access_exclusions(self: EC2Response) -> ActionResult:
    """List exclusions.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcBlockPublicAccessExclusions.html
    """
    ids = parameter(self, "ExclusionIds", [])
    found = [one for id, one in _exclusions(self.ec2_backend).items() if not ids or id in ids]
    return ActionResult({"VpcBlockPublicAccessExclusions": found})


def modify_vpc_block_public_access_exclusion(self: EC2Response) -> ActionResult:
    """Change an exclusion.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcBlockPublicAccessExclusion.html
    """
    exclusion = _exclusion(self)
    exclusion.internet_gateway_exclusion_mode = parameter(self, "InternetGatewayExclusionMode")
    exclusion.state = "update-complete"
    return ActionResult({"VpcBlockPublicAccessExclusion": exclusion})


def delete_vpc_block_public_access_exclusion(self: EC2Response) -> ActionResult:
    """End an exclusion.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcBlockPublicAccessExclusion.html
    """
    exclusion = _exclusion(self)
    del _exclusions(self.ec2_backend)[exclusion.id]
    exclusion.state = "delete-complete"
    return ActionResult({"VpcBlockPublicAccessExclusion": exclusion})


def install() -> None:
    """Add the operations, and the ids of exclusions to those that moto knows."""
    EC2_RESOURCE_TO_PREFIX[_KIND] = _PREFIX
    EC2_PREFIX_TO_RESOURCE[_PREFIX] = _KIND
    replace(
        EC2Response,
        describe_vpc_block_public_access_options,
        modify_vpc_block_public_access_options,
        create_vpc_block_public_access_exclusion,
        describe_vpc_block_public_access_exclusions,
        modify_vpc_block_public_access_exclusion,
        delete_vpc_block_public_access_exclusion,
    )
