"""RDS: resetting the parameters of groups, where each comes from, and what AWS refuses of them."""

from collections.abc import Iterable
from typing import Any, Final

from moto.core.responses import ActionResult
from moto.rds.exceptions import InvalidParameterCombination, RDSClientError
from moto.rds.models import DBClusterParameterGroup, DBParameterGroup, RDSBackend
from moto.rds.responses import RDSResponse

from ..request import replace

_update_parameters: Any = DBParameterGroup.update_parameters
_update_cluster_parameters: Any = DBClusterParameterGroup.update_cluster_parameters
_delete_db_parameter_group: Any = RDSBackend.delete_db_parameter_group
_delete_db_cluster_parameter_group: Any = RDSBackend.delete_db_cluster_parameter_group
_describe_db_parameters: Any = RDSResponse.describe_db_parameters
_describe_db_cluster_parameters: Any = RDSResponse.describe_db_cluster_parameters

_STATIC: Final = frozenset(
    {
        "performance_schema",
        "rds.logical_replication",
        "shared_buffers",
        "shared_preload_libraries",
        "track_activity_query_size",
        "wal_buffers",
    }
)
"""Parameters that wait for the next reboot: those that databases set most, of the hundreds that AWS has."""


def _told(parameters: Iterable[Any]) -> list[dict[str, Any]]:
    """Return parameters as they are told later: whoever modifies a group is the source of its parameters.

    Raises:
        InvalidParameterCombination: One that waits for a reboot is to be applied at once.
    """
    told: list[dict[str, Any]] = [{**parameter, "Source": "user", "IsModifiable": True} for parameter in parameters]
    for parameter in told:
        static = parameter["ParameterName"] in _STATIC
        parameter["ApplyType"] = "static" if static else "dynamic"
        if static and parameter.get("ApplyMethod", "immediate") == "immediate":
            raise InvalidParameterCombination("cannot use immediate apply method for static parameter")
    return told


def update_parameters(self: DBParameterGroup, new_parameters: Iterable[Any]) -> None:
    """Set parameters of a group of instances.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBParameterGroup.html
    """
    _update_parameters(self, _told(new_parameters))


def update_cluster_parameters(self: DBClusterParameterGroup, new_parameters: Iterable[Any]) -> None:
    """Set parameters of a group of clusters.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBClusterParameterGroup.html
    """
    _update_cluster_parameters(self, _told(new_parameters))


def _reset(group: Any, request: Any) -> None:
    parameters: list[dict[str, Any]] = request.get("Parameters") or []
    if request.get("ResetAllParameters"):
        group.parameters.clear()
    for parameter in parameters:
        group.parameters.pop(parameter["ParameterName"], None)


def reset_db_parameter_group(self: RDSResponse) -> ActionResult:
    """Give parameters of a group of instances their defaults back.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ResetDBParameterGroup.html
    """
    name = self.params["DBParameterGroupName"]
    _reset(_group(self.backend.db_parameter_groups, name), self.params)
    return ActionResult({"DBParameterGroupName": name})


def reset_db_cluster_parameter_group(self: RDSResponse) -> ActionResult:
    """Give parameters of a group of clusters their defaults back.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ResetDBClusterParameterGroup.html
    """
    name = self.params["DBClusterParameterGroupName"]
    _reset(_group(self.backend.db_cluster_parameter_groups, name), self.params)
    return ActionResult({"DBClusterParameterGroupName": name})


def _group(groups: Any, name: str) -> Any:
    if name not in groups:
        raise RDSClientError("DBParameterGroupNotFound", f"DBParameterGroup not found: {name}")
    return groups[name]


def describe_db_parameters(self: RDSResponse) -> ActionResult:
    """List the parameters of a group of instances, less those of another source.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBParameters.html
    """
    return _of_source(_describe_db_parameters(self), self.params.get("Source"))


def describe_db_cluster_parameters(self: RDSResponse) -> ActionResult:
    """List the parameters of a group of clusters, less those of another source.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterParameters.html
    """
    return _of_source(_describe_db_cluster_parameters(self), self.params.get("Source"))


def _of_source(answer: Any, source: str | None) -> ActionResult:
    return ActionResult({"Parameters": [one for one in answer.result["Parameters"] if source in (None, one["Source"])]})


def _refuse_in_use(name: str, users: list[str], kind: str) -> None:
    if users:
        raise RDSClientError(
            "InvalidDBParameterGroupState",
            f"One or more database {kind} are still members of this parameter group {name}, "
            "so the group cannot be deleted",
        )


def delete_db_parameter_group(self: RDSBackend, name: str) -> Any:
    """Delete a group that no instance uses.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBParameterGroup.html
    """
    users = [one.resource_id for one in self.databases.values() if one.db_parameter_group_name == name]
    _refuse_in_use(name, users, "instances")
    return _delete_db_parameter_group(self, name)


def delete_db_cluster_parameter_group(self: RDSBackend, db_cluster_parameter_group_name: str) -> None:
    """Delete a group that no cluster uses.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBClusterParameterGroup.html
    """
    name = db_cluster_parameter_group_name
    _refuse_in_use(name, [one.resource_id for one in self.clusters.values() if one.parameter_group == name], "clusters")
    _delete_db_cluster_parameter_group(self, name)


def install() -> None:
    """Add the operations, and put those that moto has in the place of moto's."""
    replace(DBParameterGroup, update_parameters)
    replace(DBClusterParameterGroup, update_cluster_parameters)
    replace(RDSBackend, delete_db_parameter_group, delete_db_cluster_parameter_group)
    replace(
        RDSResponse,
        reset_db_parameter_group,
        reset_db_cluster_parameter_group,
        describe_db_parameters,
        describe_db_cluster_parameters,
    )
