"""RDS: a subnet group that is changed is still there, and one that a database is in can't be deleted."""

from typing import Any

from moto.rds.exceptions import RDSClientError
from moto.rds.models import RDSBackend

from ..request import attributes, replace

_modify_db_subnet_group: Any = RDSBackend.modify_db_subnet_group
_delete_subnet_group: Any = RDSBackend.delete_subnet_group


def modify_db_subnet_group(self: RDSBackend, subnet_name: str, description: str, subnets: list[Any]) -> Any:
    """Change a group.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBSubnetGroup.html
    """
    self.describe_db_subnet_groups(subnet_name)  # raises what AWS answers when there is none
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
    replace(RDSBackend, modify_db_subnet_group, delete_subnet_group)
