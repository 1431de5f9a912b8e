"""RDS Proxy: proxies, how they pool connections, and the databases behind them."""

from typing import Any, Final

from ...resource import CHOSEN, CHOSEN_ONCE, PLAIN, REPLACES, AutoName, NotFoundError, Property, Resource, only
from ...session import Session
from ...wire import Props
from ..ec2.common import given
from ..lists import items_of
from ..tags import tag_list
from .common import RdsResource, accepted, items_as_worded, name_of, tags_of, told

_AUTH: Final = {
    "authScheme": "AuthScheme",
    "clientPasswordAuthType": "ClientPasswordAuthType",
    "description": "Description",
    "iamAuth": "IAMAuth",
    "secretArn": "SecretArn",
    "username": "UserName",
}
_NAMES: Final = {
    "debugLogging": "DebugLogging",
    "defaultAuthScheme": "DefaultAuthScheme",
    "endpointNetworkType": "EndpointNetworkType",
    "engineFamily": "EngineFamily",
    "idleClientTimeout": "IdleClientTimeout",
    "requireTls": "RequireTLS",
    "roleArn": "RoleArn",
    "targetConnectionNetworkType": "TargetConnectionNetworkType",
    "vpcSecurityGroupIds": "VpcSecurityGroupIds",
    "vpcSubnetIds": "VpcSubnetIds",
}


class Proxy(RdsResource):
    """A proxy between clients and databases, which shares connections among them."""

    token = "aws:rds/proxy:Proxy"
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=255)),
        "auths": Property(form="set", nested=frozenset(_AUTH)),
        "debugLogging": Property(default=False),
        "defaultAuthScheme": CHOSEN,
        "endpointNetworkType": CHOSEN_ONCE,
        "engineFamily": REPLACES,
        "idleClientTimeout": CHOSEN,
        "requireTls": Property(default=False),
        "roleArn": PLAIN,
        "targetConnectionNetworkType": CHOSEN_ONCE,
        "vpcSecurityGroupIds": Property(form="set", computed=True),
        "vpcSubnetIds": Property(form="set", replace=True),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the proxy. Its id is its name."""
        request = {**given(props, _NAMES), **_logins(props)}
        made = aws.client("rds").create_db_proxy(DBProxyName=name_of(props), Tags=tag_list(tags), **request)
        return made["DBProxy"]["DBProxyName"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the proxy."""
        seen = only(aws.client("rds").describe_db_proxies(DBProxyName=id)["DBProxies"])
        auths = [given(one, {theirs: ours for ours, theirs in _AUTH.items()}) for one in items_of(seen, "Auth")]
        return {
            **told(seen, _NAMES),
            "arn": seen["DBProxyArn"],
            "name": id,
            "auths": items_as_worded(auths, known.get("auths"), "secretArn"),
            "endpoint": seen["Endpoint"],
            "tags": tags_of(aws, seen["DBProxyArn"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change all that differs in one request."""
        request = accepted(aws, "ModifyDBProxy", given({k: v for k, v in props.items() if k in changed}, _NAMES))
        if "auths" in changed:
            request |= _logins(props)
        if "vpcSecurityGroupIds" in changed:
            request["SecurityGroups"] = props["vpcSecurityGroupIds"]
        aws.client("rds").modify_db_proxy(DBProxyName=id, **request)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the proxy."""
        aws.client("rds").delete_db_proxy(DBProxyName=id)


def _logins(props: Props) -> dict[str, Any]:
    return {"Auth": [given(one, _AUTH) for one in items_of(props, "auths")]}


_POOL: Final = {
    "connectionBorrowTimeout": "ConnectionBorrowTimeout",
    "initQuery": "InitQuery",
    "maxConnectionsPercent": "MaxConnectionsPercent",
    "maxIdleConnectionsPercent": "MaxIdleConnectionsPercent",
    "sessionPinningFilters": "SessionPinningFilters",
}


class ProxyDefaultTargetGroup(Resource):
    """How a proxy pools the connections to its databases. It comes and goes with the proxy."""

    token = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
    properties = {
        "dbProxyName": REPLACES,
        "connectionPoolConfig": Property(nested=frozenset(_POOL), computed=True),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Adopt the group. Its id is the proxy's name."""
        self.update(aws, props["dbProxyName"], props, frozenset({"connectionPoolConfig"}))
        return props["dbProxyName"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the group."""
        seen = only(aws.client("rds").describe_db_proxy_target_groups(DBProxyName=id)["TargetGroups"])
        pool = told(seen["ConnectionPoolConfig"], _POOL)
        wanted: Props = known.get("connectionPoolConfig") or pool
        return {
            "arn": seen["TargetGroupArn"],
            "name": seen["TargetGroupName"],
            "dbProxyName": id,
            "connectionPoolConfig": {name: value for name, value in pool.items() if name in wanted},
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change how connections are pooled."""
        pool = given(props.get("connectionPoolConfig") or {}, _POOL)
        aws.client("rds").modify_db_proxy_target_group(
            DBProxyName=id, TargetGroupName="default", ConnectionPoolConfig=pool
        )

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Leave the group, which only ends with its proxy."""


class ProxyTarget(Resource):
    """A database behind a proxy."""

    token = "aws:rds/proxyTarget:ProxyTarget"
    one_of = ("dbInstanceIdentifier", "dbClusterIdentifier")
    kinds: Final = {"dbInstanceIdentifier": "RDS_INSTANCE", "dbClusterIdentifier": "TRACKED_CLUSTER"}
    properties = {
        "dbProxyName": REPLACES,
        "targetGroupName": REPLACES,
        "dbInstanceIdentifier": REPLACES,
        "dbClusterIdentifier": REPLACES,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Put the database behind the proxy. The id tells the proxy, the group, the kind and the database."""
        kind = next(name for name in self.one_of if name in props)
        parts = (props["dbProxyName"], props["targetGroupName"], self.kinds[kind], props[kind])
        aws.client("rds").register_db_proxy_targets(**_target(*parts))
        return "/".join(parts)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the target."""
        proxy, group, kind, database = _parts(id)
        targets = aws.client("rds").describe_db_proxy_targets(DBProxyName=proxy, TargetGroupName=group)["Targets"]
        seen = only([one for one in targets if (one["Type"], one["RdsResourceId"]) == (kind, database)])
        of_kind = {theirs: ours for ours, theirs in self.kinds.items()}
        return {
            "dbProxyName": proxy,
            "targetGroupName": group,
            of_kind[kind]: database,
            "endpoint": seen.get("Endpoint"),
            "port": seen["Port"],
            "rdsResourceId": database,
            "targetArn": seen.get("TargetArn"),
            "trackedClusterId": seen.get("TrackedClusterId"),
            "type": kind,
        }

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the database from behind the proxy."""
        self.read(aws, id, known)  # raises when it is gone
        aws.client("rds").deregister_db_proxy_targets(**_target(*_parts(id)))


def _parts(id: str) -> tuple[str, str, str, str]:
    parts = id.split("/")
    if len(parts) != 4:
        raise NotFoundError
    proxy, group, kind, database = parts
    return proxy, group, kind, database


def _target(proxy: str, group: str, kind: str, database: str) -> dict[str, Any]:
    databases = "DBInstanceIdentifiers" if kind == "RDS_INSTANCE" else "DBClusterIdentifiers"
    return {"DBProxyName": proxy, "TargetGroupName": group, databases: [database]}


RESOURCES: Final = (Proxy(), ProxyDefaultTargetGroup(), ProxyTarget())
