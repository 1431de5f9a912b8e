"""A network with everything on: further tiers, IPv6, NAT with addresses of its own, connections, security groups.

Config:
    network-complete:peeringConnectionId: an existing peering connection with 10.8.0.0/16; left out for none.
    network-complete:transitGatewayId: an existing transit gateway to 10.16.0.0/14; left out for none.
    network-complete:blockPublicAccess: true to ban internet gateways in the account and region, these excepted.
"""

import pulumi
import pulumi_aws as aws

from strongroom.core import json_dumps
from strongroom.network import (
    STANDARD_TIERS,
    BlockPublicAccess,
    EndpointOptions,
    FlowLogOptions,
    Network,
    NetworkArgs,
    Peering,
    SecurityGroup,
    SecurityGroupArgs,
    SecurityGroupRule,
    Tier,
    TransitGatewayAttachment,
)

ZONES = 2
TAGS = {"Owner": "payments"}

config = pulumi.Config()
peering_connection_id = config.get("peeringConnectionId")
transit_gateway_id = config.get("transitGatewayId")

account_id = aws.get_caller_identity_output().account_id
region = aws.get_region_output().region
key = aws.kms.Key(
    "flow-log",
    description="Encrypts the flow log",
    enable_key_rotation=True,
    deletion_window_in_days=7,
    policy=json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"AWS": account_id}, "Action": "kms:*", "Resource": "*"},
                {
                    "Effect": "Allow",
                    "Principal": {"Service": pulumi.Output.format("logs.{0}.amazonaws.com", region)},
                    "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
                    "Resource": "*",
                    "Condition": {
                        "ArnLike": {
                            "kms:EncryptionContext:aws:logs:arn": pulumi.Output.format(
                                "arn:aws:logs:{0}:{1}:log-group:/aws/vpc/flow-logs/*", region, account_id
                            )
                        }
                    },
                },
            ],
        }
    ),
    tags=TAGS,
)
addresses = [aws.ec2.Eip(f"nat-{number}", domain="vpc", tags=TAGS) for number in range(1, ZONES + 1)]

network = Network(
    "complete",
    NetworkArgs(
        environment_suffix="prod",
        tags=TAGS,
        cidr_block="10.20.0.0/16",
        secondary_cidr_blocks=["100.64.0.0/16"],
        ipv6=True,
        availability_zones=ZONES,
        tiers={
            **STANDARD_TIERS,
            "cache": Tier(kind="isolated", prefix_length=26),
            "pods": Tier(kind="private", cidr_blocks=["100.64.0.0/18", "100.64.64.0/18"]),
            "transit": Tier(kind="isolated", prefix_length=28),
        },
        nat="per_zone",
        nat_allocation_ids=[address.id for address in addresses],
        endpoints=EndpointOptions(interface=["ec2", "ecr.api", "ecr.dkr", "kms", "logs", "ssm", "ssmmessages", "sts"]),
        flow_log=FlowLogOptions(aggregation_interval_seconds=60),
        kms_key_arn=key.arn,
        log_retention_days=731,
        database_tier="isolated",
        peerings=[Peering(connection_id=peering_connection_id, destinations=["10.8.0.0/16"])]
        if peering_connection_id
        else [],
        transit_gateway=TransitGatewayAttachment(
            transit_gateway_id=transit_gateway_id, destinations=["10.16.0.0/14"], tier="transit"
        )
        if transit_gateway_id
        else None,
        block_public_access=BlockPublicAccess(mode="ingress", exempt_tiers=["public"])
        if config.get_bool("blockPublicAccess")
        else None,
    ),
)

balancer = SecurityGroup(
    "balancer",
    SecurityGroupArgs(
        environment_suffix="prod",
        tags=TAGS,
        vpc_id=network.vpc_id,
        description="The load balancer that the internet talks to",
        ingress=[
            SecurityGroupRule(name="https", description="HTTPS from everywhere", ports=443, cidr_ipv4="0.0.0.0/0"),
            SecurityGroupRule(name="https-ipv6", description="HTTPS from everywhere", ports=443, cidr_ipv6="::/0"),
        ],
        egress=[
            SecurityGroupRule(name="web", description="To the web servers", ports=8443, cidr_ipv4=network.cidr_block)
        ],
    ),
)
web = SecurityGroup(
    "web",
    SecurityGroupArgs(
        environment_suffix="prod",
        tags=TAGS,
        vpc_id=network.vpc_id,
        description="The web servers",
        ingress=[
            SecurityGroupRule(
                name="balancer",
                description="From the load balancer",
                ports=8443,
                security_group_id=balancer.security_group_id,
            ),
            SecurityGroupRule(name="gossip", description="Among each other", ports=(7000, 7001), self_reference=True),
            SecurityGroupRule(name="ping", description="From the VPC", protocol="icmp", cidr_ipv4=network.cidr_block),
        ],
        egress=[
            SecurityGroupRule(
                name="s3",
                description="To S3 through its endpoint",
                ports=443,
                prefix_list_id=network.endpoint_prefix_list_ids["s3"],
            ),
        ],
    ),
)

pulumi.export("vpc_id", network.vpc_id)
pulumi.export("ipv6_cidr_block", network.ipv6_cidr_block)
pulumi.export("subnet_ids", {name: tier.ids for name, tier in network.subnets.items()})
pulumi.export("nat_public_ips", network.nat_public_ips)
pulumi.export("endpoint_ids", network.endpoint_ids)
pulumi.export("database_subnet_group_name", network.database_subnet_group_name)
pulumi.export("web_security_group_id", web.security_group_id)
