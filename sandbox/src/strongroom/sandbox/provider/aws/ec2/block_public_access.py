"""VPC block public access: of a whole account in a region, and what is excluded from it."""

from typing import Final

from ...resource import PLAIN, REPLACES, Property, Resource, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict
from .common import Ec2Resource, given, tagged

_TIMEOUTS: Final = Property(nested=frozenset({"create", "update", "delete"}))


class VpcBlockPublicAccessOptions(Resource):
    """How traffic through internet gateways is blocked, in every VPC of the account and region."""

    token = "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions"
    properties = {"internetGatewayBlockMode": PLAIN, "timeouts": _TIMEOUTS}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set the options. There is one such thing in each region, and the region is its id."""
        self._set(aws, props["internetGatewayBlockMode"])
        return aws.region

    @staticmethod
    def _set(aws: Session, mode: str) -> None:
        aws.client("ec2").modify_vpc_block_public_access_options(InternetGatewayBlockMode=mode)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the options; those that nobody has set don't exist."""
        options = aws.client("ec2").describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
        if options["State"] == "default-state" or id != aws.region:
            return None
        return {
            "awsAccountId": options["AwsAccountId"],
            "awsRegion": options["AwsRegion"],
            "internetGatewayBlockMode": options["InternetGatewayBlockMode"],
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the options."""
        self._set(aws, props["internetGatewayBlockMode"])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Turn blocking off."""
        self._set(aws, "off")


class VpcBlockPublicAccessExclusion(Ec2Resource):
    """A VPC or subnet that the account's block does not hold for."""

    token = "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion"
    subjects: Final = {"vpcId": "VpcId", "subnetId": "SubnetId"}
    one_of = tuple(subjects)
    mode: Final = {"internetGatewayExclusionMode": "InternetGatewayExclusionMode"}
    properties = {**dict.fromkeys(subjects, REPLACES), "internetGatewayExclusionMode": PLAIN, "timeouts": _TIMEOUTS}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the exclusion."""
        made = aws.client("ec2").create_vpc_block_public_access_exclusion(
            TagSpecifications=tagged("vpc-block-public-access-exclusion", tags),
            **given(props, {**self.subjects, **self.mode}),
        )
        return made["VpcBlockPublicAccessExclusion"]["ExclusionId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the exclusion."""
        answer = aws.client("ec2").describe_vpc_block_public_access_exclusions(ExclusionIds=[id])
        found = only(answer["VpcBlockPublicAccessExclusions"])
        if found["State"].startswith("delete"):
            return None
        kind, subject = found["ResourceArn"].split(":")[-1].split("/")
        return {
            "resourceArn": found["ResourceArn"],
            "internetGatewayExclusionMode": found["InternetGatewayExclusionMode"],
            f"{kind}Id": subject,
            "tags": tag_dict(found.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the exclusion."""
        aws.client("ec2").modify_vpc_block_public_access_exclusion(ExclusionId=id, **given(props, self.mode))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """End the exclusion."""
        aws.client("ec2").delete_vpc_block_public_access_exclusion(ExclusionId=id)


RESOURCES: Final = (VpcBlockPublicAccessOptions(), VpcBlockPublicAccessExclusion())
