"""RDS: subnet groups, each once, reach two zones, are there when changed, and stay while a database is in them."""

from typing import Any, Final

from moto.rds.exceptions import RDSClientError
from moto.rds.models import RDSBackend

from ..request import attributes, replace

_TWO_ZONES: Final = 2
_create_subnet_group: Any = RDSBackend.create_subnet_group
_modify_db_subnet_group: Any = RDSBackend.modify_db_subnet_group
_delete_subnet_group: Any = RDSBackend.delete_subnet_group


def _check_zones(subnets: list[Any]) -> None:
    zones = sorted({subnet.availability_zone for subnet in subnets})
    if len(zones) < _TWO_ZONES:
        raise RDSClientError(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. "
            f"Current AZ coverage: {', '.join(zones)}. Add subnets to cover at least {_TWO_ZONES} AZs.",
        )


def create_subnet_group(
    self: RDSBackend, subnet_name: str, description: str, subnets: list[Any], tags: list[dict[str, str]]
) -> Any:
    """Make a group.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html
    """
    if subnet_name in self.subnet_groups:
        raise RDSClientError("DBSubnetGroupAlreadyExists", f"The DB subnet group '{subnet_name}' already exists.")
    _check_zones(subnets)
    return _create_subnet_group(self, subnet_name, description, subnets, tags)


def modify_db_subnet_group(self: RDSBackend, subnet_name: str, description: str, subnets: list[Any]) -> Any:
    """Change a group.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBSubnetGroup.html
    """
    present = self.describe_db_subnet_groups(subnet_name)[0]  # raises what AWS answers when there is none
    _check_zones(subnets)
    if {subnet.vpc_id for subnet in subnets} != {present.vpc_id}:
        message = "The new Subnets are not in the same Vpc as the existing subnet group"
        raise RDSClientError("InvalidParameterValue", message)
    group = _modify_db_subnet_group(self, subnet_name, description, subnets)
    self.subnet_groups[group.name] = group
    return group


def delete_subnet_group(self: RDSBackend, subnet_name: str) -> Any:
    """Delete a group that nothing is in.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSubnetGroup.html
    """
    databases: list[Any] = [*self.databases.values(), *self.clusters.values()]
    users = [one.resource_id for one in databases if _group_of(one) == subnet_name]
    if users:
        message = f"Cannot delete the subnet group '{subnet_name}' because it is still used by: {', '.join(users)}."
        raise RDSClientError("InvalidDBSubnetGroupStateFault", message)
    return _delete_subnet_group(self, subnet_name)


def _group_of(database: Any) -> str | None:
    known = attributes(database)
    return known.get("_db_subnet_group_name") or known.get("db_subnet_group_name")


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(RDSBackend, create_subnet_group, modify_db_subnet_group, delete_subnet_group)
