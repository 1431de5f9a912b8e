"""RDS Proxy: proxies that can be changed, all that they are configured with, and targets that exist."""

from typing import Any, Final

from moto.core.responses import ActionResult
from moto.rds.exceptions import DBProxyNotFoundFault, InvalidParameterValue, RDSClientError
from moto.rds.models import DBProxyTarget, DBProxyTargetGroup, RDSBackend
from moto.rds.responses import RDSResponse

from ..request import attributes, replace

_create_db_proxy: Any = RDSResponse.create_db_proxy
_modify_db_proxy_target_group: Any = RDSResponse.modify_db_proxy_target_group
_register_db_proxy_targets: Any = RDSBackend.register_db_proxy_targets
_PASSWORD_TYPES: Final = {"POSTGRESQL": "POSTGRES_SCRAM_SHA_256", "MYSQL": "MYSQL_NATIVE_PASSWORD"}
_ENGINES: Final = {"POSTGRESQL": "postgres", "MYSQL": "mysql"}
_MODIFIED: Final = {
    "RequireTLS": "require_tls",
    "IdleClientTimeout": "idle_client_timeout",
    "DebugLogging": "debug_logging",
    "RoleArn": "role_arn",
    "SecurityGroups": "vpc_security_group_ids",
    "DefaultAuthScheme": "default_auth_scheme",
}


def _proxy(response: RDSResponse) -> Any:
    name = response.params.get("DBProxyName")
    if name not in response.backend.db_proxies:
        raise DBProxyNotFoundFault(name)
    return response.backend.db_proxies[name]


def _auth(given: list[Any] | None, family: str) -> list[dict[str, Any]]:
    """Return how a proxy logs in, with what AWS chooses where nothing is said."""
    defaults = {"AuthScheme": "SECRETS", "IAMAuth": "DISABLED", "ClientPasswordAuthType": _PASSWORD_TYPES.get(family)}
    names = ("AuthScheme", "ClientPasswordAuthType", "Description", "IAMAuth", "SecretArn", "UserName")
    return [{**defaults, **{name: one[name] for name in names if one.get(name)}} for one in given or []]


def create_db_proxy(self: RDSResponse) -> ActionResult:
    """Make a proxy.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBProxy.html
    """
    scheme = self.params.get("DefaultAuthScheme") or "NONE"
    auth = _auth(self.params.get("Auth"), self.params["EngineFamily"])
    if scheme == "NONE" and not auth:
        raise InvalidParameterValue("Auth is required unless DefaultAuthScheme is IAM_AUTH.")
    self.params["Auth"] = auth
    answer = _create_db_proxy(self)
    attributes(_proxy(self)).update(
        default_auth_scheme=scheme,
        endpoint_network_type=self.params.get("EndpointNetworkType") or "IPV4",
        target_connection_network_type=self.params.get("TargetConnectionNetworkType") or "IPV4",
    )
    return answer


def modify_db_proxy(self: RDSResponse) -> ActionResult:
    """Change a proxy.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBProxy.html
    """
    proxy = _proxy(self)
    if "Auth" in self.params:
        proxy.auth = _auth(self.params["Auth"], proxy.engine_family)
    attributes(proxy).update({ours: self.params[name] for name, ours in _MODIFIED.items() if name in self.params})
    return ActionResult({"DBProxy": proxy})


def delete_db_proxy(self: RDSResponse) -> ActionResult:
    """Delete a proxy.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBProxy.html
    """
    proxy = _proxy(self)
    return ActionResult({"DBProxy": self.backend.delete_db_proxy(proxy.db_proxy_name)})


def describe_db_proxy_target_groups(self: RDSResponse) -> ActionResult:
    """List the target groups of a proxy.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBProxyTargetGroups.html
    """
    return ActionResult({"TargetGroups": [_group(self)]})


def _group(response: RDSResponse) -> Any:
    name = response.params.get("TargetGroupName") or "default"
    groups = _proxy(response).proxy_target_groups
    if name not in groups:
        raise RDSClientError("DBProxyTargetGroupNotFoundFault", f"Target group {name} not found")
    return groups[name]


def modify_db_proxy_target_group(self: RDSResponse) -> ActionResult:
    """Change how a proxy pools its connections; what is not named gets its default.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBProxyTargetGroup.html
    """
    group = _group(self)
    pool: dict[str, Any] = self.params.get("ConnectionPoolConfig") or {}
    answer = _modify_db_proxy_target_group(self)
    if "MaxIdleConnectionsPercent" in pool:  # moto takes 0 for none
        group.max_idle_connections = pool["MaxIdleConnectionsPercent"]
    if "InitQuery" in pool:
        attributes(group)["init_query"] = pool["InitQuery"]
    return answer


def connection_pool_config(self: Any) -> dict[str, Any]:
    """Return how a proxy pools its connections."""
    return {
        "MaxConnectionsPercent": self.max_connections,
        "MaxIdleConnectionsPercent": self.max_idle_connections,
        "ConnectionBorrowTimeout": self.borrow_timeout,
        "SessionPinningFilters": list(self.session_pinning_filters),
        "InitQuery": attributes(self).get("init_query"),
    }


def register_db_proxy_targets(
    self: RDSBackend,
    db_proxy_name: str,
    target_group_name: str | None,
    db_cluster_identifiers: list[str],
    db_instance_identifiers: list[str],
) -> list[DBProxyTarget]:
    """Connect a proxy to a database of its engine.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RegisterDBProxyTargets.html
    """
    proxy: Any = self.describe_db_proxies(db_proxy_name)[0]
    databases: list[Any] = [
        *(self.describe_db_clusters(name)[0] for name in db_cluster_identifiers),
        *(self.describe_db_instances(name)[0] for name in db_instance_identifiers),
    ]
    taken = {target.rds_resource_id for target in proxy.proxy_target_groups["default"].targets}
    for database in databases:
        if _ENGINES.get(proxy.engine_family, "") not in database.engine:
            raise InvalidParameterValue(f"{database.engine} is not of the proxy's engine family {proxy.engine_family}.")
        if database.resource_id in taken:
            raise RDSClientError("DBProxyTargetAlreadyRegisteredFault", f"{database.resource_id} is a target already.")
    made: list[Any] = _register_db_proxy_targets(
        self, db_proxy_name, target_group_name, db_cluster_identifiers, db_instance_identifiers
    )
    for target, database in zip(made, databases, strict=True):
        address = database.endpoint if isinstance(database.endpoint, str) else database.address
        target.port, target.endpoint, target.target_arn = database.port, address, database.arn
    return made


def describe_db_proxy_targets(self: RDSResponse) -> ActionResult:
    """List the targets of a proxy.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBProxyTargets.html
    """
    return ActionResult({"Targets": _group(self).targets})


def install() -> None:
    """Add the operations, and put those that moto has in the place of moto's."""
    replace(
        RDSResponse,
        create_db_proxy,
        modify_db_proxy,
        delete_db_proxy,
        describe_db_proxy_target_groups,
        modify_db_proxy_target_group,
        describe_db_proxy_targets,
    )
    replace(RDSBackend, register_db_proxy_targets)
    setattr(DBProxyTargetGroup, connection_pool_config.__name__, property(connection_pool_config))
