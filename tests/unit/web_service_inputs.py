"""The inputs that a web service can't do without."""

from typing import Any

ACCOUNT = "111122223333"
KEY = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/12345678-1234-1234-1234-123456789012"
VPC = "vpc-0123456789abcdef0"
NAME = "portal-va8ab6-dev"
"""Name of the load balancer and the Auto Scaling group of the service `portal` in `VPC`."""
SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
PUBLIC_SUBNETS = ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"]
LOG_BUCKET = "portal-logs-dev"
ZONE = "Z0123456789ABCDEFGHIJ"
CERTIFICATE = f"arn:aws:acm:eu-central-1:{ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012"
GROUP = "sg-0123456789abcdef0"
WEB_ACL = f"arn:aws:wafv2:eu-central-1:{ACCOUNT}:regional/webacl/portal/12345678-1234-1234-1234-123456789012"
DOMAIN: dict[str, Any] = {"name": "portal.example.com", "certificate_arn": CERTIFICATE}
PUBLIC: dict[str, Any] = {"scheme": "internet-facing", "subnet_ids": PUBLIC_SUBNETS}
OIDC: dict[str, Any] = {
    "issuer": "https://login.example.com",
    "authorization_endpoint": "https://login.example.com/authorize",
    "token_endpoint": "https://login.example.com/token",
    "user_info_endpoint": "https://login.example.com/userinfo",
    "client_id": "portal",
    "client_secret": "open-sesame",
}


def web_service_inputs(**more: Any) -> dict[str, Any]:
    """What a web service needs, and what else is given."""
    return {
        "vpc_id": VPC,
        "subnet_ids": SUBNETS,
        "kms_key_arn": KEY,
        "log_bucket_name": LOG_BUCKET,
        "domain": DOMAIN,
        **more,
    }
