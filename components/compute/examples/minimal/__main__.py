"""A web service that only CloudFront reaches, to be thrown away.

Without `durability` it is meant to last, and needs a `domain` for HTTPS. Its VPC is made of plain resources: give the
ids of any other.
"""

import pulumi
from plain_vpc import make_vpc

from strongroom.compute import BootstrapOptions, InstancesOptions, SystemdServiceOptions, WebService, WebServiceArgs
from strongroom.data import EncryptionKey, EncryptionKeyArgs, LogBucket, LogBucketArgs

vpc = make_vpc()
key = EncryptionKey("minimal", EncryptionKeyArgs(durability="ephemeral", services={"autoscaling", "cloudwatch_logs"}))
logs = LogBucket("minimal-logs", LogBucketArgs(durability="ephemeral"))

service = WebService(
    "minimal",
    WebServiceArgs(
        durability="ephemeral",
        vpc_id=vpc.id,
        subnet_ids=vpc.private_subnet_ids,
        kms_key_arn=key.kms_key_arn,
        log_bucket_name=logs.bucket_name,
        instances=InstancesOptions(
            bootstrap=BootstrapOptions(
                service=SystemdServiceOptions(name="minimal", command="/usr/bin/python3 -m http.server 8080")
            ),
        ),
    ),
)

pulumi.export("url", service.url)
pulumi.export("load_balancer_arn", service.load_balancer_arn)
