"""Groups of subnets that databases may be in."""

from typing import Final

from ...resource import CHOSEN_ONCE, AutoName, Property, only
from ...session import Session
from ...wire import Props
from ..tags import tag_list
from .common import RdsResource, name_of, tags_of


class SubnetGroup(RdsResource):
    """The subnets that a database may be in."""

    token = "aws:rds/subnetGroup:SubnetGroup"
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=255, lower=True)),
        "namePrefix": CHOSEN_ONCE,
        "description": Property(default="Managed by Pulumi"),
        "subnetIds": Property(form="set"),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the group. Its id is its name."""
        made = aws.client("rds").create_db_subnet_group(
            DBSubnetGroupName=name_of(props),
            DBSubnetGroupDescription=props["description"],
            SubnetIds=props["subnetIds"],
            Tags=tag_list(tags),
        )
        return made["DBSubnetGroup"]["DBSubnetGroupName"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the group."""
        rds = aws.client("rds")
        group = only(rds.describe_db_subnet_groups(DBSubnetGroupName=id)["DBSubnetGroups"])
        return {
            "arn": group["DBSubnetGroupArn"],
            "name": group["DBSubnetGroupName"],
            "description": group["DBSubnetGroupDescription"],
            "subnetIds": sorted(subnet["SubnetIdentifier"] for subnet in group["Subnets"]),
            "supportedNetworkTypes": group.get("SupportedNetworkTypes", []),
            "vpcId": group["VpcId"],
            "tags": tags_of(aws, group["DBSubnetGroupArn"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the description and the subnets."""
        aws.client("rds").modify_db_subnet_group(
            DBSubnetGroupName=id, DBSubnetGroupDescription=props["description"], SubnetIds=props["subnetIds"]
        )

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the group."""
        aws.client("rds").delete_db_subnet_group(DBSubnetGroupName=id)


RESOURCES: Final = (SubnetGroup(),)
