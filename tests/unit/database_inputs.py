"""The inputs that a database can't do without."""

from typing import Any

KEY = "arn:aws:kms:eu-central-1:111122223333:key/12345678-1234-1234-1234-123456789012"
VPC, SUBNETS = "vpc-0123456789abcdef0", ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
GROUP = "sg-0123456789abcdef0"
TOPIC = "arn:aws:sns:eu-central-1:111122223333:alerts"


def database_inputs(engine: str = "postgres", **more: Any) -> dict[str, Any]:
    """What a database needs, and what else is given; None leaves one out."""
    inputs: dict[str, Any] = {"engine": engine, "key_arn": KEY, "vpc_id": VPC, "subnet_ids": SUBNETS, **more}
    return {name: value for name, value in inputs.items() if value is not None or name.startswith("performance")}
