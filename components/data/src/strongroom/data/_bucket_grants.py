"""What a bucket's policy can grant, each under the conditions that AWS documents."""

from abc import ABC, abstractmethod
from fnmatch import fnmatchcase
from typing import Annotated

import pulumi
from pydantic import Field, model_validator

from strongroom.core import (
    AwsEnvironment,
    Input,
    LogPrefix,
    Model,
    OrganizationId,
    PolicyDocument,
    RegionName,
    ResourceStatement,
    RuleError,
    UniqueItems,
)
from strongroom.data._bucket_types import DistributionArn, ObjectPath, TrailName, WholeBucketArn

_OWNER_ONLY = (
    "s3:DeleteBucketPolicy",
    "s3:PutBucketAcl",
    "s3:PutBucketPolicy",
    "s3:PutEncryptionConfiguration",
    "s3:PutObjectAcl",
)
_CLOUDFRONT_REGION = "us-east-1"
_BUCKET_OWNER: PolicyDocument = {"s3:x-amz-acl": "bucket-owner-full-control"}


class BucketPolicyStatement(Model, ABC):
    """Something that a bucket's policy grants; the base of all such grants."""

    @abstractmethod
    def statements(self, home: AwsEnvironment, bucket_arn: str) -> list[PolicyDocument]:
        """Return the statements of the policy.

        Args:
            home: Where the bucket is.
            bucket_arn: ARN of the bucket.
        """


class LogGrant(BucketPolicyStatement):
    """A service may deliver logs to a folder of the bucket."""

    prefix: LogPrefix
    """The folder to deliver to."""


class ServerAccessLogs(LogGrant):
    """S3 may deliver server access logs of buckets of this account and region.

    A bucket with Object Lock can't take them.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """

    prefix: LogPrefix = "s3-access-logs"
    """The folder to deliver to. Default: `s3-access-logs`, which is also where a `Bucket` logs to."""

    source_bucket_arns: Annotated[list[Input[WholeBucketArn]], UniqueItems] = []
    """ARNs of the buckets whose logs are delivered. Default: all of the account."""

    def statements(self, home: AwsEnvironment, bucket_arn: str) -> list[PolicyDocument]:
        """Return the statement that lets S3 write."""
        condition = _of_account(home, self.source_bucket_arns or f"arn:{home.partition}:s3:::*")
        return [_put("AccessLogs", "logging.s3.amazonaws.com", _folder(bucket_arn, self.prefix, "*"), condition)]


class CloudFrontOrigin(BucketPolicyStatement):
    """CloudFront may read the bucket's objects, by origin access control.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """

    distribution_arns: Annotated[list[Input[DistributionArn]], UniqueItems] = []
    """ARNs of the distributions that read. Default: all of the account.

    A distribution that is made with this bucket as its origin is known only after the bucket, so it can't be named.
    """

    def statements(self, home: AwsEnvironment, bucket_arn: str) -> list[PolicyDocument]:
        """Return the statement that lets CloudFront read."""
        sources = self.distribution_arns or home.arn("cloudfront", "distribution/*", region="")
        condition: PolicyDocument = {"ArnLike": {"aws:SourceArn": sources}}
        return [_allow("CloudFrontOrigin", "cloudfront.amazonaws.com", ["s3:GetObject"], f"{bucket_arn}/*", condition)]


class CloudTrailLogs(LogGrant):
    """CloudTrail may deliver the log files of trails of this account.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """

    trail_names: Annotated[list[TrailName], Field(min_length=1), UniqueItems]
    """Names of the trails. Names rather than ARNs, because a trail is made after the bucket that lets it write."""

    region: RegionName | None = None
    """The region that the trails are made in. Default: the bucket's."""

    prefix: LogPrefix = "cloudtrail"
    """The folder to deliver to, the trail's `s3_key_prefix`. Default: `cloudtrail`."""

    organization_id: OrganizationId | None = None
    """Id of the organization whose accounts the trails log, if they are organization trails. Default: they are not."""

    def statements(self, home: AwsEnvironment, bucket_arn: str) -> list[PolicyDocument]:
        """Return the statements that let CloudTrail check the bucket and write."""
        service = "cloudtrail.amazonaws.com"
        trails = [home.arn("cloudtrail", f"trail/{name}", region=self.region) for name in self.trail_names]
        source: PolicyDocument = {"aws:SourceArn": trails}
        files = _folder(bucket_arn, self.prefix, f"AWSLogs/{home.account_id}/*")
        granted = [
            _allow("CloudTrailCheck", service, ["s3:GetBucketAcl"], bucket_arn, {"StringEquals": source}),
            _put("CloudTrailWrite", service, files, {"StringEquals": source | _BUCKET_OWNER}),
        ]
        if self.organization_id is not None:
            # The members' files; those of the account that has the trail are above.
            files = _folder(bucket_arn, self.prefix, f"AWSLogs/{self.organization_id}/*")
            granted.append(
                _put("CloudTrailOrganizationWrite", service, files, {"StringEquals": source | _BUCKET_OWNER})
            )
        return granted


class ConfigLogs(LogGrant):
    """AWS Config may deliver configuration history and snapshots of this account, whichever role it records with.

    https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
    """

    prefix: LogPrefix = "config"
    """The folder to deliver to, the delivery channel's `s3_key_prefix`. Default: `config`."""

    def statements(self, home: AwsEnvironment, bucket_arn: str) -> list[PolicyDocument]:
        """Return the statements that let AWS Config check the bucket and write."""
        service, account = "config.amazonaws.com", {"aws:SourceAccount": home.account_id}
        files = _folder(bucket_arn, self.prefix, f"AWSLogs/{home.account_id}/Config/*")
        check = ["s3:GetBucketAcl", "s3:ListBucket"]
        return [
            _allow("ConfigCheck", service, check, bucket_arn, {"StringEquals": account}),
            _put("ConfigWrite", service, files, {"StringEquals": account | _BUCKET_OWNER}),
        ]


class VendedLogs(LogGrant):
    """CloudWatch Logs may deliver logs of this account: of VPC flows, CloudFront, WAF, network load balancers and more.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html
    """

    prefix: LogPrefix = "log-delivery"
    """The folder to deliver to. Default: `log-delivery`."""

    regions: Annotated[list[RegionName], UniqueItems] = []
    """Regions whose logs are delivered.

    Default: the bucket's, and `us-east-1`, from which the logs of CloudFront and its web ACLs are delivered.
    """

    def statements(self, home: AwsEnvironment, bucket_arn: str) -> list[PolicyDocument]:
        """Return the statements that let CloudWatch Logs check the bucket and write."""
        service = "delivery.logs.amazonaws.com"
        # CloudFront is in one partition only.
        default = {home.region: None} | ({_CLOUDFRONT_REGION: None} if home.partition == "aws" else {})
        regions = self.regions or [*default]
        condition = _of_account(home, [home.arn("logs", "*", region=each) for each in regions])
        files = _folder(bucket_arn, self.prefix, f"AWSLogs/{home.account_id}/*")
        writing = condition | {"StringEquals": condition["StringEquals"] | _BUCKET_OWNER}
        return [
            _allow("LogDeliveryCheck", service, ["s3:GetBucketAcl", "s3:ListBucket"], bucket_arn, condition),
            _put("LogDeliveryWrite", service, files, writing),
        ]


class LoadBalancerLogs(LogGrant):
    """Application load balancers of this account and region may deliver access logs; the bucket must use SSE-S3.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """

    prefix: LogPrefix = "elastic-load-balancing"
    """The folder to deliver to, the load balancer's `prefix`. Default: `elastic-load-balancing`."""

    def statements(self, home: AwsEnvironment, bucket_arn: str) -> list[PolicyDocument]:
        """Return the statement that lets load balancers write."""
        condition: PolicyDocument = {"ArnLike": {"aws:SourceArn": home.arn("elasticloadbalancing", "loadbalancer/*")}}
        files = _folder(bucket_arn, self.prefix, f"AWSLogs/{home.account_id}/*")
        return [_put("LoadBalancerLogs", "logdelivery.elasticloadbalancing.amazonaws.com", files, condition)]


class BucketStatement(ResourceStatement, BucketPolicyStatement):
    """A statement of one's own, about the bucket and its objects.

    What the owner alone should do, such as changing the policy, can't be allowed by it (S3.6).
    """

    paths: Annotated[list[ObjectPath], UniqueItems] = []
    """Keys of the objects that it is about, such as `reports/*`. Default: the bucket itself and all objects."""

    @model_validator(mode="after")
    def _is_about_the_bucket(self) -> "BucketStatement":
        if foreign := [action for action in self.actions if not action.startswith("s3:")]:
            reason = f"the statement {self.sid} is about {foreign[0]}, which is nothing that is done to a bucket"
            raise RuleError(reason, "name actions of s3")
        return self

    @model_validator(mode="after")
    def _leaves_the_bucket_to_its_owner(self) -> "BucketStatement":
        for action in self.actions if self.effect == "Allow" else ():
            if allowed := [each for each in _OWNER_ONLY if fnmatchcase(each.lower(), action.lower())]:
                reason = f"the statement {self.sid} would give away {allowed[0]} (S3.6)"
                raise RuleError(reason, f"replace {action} by what is needed")
        return self

    def statements(self, home: AwsEnvironment, bucket_arn: str) -> list[PolicyDocument]:
        """Return the statement."""
        everything = [bucket_arn, f"{bucket_arn}/*"]
        resources: list[pulumi.Input[str]] = [*([f"{bucket_arn}/{path}" for path in self.paths] or everything)]
        return [self.document(resources)]


def _put(sid: str, service: str, resource: str, condition: PolicyDocument) -> PolicyDocument:
    return _allow(sid, service, ["s3:PutObject"], resource, condition)


def _allow(sid: str, service: str, actions: list[str], resource: str, condition: PolicyDocument) -> PolicyDocument:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": actions,
        "Resource": resource,
        "Condition": condition,
    }


def _of_account(home: AwsEnvironment, source_arns: object) -> PolicyDocument:
    return {"StringEquals": {"aws:SourceAccount": home.account_id}, "ArnLike": {"aws:SourceArn": source_arns}}


def _folder(bucket_arn: str, prefix: str, path: str) -> str:
    return "/".join(filter(None, (bucket_arn, prefix, path)))
