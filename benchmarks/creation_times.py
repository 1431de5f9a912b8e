"""How long AWS usually takes to make a resource, in seconds, as far as a deployment waits for it.

Where AWS states a time, it is that; the others are typical of what deployments print, in round figures. They are there
to compare chains of resources with each other: none of them is measured here.
"""

from collections.abc import Mapping
from typing import Any, Final

OTHERS: Final = 2.0
"""What is made by one call, or a few, and there at once."""

SECONDS: Final[Mapping[str, float]] = {
    # AWS: a minute at most under usual conditions until all of Route 53's servers know a record.
    "aws:route53/record:Record": 60,
    "aws:route53/zone:Zone": 60,
    # AWS: some minutes, 30 at most, once the record is there; ends when the certificate is issued.
    "aws:acm/certificateValidation:CertificateValidation": 120,
    "aws:acm/certificate:Certificate": 10,
    # AWS: up to 15 minutes until a VPC origin is deployed.
    "aws:cloudfront/vpcOrigin:VpcOrigin": 900,
    # AWS: some minutes, if it is waited for.
    "aws:cloudfront/distribution:Distribution": 300,
    # Typical: provisioning, a first backup, and a standby in another zone.
    "aws:rds/instance:Instance": 720,
    "aws:rds/cluster:Cluster": 60,
    "aws:rds/clusterInstance:ClusterInstance": 600,
    "aws:rds/proxy:Proxy": 300,
    "aws:rds/eventSubscription:EventSubscription": 30,
    # Typical: until the state is active or available.
    "aws:lb/loadBalancer:LoadBalancer": 150,
    "aws:ec2/natGateway:NatGateway": 100,
    "aws:ec2/vpcEndpoint:VpcEndpoint": 60,
    "aws:ec2/subnet:Subnet": 11,  # which map public addresses on launch: the provider waits 10 seconds
    "aws:ec2/vpc:Vpc": 12,
    "aws:kms/key:Key": 10,
    "aws:kms/replicaKey:ReplicaKey": 30,
    # Typical: until the first instances are in service and pass the load balancer's health check.
    "aws:autoscaling/group:Group": 180,
    "aws:iam/instanceProfile:InstanceProfile": 8,
    "aws:cfg/conformancePack:ConformancePack": 120,
}
"""Seconds by type."""

UNSEEN_ORDERS: Final[Mapping[str, frozenset[str]]] = {
    # An address, and what has one, need the way to the internet.
    "aws:ec2/eip:Eip": frozenset({"aws:ec2/internetGateway:InternetGateway"}),
    "aws:ec2/natGateway:NatGateway": frozenset({"aws:ec2/internetGateway:InternetGateway"}),
    # S3 refuses what changes a bucket at the same time, and a policy that is public for a moment.
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": frozenset(
        {"aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"}
    ),
    "aws:s3/bucketPolicy:BucketPolicy": frozenset(
        {
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        }
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": frozenset(
        {"aws:s3/bucketVersioning:BucketVersioning"}
    ),
    # RDS would make the log group itself, without the key.
    "aws:rds/instance:Instance": frozenset({"aws:cloudwatch/logGroup:LogGroup"}),
    # What a service may do must be there before it does it.
    "aws:ec2/flowLog:FlowLog": frozenset({"aws:iam/rolePolicy:RolePolicy"}),
    # The load balancer must write to the bucket, and pass on to the instances, which are waited for.
    "aws:lb/loadBalancer:LoadBalancer": frozenset({"aws:s3/bucketPolicy:BucketPolicy"}),
    "aws:autoscaling/group:Group": frozenset(
        {"aws:lb/listener:Listener", "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"}
    ),
}
"""Orders that AWS asks for though no value tells of them: what comes before a type, by types."""


def seconds_of(resource: Mapping[str, Any]) -> float:
    """Return how long a resource of a stack's state usually takes; nothing for what is none of a cloud's."""
    type_: str = resource["type"]
    if not resource["custom"] or type_.startswith(("pulumi:", "random:")):
        return 0
    inputs: Mapping[str, Any] = resource.get("inputs") or {}
    if inputs.get("waitForDeployment") is False:
        return OTHERS
    return SECONDS.get(type_, OTHERS)
