"""A program with a site, for tests on the real engine."""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.data import Bucket, BucketArgs, CloudFrontOrigin, EncryptionKey, EncryptionKeyArgs
from strongroom.edge import Site, SiteArgs

SECRET = "open-sesame-open-sesame"  # noqa: S105 - of a test


def site(*, api_port: int = 80, **inputs: Any) -> Callable[[], None]:
    """Return a program with a site over two buckets that one key encrypts, a private load balancer and a public server.

    It has no web ACL and no logs, unless the inputs say so, and is ephemeral.

    Args:
        api_port: The port that CloudFront asks the load balancer by.
        inputs: Inputs of the site, besides those that it can't do without.
    """

    def program() -> None:
        key = EncryptionKey("plain", EncryptionKeyArgs(durability="ephemeral", services={"cloudfront"}))
        buckets = {name: _bucket(name, key.kms_key_arn) for name in ("site", "copy")}
        domain_names = {name: bucket.bucket_regional_domain_name for name, bucket in buckets.items()}
        balancer = _load_balancer()
        usual: dict[str, Any] = {
            "durability": "ephemeral",
            "log_bucket_name": None,
            "web_acl": None,
            "origins": _origins(domain_names, balancer, api_port),
            "default_behavior": {"origin": "site"},
        }
        made = Site("portal", SiteArgs(**usual | inputs))
        pulumi.export("bucket_name", buckets["site"].bucket_name)
        pulumi.export("kms_key_arn", key.kms_key_arn)
        pulumi.export("load_balancer_arn", balancer.arn)
        for name in Site.__annotations__:
            pulumi.export(name, getattr(made, name))

    return program


def _origins(
    domain_names: Mapping[str, pulumi.Output[str]], balancer: aws.lb.LoadBalancer, api_port: int
) -> dict[str, Any]:
    buckets = {
        name: {"type": "bucket", "bucket_regional_domain_name": domain_name}
        for name, domain_name in domain_names.items()
    }
    return buckets | {
        "api": {
            "type": "load_balancer",
            "load_balancer_arn": balancer.arn,
            "domain_name": balancer.dns_name,
            "protocol": "http",
            "port": api_port,
        },
        "rates": {"type": "public", "domain_name": "rates.example.net", "headers": {"x-origin-verify": SECRET}},
    }


def _bucket(name: str, kms_key_arn: pulumi.Output[str]) -> Bucket:
    return Bucket(
        name,
        BucketArgs(
            durability="ephemeral",
            kms_key_arn=kms_key_arn,
            access_log_bucket_name=None,
            policy_statements=[CloudFrontOrigin()],
        ),
    )


def _load_balancer() -> aws.lb.LoadBalancer:
    vpc = aws.ec2.Vpc("plain", cidr_block="10.0.0.0/16")
    aws.ec2.InternetGateway("plain", vpc_id=vpc.id)
    zones = aws.get_availability_zones_output(state="available").names
    subnets = [
        aws.ec2.Subnet(f"plain-{n}", vpc_id=vpc.id, cidr_block=f"10.0.{n}.0/24", availability_zone=zones[n])
        for n in range(2)
    ]
    return aws.lb.LoadBalancer("plain", name="plain", internal=True, subnets=[subnet.id for subnet in subnets])
