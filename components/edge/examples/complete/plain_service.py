"""A private load balancer made of plain resources: any will do that CloudFront may connect to, over HTTPS."""

import pulumi
import pulumi_aws as aws

ZONES = 2


def make_load_balancer(domain_name: str, zone_id: pulumi.Input[str]) -> aws.lb.LoadBalancer:
    """Make a load balancer that answers by itself, in a VPC with an internet gateway, as VPC origins ask for one."""
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
    aws.ec2.InternetGateway("internet", vpc_id=vpc.id)
    zones = aws.get_availability_zones_output(state="available").names
    subnets = [
        aws.ec2.Subnet(f"private-{n}", vpc_id=vpc.id, cidr_block=f"10.0.{n}.0/24", availability_zone=zones[n])
        for n in range(ZONES)
    ]
    group = aws.ec2.SecurityGroup("load-balancer", vpc_id=vpc.id, description="The load balancer")
    cloudfront = aws.ec2.get_managed_prefix_list_output(name="com.amazonaws.global.cloudfront.origin-facing")
    aws.vpc.SecurityGroupIngressRule(
        "from-cloudfront",
        security_group_id=group.id,
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        prefix_list_id=cloudfront.id,
    )
    balancer = aws.lb.LoadBalancer(
        "api",
        internal=True,
        subnets=[subnet.id for subnet in subnets],
        security_groups=[group.id],
        drop_invalid_header_fields=True,
    )
    aws.lb.Listener(
        "https",
        load_balancer_arn=balancer.arn,
        port=443,
        protocol="HTTPS",
        certificate_arn=make_certificate(domain_name, zone_id),
        ssl_policy="ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        default_actions=[
            {"type": "fixed-response", "fixed_response": {"content_type": "application/json", "status_code": "404"}}
        ],
    )
    return balancer


def make_certificate(domain_name: str, zone_id: pulumi.Input[str]) -> pulumi.Output[str]:
    """Make the load balancer's certificate, in its own region, and wait until it is issued."""
    certificate = aws.acm.Certificate("api", domain_name=domain_name, validation_method="DNS")
    option = certificate.domain_validation_options[0]
    record = aws.route53.Record(
        "api",
        zone_id=zone_id,
        name=option.resource_record_name.apply(lambda name: name or ""),
        type=option.resource_record_type.apply(lambda type_: type_ or ""),
        records=[option.resource_record_value.apply(lambda value: value or "")],
        ttl=300,
        allow_overwrite=True,
    )
    issued = aws.acm.CertificateValidation(
        "api", certificate_arn=certificate.arn, validation_record_fqdns=[record.fqdn]
    )
    return issued.certificate_arn
