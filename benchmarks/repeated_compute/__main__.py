"""An ephemeral web service with nothing but defaults, as many times as `repeated:times` says.

Key and VPC are shared, as they are where services are many; logs are left out, whose bucket would be shared too.
"""

import pulumi
import pulumi_aws as aws

from strongroom.compute import WebService, WebServiceArgs
from strongroom.data import EncryptionKey, EncryptionKeyArgs

vpc = aws.ec2.Vpc("repeated", cidr_block="10.0.0.0/16")
aws.ec2.InternetGateway("repeated", vpc_id=vpc.id)
zones = aws.get_availability_zones_output(state="available").names
subnets = [
    aws.ec2.Subnet(f"repeated-{n}", vpc_id=vpc.id, cidr_block=f"10.0.{n}.0/24", availability_zone=zones[n])
    for n in range(2)
]
key = EncryptionKey(
    "repeated", EncryptionKeyArgs(deletion_protection=False, services={"autoscaling", "cloudwatch_logs"})
)

for number in range(pulumi.Config().require_int("times")):
    WebService(
        f"service-{number}",
        WebServiceArgs(
            durability="ephemeral",
            vpc_id=vpc.id,
            subnet_ids=[subnet.id for subnet in subnets],
            kms_key_arn=key.kms_key_arn,
            log_bucket_name=None,
        ),
    )
