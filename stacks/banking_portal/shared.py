"""Resources that the whole portal shares: the key, alert topics, log buckets, the hosted zone."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from config import Settings
from hosted_zone import HostedZone, HostedZoneArgs

from strongroom.core import (
    DETECTOR_TAGS,
    HOSTED_ZONE_TAGS,
    TRAIL_TAGS,
    InputError,
    Problem,
    TagQuota,
    tag_problems,
)
from strongroom.core.aws import current_partition, default_tags
from strongroom.data import (
    Bucket,
    BucketArgs,
    CloudTrailLogs,
    ConfigLogs,
    EncryptionKey,
    EncryptionKeyArgs,
    LogBucket,
    LogBucketArgs,
    Replication,
    VendedLogs,
)
from strongroom.observability import AlertTopic, AlertTopicArgs, EmailSubscription

US_EAST_1 = "us-east-1"
"""Where CloudFront has its web ACLs, metrics and logs, wherever the portal is."""


@dataclass(frozen=True)
class Keys:
    """The one key: the same key material here, and where CloudFront looks for it."""

    here: pulumi.Output[str]
    """ARN of the key in the portal's region."""
    us_east_1: pulumi.Output[str]
    """ARN of the key in us-east-1, a replica unless the portal is there itself."""
    audit_replica: pulumi.Output[str] | None
    """ARN of the replica in the Region that keeps a copy of the audit bucket; None without a copy."""


@dataclass(frozen=True)
class Topics:
    """Who is told: CloudWatch tells only topics in the region of the alarm."""

    here: AlertTopic
    """The topic in the portal's region."""
    us_east_1: AlertTopic
    """The topic in us-east-1, the same one if the portal is there itself."""


@dataclass(frozen=True)
class Logs:
    """Where logs go: load balancers and S3 deliver to buckets without a key only, all others to one with the key."""

    access: LogBucket
    """Takes what the load balancer and S3 log of each request."""
    audit: Bucket
    """Takes what CloudFront logs, and what CloudTrail and AWS Config record."""
    audit_replica: Bucket | None
    """Copies of the objects of the audit bucket, in another Region; None without a copy."""

    @property
    def buckets(self) -> list[LogBucket | Bucket]:
        """Every bucket that holds logs."""
        return [self.audit, self.access, *([self.audit_replica] if self.audit_replica else [])]


def check_partition() -> None:
    """Refuse partitions without CloudFront before anything is created.

    Raises:
        InputError: The provider's Region is in China or GovCloud.
    """
    partition = current_partition(None)
    if partition not in (None, "aws"):
        reason = f"must be a Region of the partition aws, which has CloudFront, got one of {partition}"
        remedy = "use another Region; without a Site, the other components can be composed there"
        raise InputError("banking portal", [Problem("aws:region", reason, remedy)])


def check_tags(settings: Settings) -> None:
    """Refuse tags that a resource of the portal can't have before anything is created.

    Args:
        settings: The environment's.

    Raises:
        InputError: The tags break a rule of a service, together with the provider's default tags.
    """
    quotas = [TagQuota()]
    if settings.domain_name is not None and settings.hosted_zone_id is None:
        quotas.append(HOSTED_ZONE_TAGS)
    if settings.account_baseline:
        quotas += [TRAIL_TAGS, DETECTOR_TAGS]
    default = default_tags(None)
    problems = [problem for quota in quotas for problem in tag_problems(settings.tags, default, quota)]
    if problems:
        raise InputError("banking-portal", [*dict.fromkeys(problems)])


def make_keys(settings: Settings) -> Keys:
    """Make the key that encrypts everything.

    Args:
        settings: The environment's.
    """
    here, replica = _region(), settings.audit_replica_region
    if replica == here:
        reason = f"must be another Region than the portal's own, got {replica}"
        raise InputError("banking-portal", [Problem("auditReplicaRegion", reason, "use one nearby, or remove it")])
    elsewhere = {US_EAST_1, here if replica is None else replica} - {here}
    key = EncryptionKey(
        "portal",
        EncryptionKeyArgs(
            **settings.protected,
            services={
                *("autoscaling", "budgets", "cloudfront", "cloudwatch_alarms", "cloudwatch_logs"),
                *("eventbridge", "log_delivery", "rds_events", "sns"),
                *(("cloudtrail", "config") if settings.account_baseline else ()),
            },
            trail_names=trail_names(settings),
            multi_region=True,
            replica_regions=sorted(elsewhere),
        ),
    )
    replicas = key.replica_kms_key_arns
    return Keys(
        key.kms_key_arn, replicas.get(US_EAST_1, key.kms_key_arn), None if replica is None else replicas[replica]
    )


def make_topics(settings: Settings, keys: Keys) -> Topics:
    """Make the topics that alarms and events arrive at.

    Args:
        settings: The environment's.
        keys: They encrypt what is told.
    """
    people = {
        f"person-{number}": EmailSubscription(address=address)
        for number, address in enumerate(settings.alert_emails, start=1)
    }
    here = AlertTopic(
        "portal",
        AlertTopicArgs(
            **settings.common,
            kms_key_arn=keys.here,
            publishers=["budgets", "cloudwatch_alarms", "eventbridge", "rds_events"],
            subscriptions=people,
        ),
    )
    if _region() == US_EAST_1:
        return Topics(here, here)
    there = AlertTopicArgs(**settings.common, kms_key_arn=keys.us_east_1, region=US_EAST_1, subscriptions=people)
    return Topics(here, AlertTopic("portal-edge", there))


def make_logs(settings: Settings, keys: Keys) -> Logs:
    """Make the buckets that take logs.

    Args:
        settings: The environment's.
        keys: They encrypt what is audited.
    """
    access = LogBucket(
        "portal-access-logs",
        LogBucketArgs(
            **settings.protected,
            log_sources={"elastic_load_balancing", "s3_access_logs"},
            eventbridge=settings.persistent,
        ),
    )
    audited = [CloudTrailLogs(trail_names=trail_names(settings)), ConfigLogs()] if settings.account_baseline else []
    replica = _make_audit_replica(settings, keys)
    audit = Bucket(
        "portal-audit",
        BucketArgs(
            **settings.protected,
            kms_key_arn=keys.here,
            access_log_bucket_name=access.bucket_name,
            policy_statements=[VendedLogs(regions=[US_EAST_1]), *audited],
            expiration_days=settings.log_retention_days,
            eventbridge=settings.persistent,
            replication=replica
            and Replication(destination_bucket_arn=replica.bucket_arn, destination_kms_key_arn=keys.audit_replica),
        ),
    )
    return Logs(access, audit, replica)


def _make_audit_replica(settings: Settings, keys: Keys) -> Bucket | None:
    """Create the bucket in another Region that S3 copies the audit bucket to; None without a copy."""
    if settings.audit_replica_region is None:
        return None
    return Bucket(
        "portal-audit-replica",
        BucketArgs(
            **settings.protected,
            region=settings.audit_replica_region,
            kms_key_arn=keys.audit_replica,
            access_log_bucket_name=None,
            expiration_days=settings.log_retention_days,
            eventbridge=settings.persistent,
        ),
    )


def trail_names(settings: Settings) -> list[str]:
    """Return what the audit trail will be called, as key and bucket must know before there is one; none without.

    Args:
        settings: The environment's.
    """
    return [f"portal-{settings.environment_suffix}"] if settings.account_baseline else []


@dataclass(frozen=True)
class Name:
    """The portal's own name, and the hosted zone that has it."""

    domain_name: str
    """The name."""
    zone_id: str | pulumi.Output[str]
    """Id of the zone."""
    name_servers: pulumi.Output[Sequence[str]] | None
    """The servers of the zone if it is made, which the zone above must delegate to; None if it was given."""
    ds_record: pulumi.Output[str] | None
    """Value of the DS record that the parent zone needs for DNSSEC; None if the zone is not created or not signed."""


def make_name(settings: Settings) -> Name | None:
    """Find or make the zone of the portal's name; None without a name.

    Args:
        settings: The environment's.
    """
    if settings.domain_name is None:
        return None
    if settings.hosted_zone_id is not None:
        return Name(settings.domain_name, settings.hosted_zone_id, None, None)
    zone = HostedZone(
        "portal",
        HostedZoneArgs(
            **settings.durable,
            domain_name=settings.domain_name,
            dnssec=settings.dnssec,
        ),
        # The type of the component was named for the module that it was in.
        pulumi.ResourceOptions(aliases=[pulumi.Alias(type_="foundation:index:HostedZone")]),
    )
    return Name(settings.domain_name, zone.zone_id, zone.name_servers, zone.ds_record)


def _region() -> str:
    return aws.get_region().region
