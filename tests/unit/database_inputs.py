"""The inputs that a database can't do without, and what deploys one."""

import json
from collections.abc import Mapping
from typing import Any

from recording import Deployment, Recorded, Recorder

from strongroom.data import Database, DatabaseArgs

Inputs = dict[str, Any]

KEY = "arn:aws:kms:eu-central-1:111122223333:key/12345678-1234-1234-1234-123456789012"
VPC, SUBNETS = "vpc-0123456789abcdef0", ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
SUBNET_GROUP = "orders-va8ab6-dev"
"""Name of the subnet group of the database `orders` in `VPC`."""
GROUP = "sg-0123456789abcdef0"
TOPIC = "arn:aws:sns:eu-central-1:111122223333:alerts"

INSTANCE, REPLICA = "orders-instance", "orders-replica-reports"
GENERATED: Inputs = {"password_management": "generated"}
REPLICATED: Inputs = GENERATED | {"read_replicas": {"reports": {}}}
COMPLETE: Inputs = REPLICATED | {"proxy": {}, "iam_usernames": ["app"]}
EPHEMERAL: Inputs = {"durability": "ephemeral"}


def database_inputs(engine: str = "postgres", **more: Any) -> dict[str, Any]:
    """What a database needs, and what else is given; None leaves one out."""
    inputs: dict[str, Any] = {"engine": engine, "kms_key_arn": KEY, "vpc_id": VPC, "subnet_ids": SUBNETS, **more}
    return {name: value for name, value in inputs.items() if value is not None or name.startswith("performance")}


class DeployDatabase:
    """Deploys one database with the given inputs; one that is a function is called in the program."""

    def __init__(self, record: Recorder) -> None:
        self._record = record

    def __call__(self, engine: str = "postgres", *, preview: bool = False, **inputs: Any) -> Deployment:
        def program() -> Database:
            made = {name: value() if callable(value) else value for name, value in inputs.items()}
            return Database("orders", DatabaseArgs(**database_inputs(engine, **made)))

        return self._record(program, preview=preview)


def made(resource: Recorded) -> Mapping[str, Any]:
    """What a resource has after the deployment."""
    return resource.outputs or {}


def statement(text: Any) -> Any:
    """The first statement of a policy."""
    (statement, *_) = json.loads(text)["Statement"]
    return statement
