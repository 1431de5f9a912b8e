"""A program with a web service, for tests on the real engine."""

from collections.abc import Callable
from functools import partial
from ipaddress import IPv6Network
from itertools import islice
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.compute import WebService, WebServiceArgs
from strongroom.data import EncryptionKey, EncryptionKeyArgs, LogBucket, LogBucketArgs

ZONE_NAME = "example.com"


def ipv6_subnet(number: int, vpc: str) -> str:
    """Return the /64 with this number of a VPC's IPv6 CIDR block."""
    return str(next(islice(IPv6Network(vpc).subnets(new_prefix=64), number, None)))


def web_service(*, public: bool = False, ipv6: bool = False, **inputs: Any) -> Callable[[], None]:
    """Return a program with a service in a plain VPC that has a zone, with the key and the log bucket that it needs.

    An input that is a function gets the zone's id, and is called in the program, where Outputs can be made.

    Args:
        public: Whether the load balancer gets subnets of its own.
        ipv6: Whether the VPC and its subnets have IPv6 CIDR blocks.
        inputs: Inputs of the service, besides those that it can't do without; it is ephemeral unless they say more.
    """

    def program() -> None:
        vpc = aws.ec2.Vpc("plain", cidr_block="10.0.0.0/16", assign_generated_ipv6_cidr_block=ipv6)
        zones = aws.get_availability_zones_output(state="available").names
        subnet_ids = [
            aws.ec2.Subnet(
                f"plain-{n}",
                vpc_id=vpc.id,
                cidr_block=f"10.0.{n}.0/24",
                ipv6_cidr_block=vpc.ipv6_cidr_block.apply(partial(ipv6_subnet, n)) if ipv6 else None,
                availability_zone=zones[n % 2],
            ).id
            for n in range(4 if public else 2)
        ]
        if public:
            aws.ec2.InternetGateway("plain", vpc_id=vpc.id)
        zone = aws.route53.Zone("plain", name=ZONE_NAME, force_destroy=True)
        services = {"autoscaling", "cloudwatch_logs"}
        key = EncryptionKey(
            "plain", EncryptionKeyArgs.model_validate({"durability": "ephemeral", "services": services})
        )
        logs = LogBucket("plain", LogBucketArgs(durability="ephemeral", log_sources={"elastic_load_balancing"}))
        usual: dict[str, Any] = {
            "durability": "ephemeral",
            "vpc_id": vpc.id,
            "subnet_ids": subnet_ids[:2],
            "kms_key_arn": key.kms_key_arn,
            "log_bucket_name": logs.bucket_name,
        }
        made: dict[str, Any] = {
            name: value(zone.zone_id) if callable(value) else value for name, value in inputs.items()
        }
        if public:
            made["load_balancer"] = {"subnet_ids": subnet_ids[2:]} | made.get("load_balancer", {})
        service = WebService("portal", WebServiceArgs(**usual | made))
        pulumi.export("vpc_id", vpc.id)
        pulumi.export("hosted_zone_id", zone.zone_id)
        pulumi.export("log_bucket_name", logs.bucket_name)
        pulumi.export("kms_key_arn", key.kms_key_arn)
        for name in WebService.__annotations__:
            pulumi.export(name, getattr(service, name))

    return program
