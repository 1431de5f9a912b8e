"""The inputs that a site can't do without."""

from typing import Any

ACCOUNT = "111122223333"
BUCKET_DOMAIN = "portal-site-dev.s3.eu-central-1.amazonaws.com"
BALANCER = f"arn:aws:elasticloadbalancing:eu-central-1:{ACCOUNT}:loadbalancer/app/portal/50dc6c495c0c9188"
CERTIFICATE = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012"
ZONE = "Z0123456789ABCDEFGHIJ"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab"
LOG_BUCKET = "portal-logs-dev"
DOMAIN: dict[str, Any] = {"name": "portal.example.com", "certificate_arn": CERTIFICATE}
BUCKET: dict[str, Any] = {"type": "bucket", "bucket_regional_domain_name": BUCKET_DOMAIN}
SERVICE: dict[str, Any] = {
    "type": "load_balancer",
    "load_balancer_arn": BALANCER,
    "domain_name": "portal.example.com",
}
PUBLIC: dict[str, Any] = {
    "type": "public",
    "domain_name": "api.example.com",
    "headers": {"x-origin-verify": "open-sesame-open-sesame"},
}


def site_inputs(**more: Any) -> dict[str, Any]:
    """What a site needs, and what else is given."""
    return {
        "domain": DOMAIN,
        "kms_key_arn": KEY,
        "log_bucket_name": LOG_BUCKET,
        "origins": {"site": BUCKET},
        "default_behavior": {"origin": "site"},
        **more,
    }
