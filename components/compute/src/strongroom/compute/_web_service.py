"""A web service behind a load balancer."""

from collections.abc import Iterable, Mapping

import pulumi

from strongroom.compute._args import WebServiceArgs
from strongroom.compute._auto_scaling import make_auto_scaling_group
from strongroom.compute._instances_group import make_instance_group
from strongroom.compute._launch_template import make_launch_template
from strongroom.compute._listener import make_listeners
from strongroom.compute._load_balancer import make_balancer_group, make_egress, make_load_balancer
from strongroom.compute._origin_header import make_origin_secrets
from strongroom.compute._plan import Plan
from strongroom.compute._scaling import make_scaling
from strongroom.compute._scope import ServiceScope
from strongroom.compute._subnets import ipv6_subnet_problems
from strongroom.compute._target_group import make_target_group
from strongroom.core import (
    PARTITIONS,
    Component,
    HttpOrigin,
    InputError,
    Problem,
    VpcOrigin,
    WebServiceMetrics,
)
from strongroom.core.aws import (
    AliasTarget,
    hosted_zone_problems,
    lookup_options,
    make_alias_records,
    make_certificate,
)


class WebService(Component):
    """A web service: a load balancer, and behind it a group of instances that scales and heals itself.

    Only CloudFront reaches it, or the clients that are named. It drops what is no valid HTTP (ELB.4, .12), speaks TLS
    1.3 (ELB.17), logs each request (ELB.5), and a persistent one can't be deleted by mistake (ELB.6).

    Args:
        name: Name of the service; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    load_balancer_arn: pulumi.Output[str]
    """ARN of the load balancer, such as for a VPC origin of CloudFront."""
    load_balancer_arn_suffix: pulumi.Output[str]
    """What CloudWatch's metrics call the load balancer: `app/NAME/ID`."""
    dns_name: pulumi.Output[str]
    """DNS name of the load balancer."""
    zone_id: pulumi.Output[str]
    """Id of the hosted zone of the load balancer's DNS name, for alias records."""
    security_group_id: pulumi.Output[str]
    """Id of the load balancer's security group."""
    target_group_arn: pulumi.Output[str]
    """ARN of the target group."""
    target_group_arn_suffix: pulumi.Output[str]
    """What CloudWatch's metrics call the target group: `targetgroup/NAME/ID`."""
    listener_arn: pulumi.Output[str]
    """ARN of the listener that clients use."""
    http_listener_arn: pulumi.Output[str] | None
    """ARN of the listener that sends clients to HTTPS; None without one."""
    certificate_arn: pulumi.Output[str] | None
    """ARN of the certificate; None without a domain."""
    url: pulumi.Output[str]
    """URL of the service: with its domain, or with the load balancer's DNS name."""
    origin_header_name: str | None
    """Name of the header that CloudFront must add; None if it need not."""
    origin_header_value: pulumi.Output[str] | None
    """Value of that header, a secret; None if there is none."""
    auto_scaling_group_name: pulumi.Output[str]
    """Name of the Auto Scaling group, which is the dimension of the instances' metrics."""
    metrics: WebServiceMetrics
    """Metrics of the load balancer, the target group and the instances, for `WebServiceAlarms` and `WebServiceSection`.
    """
    auto_scaling_group_arn: pulumi.Output[str]
    """ARN of the Auto Scaling group."""
    launch_template_id: pulumi.Output[str]
    """Id of the launch template."""
    instance_security_group_id: pulumi.Output[str]
    """Id of the instances' security group, such as for a database's clients."""
    role_name: pulumi.Output[str]
    """Name of the instances' role."""
    role_arn: pulumi.Output[str]
    """ARN of the instances' role."""
    log_group_names: Mapping[str, pulumi.Output[str]]
    """Names of the log groups of the instances' logs, by log."""
    agent_parameter_name: pulumi.Output[str] | None
    """Name of the parameter that has the CloudWatch agent's configuration; None without agent."""
    scaling_policy_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the scaling policies: `scale-up` and `scale-down`, or `cpu-target` and other targets."""
    scaling_alarm_arns: Mapping[str, pulumi.Output[str]]
    """ARNs of the alarms that start scaling, `cpu-high` and `cpu-low`; none for targets, whose alarms are AWS's own."""

    @classmethod
    def _partition_problems(cls, args: WebServiceArgs, partition: str) -> Iterable[Problem]:
        if Plan(args).cloudfront and partition != "aws":
            reason = f"must not include CloudFront, whose prefix list is not in the partition {partition}"
            yield Problem("load_balancer.ingress", reason, "set cidr_blocks or security_group_ids, or anyone to true")

    def __init__(self, name: str, args: WebServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        scope = ServiceScope.of(self._scope, args)
        self._plan = scope.plan
        group = make_balancer_group(scope)
        balancer = make_load_balancer(scope, group)
        certificate_arn = make_certificate(scope, args.domain) if args.domain else None
        targets = make_target_group(scope)
        secrets = make_origin_secrets(scope)
        listeners = make_listeners(scope, balancer, targets, certificate_arn, secrets)
        if args.domain and scope.plan.alias_records:
            make_alias_records(
                scope,
                args.domain,
                AliasTarget(balancer.dns_name, balancer.zone_id, evaluate_health=True, ipv6=scope.plan.dualstack),
            )
        instance_group = make_instance_group(scope, group.id)
        egress = make_egress(scope, group, instance_group)
        template = make_launch_template(scope, instance_group)
        instances = make_auto_scaling_group(scope, template, targets, [*listeners.all, *egress])
        scaled = make_scaling(scope, instances, balancer, targets)

        self.load_balancer_arn = balancer.arn
        self.load_balancer_arn_suffix = balancer.arn_suffix
        self.dns_name = balancer.dns_name
        self.zone_id = balancer.zone_id
        self.security_group_id = group.id
        self.target_group_arn = targets.arn
        self.target_group_arn_suffix = targets.arn_suffix
        self.listener_arn = listeners.service.arn
        self.http_listener_arn = listeners.http and listeners.http.arn
        self.certificate_arn = certificate_arn
        self.url = pulumi.Output.from_input(
            f"https://{args.domain.name}" if args.domain else balancer.dns_name.apply("http://{}".format)
        )
        self.origin_header_name = secrets and secrets.name
        self.origin_header_value = secrets and secrets.values[0]
        self.auto_scaling_group_name = instances.name
        self.metrics = WebServiceMetrics(
            load_balancer_arn_suffix=balancer.arn_suffix,
            target_group_arn_suffix=targets.arn_suffix,
            auto_scaling_group_name=instances.name,
            cloudwatch_agent=args.instances.agent is not None,
        )
        self.auto_scaling_group_arn = instances.arn
        self.launch_template_id = template.template.id
        self.instance_security_group_id = instance_group.id
        self.role_name = template.role_name
        self.role_arn = template.role_arn
        self.log_group_names = template.log_group_names
        self.agent_parameter_name = template.agent_parameter_name
        self.scaling_policy_arns = scaled.policy_arns
        self.scaling_alarm_arns = scaled.alarm_arns
        self.publish()

    @property
    def origin(self) -> VpcOrigin | HttpOrigin:
        """The load balancer as an origin of a `Site`: `origins={"service": service.origin}`.

        An internal load balancer is a VPC origin, over HTTPS if the service has a domain. A public one has the origin
        header; CloudFront finds it by its domain if the domain's records lead to it, or else by its DNS name, for which
        a behavior must send the viewer's host (`AllViewer`).

        Raises:
            InputError: CloudFront can't connect to the load balancer.
        """
        plan, domain = self._plan, self._plan.args.domain
        if problems := [*_origin_problems(plan)]:
            raise InputError(f"{type(self).__name__}.origin", problems)
        headers: dict[str, pulumi.Input[str]] = {}
        if self.origin_header_name is not None and self.origin_header_value is not None:
            headers = {self.origin_header_name: self.origin_header_value}
        if plan.public:
            domain_name = domain.name if domain and plan.alias_records else self.dns_name
            return HttpOrigin(domain_name=domain_name, headers=headers)
        return VpcOrigin(
            load_balancer_arn=self.load_balancer_arn,
            domain_name=domain.name if domain else self.dns_name,
            protocol="https" if plan.https else "http",
            headers=headers,
        )

    @classmethod
    def _lookup_problems(cls, args: WebServiceArgs, opts: pulumi.ResourceOptions | None) -> Iterable[Problem]:
        invoke = lookup_options(opts)
        return [*hosted_zone_problems(args.domain, invoke), *ipv6_subnet_problems(args, invoke)]


def _origin_problems(plan: Plan) -> Iterable[Problem]:
    if not plan.cloudfront and not plan.args.load_balancer.ingress.allow_public:
        reason = "must include CloudFront for a service that is the origin of a site"
        yield Problem("load_balancer.ingress", reason, "set cloudfront to true")
    if plan.public and not plan.https:
        reason = "must be set for a public service that is the origin of a site, because CloudFront requires HTTPS"
        yield Problem("domain", reason, "set it, or use an internal load balancer")
