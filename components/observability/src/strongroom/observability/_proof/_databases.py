"""Checks of databases: instances, and what they are configured by."""

from collections.abc import Callable, Iterable

from strongroom.observability._proof._checks import Check, Judge, Judgement, Untold, check, expected, own
from strongroom.observability._proof._state import Registered, StackState

_INSTANCES = "rds.Instance"
_ALL_INSTANCES = "rds.Instance rds.ClusterInstance"
_BACKUP_DAYS = int(*expected("RDS.11", "backupRetentionMinimum"))
_ON = frozenset({"1", "on", "true"})
_CERTIFICATES = frozenset({"rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"})
_ADMINISTRATORS = frozenset({"admin", "postgres", "root", "sa", "rdsadmin", "system"})
_PORTS = {"postgres": 5432, "mysql": 3306, "mariadb": 3306, "oracle": 1521, "sqlserver": 1433, "db2": 50_000}
_LOGS = {
    "postgres": frozenset({"postgresql", "upgrade"}),
    "mysql": frozenset({"audit", "error", "general", "slowquery"}),
    "mariadb": frozenset({"audit", "error", "general", "slowquery"}),
    "oracle": frozenset({"alert", "audit", "trace", "listener"}),
    "sqlserver": frozenset({"error", "agent"}),
}
_FORCES_TLS = 15
"""The first major version of PostgreSQL in which `rds.force_ssl` is on by itself."""


def _engine(instance: Registered) -> str:
    """Return the family of an engine, such as `sqlserver` for `sqlserver-ee`."""
    return instance.text("engine").partition("-")[0]


def _is(*engines: str) -> Callable[[Registered, StackState], bool]:
    def about(instance: Registered, stack: StackState) -> bool:
        del stack
        return _engine(instance) in engines

    return about


def _has(name: str, otherwise: str) -> Judge:
    """Judge whether something is on."""

    def judge(instance: Registered, stack: StackState) -> Judgement:
        del stack
        return None if instance.flag(name) else otherwise

    return judge


def _private(instance: Registered, stack: StackState) -> Judgement:
    del stack
    return "it has a public address" if instance.flag("publiclyAccessible") else None


def _monitored(instance: Registered, stack: StackState) -> Judgement:
    del stack
    return None if instance.number("monitoringInterval") else "it has no enhanced monitoring"


def _logs(instance: Registered, stack: StackState) -> Judgement:
    del stack
    missing = _LOGS.get(_engine(instance), frozenset()) - {*instance.texts("enabledCloudwatchLogsExports")}
    return f"it does not send its {', '.join(sorted(missing))} log to CloudWatch" if missing else None


def _postgresql_log(instance: Registered, stack: StackState) -> Judgement:
    del stack
    right = "postgresql" in instance.texts("enabledCloudwatchLogsExports")
    return None if right else "it does not send its postgresql log to CloudWatch"


def _is_source(instance: Registered, stack: StackState) -> bool:
    del stack
    return not instance.text("replicateSourceDb")


def _backups(instance: Registered, stack: StackState) -> Judgement:
    del stack
    days = instance.number("backupRetentionPeriod")
    return None if days >= _BACKUP_DAYS else f"it keeps backups for {days} days, fewer than {_BACKUP_DAYS}"


def _port(instance: Registered, stack: StackState) -> Judgement:
    del stack
    default = _PORTS.get(_engine(instance))
    return f"it listens on the engine's default port {default}" if instance.number("port") == default else None


def _public_subnets(instance: Registered, stack: StackState) -> Judgement:
    groups = stack.where("rds.SubnetGroup", "name", instance.text("dbSubnetGroupName"))
    if not groups:
        return Untold("its subnet group is not in this stack")
    subnets = {each for group in groups for each in group.texts("subnetIds")}
    associations = stack.where("ec2.RouteTableAssociation", "subnetId", *subnets)
    if {each.text("subnetId") for each in associations} < subnets:
        return Untold("the routes of its subnets are not in this stack")
    tables = {each.text("routeTableId") for each in associations}
    routes = [
        *(route for each in stack.of("ec2.RouteTable") if each.id in tables for route in each.parts("routes")),
        *stack.where("ec2.Route", "routeTableId", *tables),
    ]
    public = any(each.text("gatewayId").startswith("igw-") for each in routes)
    return "a subnet of it has a route to an internet gateway" if public else None


def _tells(subscription: Registered, categories: Iterable[str]) -> bool:
    """Tell whether a subscription is on and about all of some categories; it is about all if it names none."""
    named = {*subscription.texts("eventCategories")}
    return subscription.text("enabled").lower() != "false" and (not named or {*categories} <= named)


def _is_of_instances(subscription: Registered, stack: StackState) -> bool:
    del stack
    return subscription.text("sourceType") == "db-instance"


def _instance_events(subscription: Registered, stack: StackState) -> Judgement:
    del stack
    right = _tells(subscription, ("maintenance", "configuration change", "failure"))
    return None if right else "it leaves out maintenance, configuration changes or failures"


def _parameter_events(group: Registered, stack: StackState) -> Judgement:
    for each in stack.where("rds.EventSubscription", "sourceType", "db-parameter-group"):
        sources = each.texts("sourceIds")
        if _tells(each, ("configuration change",)) and (not sources or group.text("name") in sources):
            return None
    return "nobody is told when it is changed"


def _security_events(instance: Registered, stack: StackState) -> Judgement:
    del instance
    found = stack.where("rds.EventSubscription", "sourceType", "db-security-group")
    right = any(_tells(each, ("configuration change", "failure")) for each in found)
    return None if right else "nobody is told when database security groups are changed"


def _administrator(instance: Registered, stack: StackState) -> Judgement:
    del stack
    return "its administrator has a name that everyone knows" if instance.text("username") in _ADMINISTRATORS else None


def _parameter(instance: Registered, stack: StackState, name: str) -> str | Untold | None:
    """Return a parameter of an instance, in lower case; None if its group leaves the engine's default."""
    group_name = instance.text("parameterGroupName")
    groups = stack.where("rds.ParameterGroup", "name", group_name)
    if not groups:
        return None if group_name.startswith("default.") else Untold("its parameter group is not in this stack")
    values = [each.text("value").lower() for each in groups[0].parts("parameters") if each.text("name") == name]
    return values[0] if values else None


def _postgres_tls(instance: Registered, stack: StackState) -> Judgement:
    value = _parameter(instance, stack, "rds.force_ssl")
    if isinstance(value, Untold):
        return value
    version = instance.text("engineVersion").partition(".")[0]
    by_default = version.isdigit() and int(version) >= _FORCES_TLS
    right = by_default if value is None else value in _ON
    return None if right else "it takes connections without TLS (rds.force_ssl)"


def _mysql_tls(instance: Registered, stack: StackState) -> Judgement:
    value = _parameter(instance, stack, "require_secure_transport")
    if isinstance(value, Untold):
        return value
    return None if value in _ON else "it takes connections without TLS (require_secure_transport)"


def _insights_key(instance: Registered, stack: StackState) -> Judgement:
    del stack
    right = instance.text("performanceInsightsKmsKeyId")
    return None if right else "its Performance Insights are encrypted with AWS's key"


def _has_insights(instance: Registered, stack: StackState) -> bool:
    del stack
    return instance.flag("performanceInsightsEnabled")


def _certificate(instance: Registered, stack: StackState) -> Judgement:
    del stack
    right = instance.text("caCertIdentifier") in _CERTIFICATES
    return None if right else "its certificate is of no current authority of RDS"


CHECKS: tuple[Check, ...] = (
    check("RDS.2", _ALL_INSTANCES, _private, "CKV_AWS_17"),
    check("RDS.3", _ALL_INSTANCES, _has("storageEncrypted", "it is not encrypted"), "CKV_AWS_16"),
    check("RDS.5", _INSTANCES, _has("multiAz", "it has no standby in another zone"), "CKV_AWS_157"),
    check("RDS.6", _ALL_INSTANCES, _monitored, "CKV_AWS_118"),
    check("RDS.8", _INSTANCES, _has("deletionProtection", "it is not protected from deletion"), "CKV_AWS_293"),
    check("RDS.10", _INSTANCES, _has("iamDatabaseAuthenticationEnabled", "it takes no logins by IAM"), "CKV_AWS_161"),
    check("RDS.9", _INSTANCES, _logs, "CKV_AWS_129", _is(*_LOGS)),
    check("RDS.36", _INSTANCES, _postgresql_log, "CKV_AWS_129 CKV2_AWS_30", _is("postgres")),
    check("RDS.11", _INSTANCES, _backups, "CKV_AWS_133", _is_source),
    check(
        "RDS.13", _ALL_INSTANCES, _has("autoMinorVersionUpgrade", "it gets no minor versions by itself"), "CKV_AWS_226"
    ),
    check(
        own(
            "RDS.17",
            "Databases copy their tags to snapshots",
            "RDS_INSTANCE_COPY_TAGS_TO_SNAPSHOTS_ENABLED",
            {"fsbp": "RDS.17"},
        ),
        _INSTANCES,
        _has("copyTagsToSnapshot", "its snapshots don't get its tags"),
        "CKV2_AWS_60",
    ),
    check(
        own(
            "RDS.23", "Databases don't listen on the engine's default port", "RDS_NO_DEFAULT_PORTS", {"fsbp": "RDS.23"}
        ),
        _INSTANCES,
        _port,
        "",
        _is(*_PORTS),
    ),
    check("RDS.46", _INSTANCES, _public_subnets),
    check(
        own(
            "RDS.20",
            "Subscriptions to events of databases tell of what is critical",
            "RDS_INSTANCE_EVENT_NOTIFICATIONS_CONFIGURED",
            {"fsbp": "RDS.20", "pci": "RDS.20"},
        ),
        "rds.EventSubscription",
        _instance_events,
        "",
        _is_of_instances,
    ),
    check(
        own(
            "RDS.21",
            "Somebody is told when parameters of databases are changed",
            "RDS_PG_EVENT_NOTIFICATIONS_CONFIGURED",
            {"fsbp": "RDS.21", "pci": "RDS.21"},
        ),
        "rds.ParameterGroup",
        _parameter_events,
    ),
    check(
        own(
            "RDS.22",
            "Somebody is told when database security groups are changed",
            "RDS_SG_EVENT_NOTIFICATIONS_CONFIGURED",
            {"fsbp": "RDS.22", "pci": "RDS.22"},
        ),
        _INSTANCES,
        _security_events,
    ),
    check("RDS.25", _INSTANCES, _administrator, "", _is_source),
    check("RDS.38", _INSTANCES, _postgres_tls, "CKV2_AWS_69", _is("postgres")),
    check("RDS.39", _INSTANCES, _mysql_tls, "CKV2_AWS_69", _is("mysql")),
    check(
        own("RDS.Insights", "Databases have Performance Insights"),
        _ALL_INSTANCES,
        _has("performanceInsightsEnabled", "it has no Performance Insights"),
        "CKV_AWS_353",
    ),
    check(
        own("RDS.InsightsKey", "Performance Insights are encrypted with an own key"),
        _ALL_INSTANCES,
        _insights_key,
        "CKV_AWS_354",
        _has_insights,
    ),
    check(own("RDS.Certificate", "Databases have a current certificate"), _ALL_INSTANCES, _certificate, "CKV_AWS_211"),
)
"""The checks of databases.

https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html
"""
