"""The bucket of the static page, and the CloudFront distribution in front of it and of the service."""

from pathlib import Path

from config import Settings
from shared import Keys, Logs, Name

from strongroom.compute import WebService
from strongroom.data import Bucket, BucketArgs, CloudFrontOrigin
from strongroom.edge import (
    Behavior,
    GeoRestriction,
    ManagedRuleGroup,
    PathBehavior,
    Site,
    SiteArgs,
    SiteDomain,
    StaticFiles,
    WebAcl,
    WebAclLogs,
)

PATHS_OF_THE_SERVICE = ("/api/*", "/health")


def make_pages(settings: Settings, keys: Keys, logs: Logs) -> Bucket:
    """Make the bucket of the static pages, which CloudFront reads.

    Args:
        settings: The environment's.
        keys: They encrypt it.
        logs: Where S3 logs who read what.
    """
    return Bucket(
        "portal-site",
        BucketArgs(
            **settings.protected,
            kms_key_arn=keys.here,
            access_log_bucket_name=logs.access.bucket_name,
            policy_statements=[CloudFrontOrigin()],
            eventbridge=settings.persistent,
        ),
    )


def make_site(
    settings: Settings, keys: Keys, logs: Logs, name: Name | None, pages: Bucket, service: WebService
) -> Site:
    """Make the front door.

    Args:
        settings: The environment's.
        keys: They encrypt what its web ACL logs.
        logs: Where it logs to.
        name: What it is reached by; None for the name that CloudFront makes up.
        pages: The bucket of the static pages.
        service: What answers everything else, inside the VPC.
    """
    countries = settings.allowed_countries
    return Site(
        "portal",
        SiteArgs(
            **settings.durable,
            domain=name and SiteDomain(name=name.domain_name, zone_id=name.zone_id),
            kms_key_arn=keys.us_east_1,
            log_bucket_name=logs.audit.bucket_name,
            web_acl=WebAcl(
                # Customers use VPNs, so requests from anonymous addresses are counted, not blocked.
                anonymous_ip=ManagedRuleGroup(count=True),
                logs=WebAclLogs(retention_days=settings.log_retention_days),
            ),
            origins={
                "pages": pages.origin,
                "service": service.origin,
            },
            default_behavior=Behavior(origin="pages"),
            behaviors=[PathBehavior(path_pattern=path, origin="service") for path in PATHS_OF_THE_SERVICE],
            geo_restriction=GeoRestriction(allow=countries) if countries else None,
            static_files=StaticFiles(folder=str(Path(__file__).parent / "site")),
        ),
    )
