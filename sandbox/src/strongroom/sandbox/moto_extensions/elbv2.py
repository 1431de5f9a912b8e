"""Load balancing: names that are unique, logs whose bucket lets them in, deletion protection, and what moto forgets."""

from typing import Any

from moto.acm.models import acm_backends
from moto.core.errors import COMMON_ERROR_CODES
from moto.core.responses import ActionResult, EmptyResult
from moto.elbv2.exceptions import ELBClientError, LoadBalancerNotFoundError
from moto.elbv2.models import ELBv2Backend, FakeLoadBalancer, FakeTargetGroup, elbv2_backends
from moto.elbv2.responses import ELBV2Response
from moto.s3.models import s3_backends

from .permissions import accounts_in, lets
from .request import attributes, parameter, replace, result_of

_LOG_DELIVERY = "logdelivery.elasticloadbalancing.amazonaws.com"
_LOGS_OF_NETWORKS = "delivery.logs.amazonaws.com"
_LOGS = {
    "access_logs.s3": "ELBAccessLogTestFile",
    "connection_logs.s3": "ELBConnectionLogTestFile",
    "health_check_logs.s3": "ELBHealthCheckLogTestFile",
}
"""Kinds of logs, with the file that tries whether they can be written."""
_create_load_balancer: Any = ELBV2Response.create_load_balancer
_create_listener: Any = ELBV2Response.create_listener
_modify_listener: Any = ELBV2Response.modify_listener
_add_certificates: Any = ELBV2Response.add_listener_certificates
_create_rule: Any = ELBV2Response.create_rule
_modify_rule: Any = ELBV2Response.modify_rule
_create_target_group: Any = ELBV2Response.create_target_group
_modify_target_group: Any = ELBV2Response.modify_target_group
_set_ip_address_type: Any = ELBV2Response.set_ip_address_type
_set_subnets: Any = ELBV2Response.set_subnets
_modify_attributes: Any = ELBV2Response.modify_load_balancer_attributes
_backend_modify_listener: Any = ELBv2Backend.modify_listener
_validate_actions: Any = getattr(ELBv2Backend, "_validate_actions")  # noqa: B009 - private to moto
_validate_conditions: Any = getattr(ELBv2Backend, "_validate_conditions")  # noqa: B009 - private to moto


def _balancer(response: ELBV2Response) -> Any:
    balancer = response.elbv2_backend.load_balancers.get(parameter(response, "LoadBalancerArn"))
    if balancer is None:
        raise LoadBalancerNotFoundError
    return balancer


def create_load_balancer(self: ELBV2Response) -> ActionResult:
    """Make a load balancer. An application one is in the VPC's default security group if no other is named.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
    """
    backend, name = self.elbv2_backend, parameter(self, "Name")
    if any(balancer.name == name for balancer in backend.load_balancers.values()):
        message = f"A load balancer with the same name '{name}' exists, but with different settings"
        raise ELBClientError("DuplicateLoadBalancerName", message)
    _check_ipv6(self, parameter(self, "IpAddressType"), _asked_subnets(self))
    answer = _create_load_balancer(self)
    balancer: Any = result_of(answer)["LoadBalancers"][0]
    balancer.scheme = balancer.scheme or "internet-facing"
    if balancer.scheme == "internal":
        balancer.dns_name = f"internal-{balancer.dns_name}"
    if balancer.type == "application" and not balancer.security_groups:
        default: Any = backend.ec2_backend.get_default_security_group(balancer.vpc_id)
        balancer.security_groups = [default.id]
    return answer


def _asked_subnets(response: ELBV2Response) -> list[str]:
    mappings = parameter(response, "SubnetMappings", [])
    return [*parameter(response, "Subnets", []), *(mapping["SubnetId"] for mapping in mappings)]


def _check_ipv6(response: ELBV2Response, address_type: str | None, subnet_ids: list[str]) -> None:
    """Refuse subnets without an IPv6 CIDR block for a dual-stack load balancer.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-ip-address-type.html
    """
    if address_type in (None, "ipv4"):
        return
    backend: Any = response.elbv2_backend.ec2_backend
    if not all(backend.get_subnet(each).ipv6_cidr_block_association_set for each in subnet_ids):
        raise ELBClientError("ValidationError", "You must specify subnets with an associated IPv6 CIDR block.")


def set_ip_address_type(self: ELBV2Response) -> ActionResult:
    """Set the types of addresses that clients can connect to.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SetIpAddressType.html
    """
    _check_ipv6(self, parameter(self, "IpAddressType"), [subnet.id for subnet in _balancer(self).subnets])
    return _set_ip_address_type(self)


def set_subnets(self: ELBV2Response) -> ActionResult:
    """Set the subnets.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SetSubnets.html
    """
    balancer, asked = _balancer(self), _asked_subnets(self)
    _check_ipv6(self, parameter(self, "IpAddressType") or balancer.ip_address_type, asked)
    ec2: Any = self.elbv2_backend.ec2_backend
    subnets = {id: subnet for zone in ec2.subnets.values() for id, subnet in zone.items()}
    if any(each in subnets and subnets[each].vpc_id != balancer.vpc_id for each in asked):
        message = f"The subnets must be in the VPC of the load balancer, '{balancer.vpc_id}'"
        raise ELBClientError("InvalidConfigurationRequest", message)
    return _set_subnets(self)


def delete_load_balancer(self: ELBV2Response) -> ActionResult:
    """Delete a load balancer, unless it is protected.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html
    """
    arn = parameter(self, "LoadBalancerArn")
    balancer = self.elbv2_backend.load_balancers.get(arn)
    if balancer and balancer.attrs.get("deletion_protection.enabled") == "true":
        message = f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
        raise ELBClientError("OperationNotPermitted", message)
    self.elbv2_backend.delete_load_balancer(arn)
    return EmptyResult()


def modify_load_balancer_attributes(self: ELBV2Response) -> ActionResult:
    """Set attributes; the bucket of a log that is turned on must let the log delivery write to it.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyLoadBalancerAttributes.html
    """
    asked = {one["Key"]: one["Value"] for one in parameter(self, "Attributes", [])}
    balancer = _balancer(self)
    known: dict[str, Any] = {**balancer.attrs, **asked}
    for log, file in _LOGS.items():
        if asked.get(f"{log}.enabled") == "true":
            folder = f"{prefix}/AWSLogs" if (prefix := known.get(f"{log}.prefix")) else "AWSLogs"
            key = f"{folder}/{self.current_account}/{file}"
            _check_bucket(self, balancer, str(known.get(f"{log}.bucket", "")), key)
    return _modify_attributes(self)


def _check_bucket(response: ELBV2Response, balancer: Any, name: str, key: str) -> None:
    """Refuse a bucket that does not exist or that does not let the log delivery in, as AWS's own test of it does.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/enable-access-logs.html
    """
    account, partition = response.current_account, response.partition
    bucket: Any = s3_backends[account][partition].buckets.get(name)
    policy = bucket.policy if bucket else None
    context = {"aws:SourceArn": balancer.arn, "aws:SourceAccount": account}
    # A region's older account for this is not known here, so that any account that is let in is taken for it.
    writers = [_LOG_DELIVERY, *accounts_in(policy)]
    if balancer.type == "network":
        context = {
            "aws:SourceArn": f"arn:{partition}:logs:{response.region}:{account}:{balancer.name}",
            "aws:SourceAccount": account,
            "s3:x-amz-acl": "bucket-owner-full-control",
        }
        writers = [_LOGS_OF_NETWORKS]
    test_file = f"arn:{partition}:s3:::{name}/{key}"
    if not any(lets(policy, writer, "s3:PutObject", test_file, context) for writer in writers):
        message = f"Access Denied for bucket: {name}. Please check S3bucket permission"
        raise ELBClientError("InvalidConfigurationRequest", message)


def set_security_groups(self: ELBV2Response) -> ActionResult:
    """Set the security groups, and whether they hold for what comes through PrivateLink.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SetSecurityGroups.html
    """
    enforced = parameter(self, "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic")
    groups = parameter(self, "SecurityGroups", [])
    self.elbv2_backend.set_security_groups(parameter(self, "LoadBalancerArn"), groups)
    if enforced:
        attributes(_balancer(self))["enforce_security_group_inbound_rules_on_private_link_traffic"] = enforced
    return ActionResult({"SecurityGroupIds": groups})


def modify_capacity_reservation(self: ELBV2Response) -> ActionResult:
    """Reserve capacity, or give it up.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyCapacityReservation.html
    """
    units = parameter(self, "MinimumLoadBalancerCapacity")
    attributes(_balancer(self))["minimum_capacity"] = units
    return describe_capacity_reservation(self)


def describe_capacity_reservation(self: ELBV2Response) -> ActionResult:
    """Tell the capacity that is reserved.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeCapacityReservation.html
    """
    units = attributes(_balancer(self)).get("minimum_capacity")
    reserved = {"MinimumLoadBalancerCapacity": units} if units else {}
    return ActionResult({**reserved, "CapacityReservationState": [{"State": {"Code": "provisioned"}}]})


def _check_certificates(response: ELBV2Response) -> None:
    """Refuse a certificate that is not issued yet, as AWS does."""
    known: dict[str, Any] = getattr(acm_backends[response.current_account][response.region], "_certificates")  # noqa: B009
    for asked in parameter(response, "Certificates", []):
        arn = asked["CertificateArn"]
        if arn in known:
            known[arn].check()
            if known[arn].status != "ISSUED":
                message = f"The certificate '{arn}' must have a fully-qualified domain name, and be issued"
                raise ELBClientError("UnsupportedCertificate", message)


def _check_port(balancer: Any, port: int | None, listener_arn: str | None = None) -> None:
    """Refuse the port of another listener."""
    if any(each.port == port for each in balancer.listeners.values() if each.arn != listener_arn):
        message = "A listener already exists on this port for this load balancer"
        raise ELBClientError("DuplicateListener", message)


def create_listener(self: ELBV2Response) -> ActionResult:
    """Make a listener, on a port that is free, and keep how it checks clients.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
    """
    _check_port(_balancer(self), parameter(self, "Port"))
    _check_certificates(self)
    answer = _create_listener(self)
    return _keep(self, answer, "Listeners", {"mutual_authentication": "MutualAuthentication"})


def modify_listener(self: ELBV2Response) -> ActionResult:
    """Change a listener.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyListener.html
    """
    arn = parameter(self, "ListenerArn")
    for balancer in self.elbv2_backend.load_balancers.values():
        if arn in balancer.listeners:
            _check_port(balancer, parameter(self, "Port"), arn)
    _check_certificates(self)
    names = {"mutual_authentication": "MutualAuthentication", "alpn_policy": "AlpnPolicy"}
    return _keep(self, _modify_listener(self), "Listeners", names)


def add_listener_certificates(self: ELBV2Response) -> ActionResult:
    """Add certificates to a listener.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddListenerCertificates.html
    """
    _check_certificates(self)
    return _add_certificates(self)


def _modify_in_backend(self: Any, arn: str, port: Any = None, protocol: Any = None, *rest: Any) -> Any:
    """Change a listener of any protocol: moto knows too few of them, and keeps the old protocol's certificate."""
    known = protocol in (None, "HTTP", "HTTPS", "TCP")
    listener = _backend_modify_listener(self, arn, port, protocol if known else None, *rest)
    listener.protocol = protocol or listener.protocol
    if not known and rest[1]:
        listener.certificates = [one["CertificateArn"] for one in rest[1]]
    if listener.protocol not in ("HTTPS", "TLS"):
        listener.certificate, listener.certificates = None, []
    return listener


def create_rule(self: ELBV2Response) -> ActionResult:
    """Make a rule, and keep its transforms.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
    """
    return _keep(self, _create_rule(self), "Rules", {"transforms": "Transforms"})


def modify_rule(self: ELBV2Response) -> ActionResult:
    """Change a rule.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyRule.html
    """
    answer = _keep(self, _modify_rule(self), "Rules", {"transforms": "Transforms"})
    if parameter(self, "ResetTransforms"):
        attributes(result_of(answer)["Rules"][0]).pop("transforms", None)
    return answer


def create_target_group(self: ELBV2Response) -> ActionResult:
    """Make a target group, and keep the port that manages its targets.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
    """
    return _keep(self, _create_target_group(self), "TargetGroups", {"target_control_port": "TargetControlPort"})


def modify_target_group(self: ELBV2Response) -> ActionResult:
    """Change a health check, gRPC's codes too.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyTargetGroup.html
    """
    return _keep(self, _modify_target_group(self), "TargetGroups", {"matcher": "Matcher"})


def _keep(response: ELBV2Response, answer: ActionResult, listed: str, names: dict[str, str]) -> ActionResult:
    """Keep parameters of a request with what it made or changed: what bears them is told with them."""
    for ours, theirs in names.items():
        if (value := parameter(response, theirs)) is not None:
            attributes(result_of(answer)[listed][0])[ours] = value
    return answer


def _load_balancers_of(self: Any) -> list[str]:
    """Return the load balancers that forward to a target group now: moto only ever adds to them."""
    backend: Any = elbv2_backends[self.account_id][self.region_name]
    return [
        arn
        for arn, balancer in backend.load_balancers.items()
        for listener in balancer.listeners.values()
        for rule in listener.rules.values()
        if any(self.arn in str(action.data) for action in rule.actions)
    ]


def _leave(self: Any, value: list[str]) -> None:
    """Take no notice of what moto notes."""


def _check_actions(self: Any, actions: list[Any]) -> None:
    _validate_actions(self, [action for action in actions if action.type != "jwt-validation"])


def _check_conditions(self: Any, conditions: list[dict[str, Any]]) -> None:
    """Check conditions, those by regular expressions left out: moto knows none."""
    _validate_conditions(self, [one for one in conditions if "RegexValues" not in str(one)])


def install() -> None:
    """Add the operations, and an error of AWS's that its own service model lacks."""
    COMMON_ERROR_CODES.append("UnsupportedCertificate")
    FakeLoadBalancer.VALID_ATTRS |= {f"{log}.{name}" for log in _LOGS for name in ("bucket", "enabled", "prefix")}
    setattr(ELBv2Backend, "modify_listener", _modify_in_backend)  # noqa: B010 - its types are looser
    balancers = property(_load_balancers_of, _leave)
    setattr(FakeTargetGroup, "load_balancer_arns", balancers)  # noqa: B010 - moto's is a plain list
    setattr(ELBv2Backend, "_validate_actions", _check_actions)  # noqa: B010 - private to moto
    setattr(ELBv2Backend, "_validate_conditions", _check_conditions)  # noqa: B010 - private to moto
    replace(
        ELBV2Response,
        create_load_balancer,
        delete_load_balancer,
        modify_load_balancer_attributes,
        set_security_groups,
        set_ip_address_type,
        set_subnets,
        modify_capacity_reservation,
        describe_capacity_reservation,
        create_listener,
        modify_listener,
        add_listener_certificates,
        create_rule,
        modify_rule,
        create_target_group,
        modify_target_group,
    )
