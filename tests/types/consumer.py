# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""A team's program, checked by `make typecheck`.

Each mistake carries the error that a type checker must report. Should the fields of an args model become invisible to
type checkers again, the comments are unnecessary, which is an error too.
"""

import pulumi

from strongroom.compute import CapacityOptions, WebServiceArgs
from strongroom.core import CommonInputs
from strongroom.data import BucketArgs, DatabaseArgs, EncryptionKey, EncryptionKeyArgs
from strongroom.edge import SiteArgs
from strongroom.network import Network, NetworkArgs, SecurityGroupRule
from strongroom.observability import AlertTopicArgs, BudgetArgs

common: CommonInputs = {"environment_suffix": "prod", "tags": {"Team": "payments"}}


def correct() -> None:
    """Correct programs report nothing."""
    key = EncryptionKey("main", EncryptionKeyArgs(**common, services={"cloudwatch_logs"}))
    network = Network("main", NetworkArgs(**common, kms_key_arn=key.kms_key_arn, availability_zones=["eu-central-1a"]))
    BucketArgs(**common, kms_key_arn=key.kms_key_arn, access_log_bucket_name=None)
    pulumi.export("subnet_ids", network.subnets.private.ids)


def mistakes() -> None:
    """Each mistake is reported on its line."""
    NetworkArgs(nope=1)  # pyright: ignore[reportCallIssue]
    NetworkArgs(cidr_block=5)  # pyright: ignore[reportArgumentType]
    NetworkArgs(nat="twice")  # pyright: ignore[reportArgumentType]
    NetworkArgs(tags={"Team": 1})  # pyright: ignore[reportArgumentType]
    NetworkArgs(**common, environment_suffix=3)  # pyright: ignore[reportCallIssue]
    NetworkArgs(ipv6=pulumi.Output.from_input(True))  # pyright: ignore[reportArgumentType]
    Network("main", EncryptionKeyArgs())  # pyright: ignore[reportArgumentType]
    SecurityGroupRule(name="web", ports="443")  # pyright: ignore[reportCallIssue]
    EncryptionKeyArgs(services={"cloudwatch"})  # pyright: ignore[reportArgumentType]
    EncryptionKeyArgs(durability="forever")  # pyright: ignore[reportArgumentType]
    BucketArgs(access_log_bucket_name=None)
    BucketArgs(kms_key_arn=7, access_log_bucket_name=None)  # pyright: ignore[reportArgumentType]
    DatabaseArgs(engine="oracle")  # pyright: ignore[reportCallIssue]
    WebServiceArgs()  # pyright: ignore[reportCallIssue]
    CapacityOptions(min_size="2")  # pyright: ignore[reportArgumentType]
    CapacityOptions(minimum=2)  # pyright: ignore[reportCallIssue]
    SiteArgs(origin="pages")  # pyright: ignore[reportCallIssue]
    AlertTopicArgs(kms_key_arn=pulumi.Output.from_input(1))  # pyright: ignore[reportArgumentType]
    BudgetArgs(monthly_amount="10", topic_arn="arn")  # pyright: ignore[reportArgumentType]
