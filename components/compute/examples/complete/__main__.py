"""A web service with everything on: HTTPS, rules, a login, spot instances, schedules, scaling by steps.

Its VPC and its zone are made of plain resources: give the ids of any others. A new zone must be delegated by that of
its parent before ACM issues the certificate.

Config:
    compute-complete:domainName: the service's name; portal.example.com by default.
    compute-complete:webAclArn: ARN of a regional web ACL to put in front; left out for none.
    compute-complete:oidcClientSecret: secret of the application at the provider of logins; left out for no login.
    compute-complete:imageId: the AMI; left out for the newest Amazon Linux 2023.
"""

import pulumi
import pulumi_aws as aws
from plain_vpc import make_vpc

from strongroom.compute import (
    AgentOptions,
    BootstrapOptions,
    CapacityOptions,
    FixedResponse,
    HealthCheck,
    IngressOptions,
    InstanceFile,
    InstanceRefreshOptions,
    InstancesOptions,
    LifecycleHookOptions,
    ListenerOptions,
    ListenerRule,
    LoadBalancerOptions,
    OidcOptions,
    OriginHeader,
    Redirect,
    ScalingOptions,
    ScheduleOptions,
    ServiceDomain,
    SpotOptions,
    StepScalingOptions,
    Stickiness,
    SystemdServiceOptions,
    TargetGroupOptions,
    VolumeOptions,
    WebService,
    WebServiceArgs,
)
from strongroom.core import IdentityStatement
from strongroom.data import EncryptionKey, EncryptionKeyArgs, LogBucket, LogBucketArgs

config = pulumi.Config()
domain_name = config.get("domainName") or "portal.example.com"
client_secret = config.get_secret("oidcClientSecret")

vpc = make_vpc()
zone = aws.route53.Zone("zone", name=domain_name, force_destroy=True)
key = EncryptionKey("complete", EncryptionKeyArgs(durability="ephemeral", services={"autoscaling", "cloudwatch_logs"}))
logs = LogBucket("complete-logs", LogBucketArgs(durability="ephemeral"))

load_balancer = LoadBalancerOptions(
    scheme="internet-facing",
    subnet_ids=vpc.public_subnet_ids,
    ingress=IngressOptions(cloudfront=True, cidr_blocks={"office": "203.0.113.0/24"}),
    origin_header=OriginHeader(name="x-from-cloudfront"),
    web_acl_arn=config.get("webAclArn"),
    deletion_protection=False,  # so that the example can be destroyed
    desync_mitigation_mode="strictest",
    idle_timeout_seconds=30,
)
login = (
    OidcOptions(
        issuer="https://login.example.com",
        authorization_endpoint="https://login.example.com/authorize",
        token_endpoint="https://login.example.com/token",  # noqa: S106 a URL
        user_info_endpoint="https://login.example.com/userinfo",
        client_id="portal",
        client_secret=client_secret,
    )
    if client_secret is not None
    else None
)
listener = ListenerOptions(
    redirect_http=True,
    oidc=login,
    rules=[
        ListenerRule(name="api", hosts=[domain_name], paths=["/api/*"], requires_sign_in=False),
        ListenerRule(name="admin", paths=["/admin/*"], fixed_response=FixedResponse(status_code="404")),
        ListenerRule(name="old", paths=["/old"], redirect=Redirect(path="/new", permanent=True)),
    ],
)
target_group = TargetGroupOptions(
    port=8080,
    health_check=HealthCheck(path="/health", interval_seconds=10, healthy_threshold=2),
    stickiness=Stickiness(type="app_cookie", cookie_name="SESSION", duration_seconds=3600),
    slow_start_seconds=60,
)
instances = InstancesOptions(
    instance_types=["m7g.large", "m6g.large", "c7g.large"],
    spot=SpotOptions(on_demand_base_capacity=2, percentage=50),
    image_id=config.get("imageId"),
    root_volume=VolumeOptions(size_gib=40, iops=4000, throughput_mibps=250),
    agent=AgentOptions(interval_seconds=30, log_files={"audit": "/var/log/audit/audit.log"}),
    bootstrap=BootstrapOptions(
        files={
            "/srv/portal/index.html": InstanceFile(content="<h1>Portal</h1>\n"),
            "/srv/portal/health": InstanceFile(content="healthy\n"),
        },
        service=SystemdServiceOptions(
            name="portal", command="/usr/bin/python3 -m http.server 8080", working_directory="/srv/portal"
        ),
    ),
    policy_statements=[IdentityStatement(sid="Logs", actions=["s3:ListBucket"], resources=[logs.bucket_arn])],
)
capacity = CapacityOptions(
    min_size=2,
    max_size=8,
    instance_refresh=InstanceRefreshOptions(checkpoint_percentages=[50], checkpoint_delay_seconds=600),
    lifecycle_hooks={"drain": LifecycleHookOptions(transition="terminating", default_result="CONTINUE")},
    schedules={
        "morning": ScheduleOptions(recurrence="0 7 * * MON-FRI", time_zone="Europe/Berlin", min_size=4),
        "evening": ScheduleOptions(recurrence="0 19 * * MON-FRI", time_zone="Europe/Berlin", min_size=2),
    },
    max_instance_lifetime_days=30,
)

service = WebService(
    "complete",
    WebServiceArgs(
        vpc_id=vpc.id,
        subnet_ids=vpc.private_subnet_ids,
        kms_key_arn=key.kms_key_arn,
        log_bucket_name=logs.bucket_name,
        domain=ServiceDomain(name=domain_name, zone_id=zone.zone_id, alternative_names=[f"*.{domain_name}"]),
        load_balancer=load_balancer,
        listener=listener,
        target_group=target_group,
        instances=instances,
        capacity=capacity,
        scaling=ScalingOptions(cpu_steps=StepScalingOptions()),
        tags={"Owner": "payments"},
    ),
)

pulumi.export("url", service.url)
pulumi.export("load_balancer_arn", service.load_balancer_arn)
pulumi.export("dns_name", service.dns_name)
pulumi.export("target_group_arn", service.target_group_arn)
pulumi.export("listener_arn", service.listener_arn)
pulumi.export("origin_header_name", service.origin_header_name)
pulumi.export("origin_header_value", service.origin_header_value)
pulumi.export("auto_scaling_group_name", service.auto_scaling_group_name)
