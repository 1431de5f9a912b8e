"""The rules between the inputs of a web service: who reaches it, and how."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from strongroom.compute._plan import CLOUDFRONT_RULES, RULES_PER_GROUP, Plan
from strongroom.compute._types import is_ipv6
from strongroom.core import Problem, duplicate_peer_problems

if TYPE_CHECKING:
    from strongroom.compute._args import WebServiceArgs

_INGRESS = "load_balancer.ingress"
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
_VERSIONS = {"HTTP2": "HTTP/2", "GRPC": "gRPC"}


def service_problems(args: "WebServiceArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in who reaches a service, and how.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    plan = Plan(args)
    yield from _domain(plan) if plan.https else _plain_http(plan)
    yield from _place(plan)
    yield from _clients(plan)
    yield from _origin_header(plan)


def ipv6_client_problem(plan: Plan, name: str, network: object) -> Problem | None:
    """Return what is wrong with a network of clients that a load balancer without IPv6 can't be reached from.

    Args:
        plan: The service.
        name: Name of the network.
        network: The network in CIDR notation, or an Output.
    """
    if plan.dualstack or not is_ipv6(network):
        return None
    return Problem(f"{_INGRESS}.cidr_blocks.{name}", *needs_dualstack(network))


def needs_dualstack(network: object) -> tuple[str, str]:
    """Return why a load balancer without IPv6 can't use a network, and the remedy.

    Args:
        network: An IPv6 network.
    """
    reason = f"must be an IPv4 network if load_balancer.ip_address_type is ipv4, got {network}"
    return reason, "use ip_address_type='dualstack', or an IPv4 network"


def _domain(plan: Plan) -> Iterator[Problem]:
    domain = plan.args.domain
    assert domain is not None  # noqa: S101 only called with one
    yield from domain.problems()
    if domain.certificate_arn is not None and domain.alternative_names:
        reason = "are for a certificate that is made, and one is given"
        yield Problem("domain.alternative_names", reason, "remove them, or certificate_arn")


def _plain_http(plan: Plan) -> Iterator[Problem]:
    if plan.persistent:
        reason = "is required where the durability is persistent, as there is no HTTPS without a certificate"
        remedy = "give a name with zone_id or certificate_arn, or set durability to ephemeral"
        yield Problem("domain", reason, remedy)
        return
    clients = plan.args.load_balancer.ingress
    if not plan.cloudfront or clients.cidr_blocks or clients.security_group_ids or clients.allow_public:
        reason = "only CloudFront may connect by plain HTTP"
        yield Problem(_INGRESS, reason, "leave only cloudfront, or give a domain for HTTPS")
    if plan.args.listener.redirect_http:
        yield Problem("listener.redirect_http", "there is no HTTPS to go to", "remove it, or give a domain")
    if plan.args.listener.oidc is not None:
        yield Problem("listener.oidc", "a login needs HTTPS", "remove it, or give a domain")
    version = plan.args.target_group.protocol_version
    if version != "HTTP1":
        reason = f"load balancers take requests for {_VERSIONS[version]} over HTTPS only"
        yield Problem("target_group.protocol_version", reason, "use HTTP1, or give a domain")


def _place(plan: Plan) -> Iterator[Problem]:
    version = plan.args.target_group.protocol_version
    if version != "HTTP1" and not plan.args.load_balancer.http2:
        reason = f"instances that speak {_VERSIONS[version]} get requests over HTTP/2 only"
        yield Problem("load_balancer.http2", reason, "turn it on, or use HTTP1")
    if version == "HTTP2" and plan.https and plan.cloudfront:
        # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
        reason = "CloudFront sends requests by HTTP/1.1, which instances that speak HTTP/2 don't get"
        yield Problem("target_group.protocol_version", reason, "use HTTP1, or name other clients")
    if plan.public and plan.args.load_balancer.subnet_ids is None:
        reason = "is required where the scheme is internet-facing, as instances stand in private subnets"
        yield Problem("load_balancer.subnet_ids", reason, "give public subnets, or set scheme to internal")


def _clients(plan: Plan) -> Iterator[Problem]:
    clients = plan.args.load_balancer.ingress
    named = bool(clients.cidr_blocks or clients.security_group_ids)
    if clients.allow_public and not plan.public:
        reason = "an internal load balancer can't be reached from the internet"
        yield Problem(f"{_INGRESS}.allow_public", reason, "name networks, or set scheme to internet-facing")
    if clients.allow_public and (named or plan.cloudfront):
        yield Problem(
            f"{_INGRESS}.allow_public", "cannot be combined with other ingress settings", "remove it, or the others"
        )
    if not (plan.cloudfront or named or clients.allow_public):
        yield Problem(_INGRESS, "nobody may connect", "name networks or security groups, or leave cloudfront out")
    for name, network in clients.cidr_blocks.items():
        if problem := ipv6_client_problem(plan, name, network):
            yield problem
    yield from duplicate_peer_problems(f"{_INGRESS}.cidr_blocks", clients.cidr_blocks)
    yield from duplicate_peer_problems(f"{_INGRESS}.security_group_ids", clients.security_group_ids)
    if plan.ingress_rules > RULES_PER_GROUP:
        weight = f", of which CloudFront has {CLOUDFRONT_RULES}" if plan.cloudfront else ""
        reason = f"need {plan.ingress_rules} rules of the {RULES_PER_GROUP} that a security group has{weight}"
        remedy = "sum networks up, put clients into one security group, or leave redirect_http out"
        yield Problem(_INGRESS, reason, remedy)


def _origin_header(plan: Plan) -> Iterator[Problem]:
    header = plan.args.load_balancer.origin_header
    if header is None:
        return
    if not plan.cloudfront:
        reason = "CloudFront would add it, and may not connect"
        yield Problem("load_balancer.origin_header", reason, "remove it, or set ingress.cloudfront to true")
    if header.value is not None and header.version != 1:
        reason = "is the number of a generated secret, and one is given"
        yield Problem("load_balancer.origin_header.version", reason, "remove it, or value")
