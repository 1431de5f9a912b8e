"""RDS: a subnet group that is changed is still there."""

from typing import Any

from moto.rds.models import RDSBackend

_modify_db_subnet_group: Any = RDSBackend.modify_db_subnet_group


def modify_db_subnet_group(self: RDSBackend, subnet_name: str, description: str, subnets: list[Any]) -> Any:
    """Change a group.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBSubnetGroup.html
    """
    self.describe_db_subnet_groups(subnet_name)  # raises what AWS answers when there is none
    group = _modify_db_subnet_group(self, subnet_name, description, subnets)
    self.subnet_groups[group.name] = group
    return group


def install() -> None:
    """Put the operation in the place of moto's."""
    setattr(RDSBackend, modify_db_subnet_group.__name__, modify_db_subnet_group)
