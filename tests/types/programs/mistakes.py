"""Mistakes in a team's program: a type checker reports each line that ends with "# error", and no other."""

import pulumi

from strongroom.compute import CapacityOptions, IngressOptions, LoadBalancerOptions, ServiceDomain, WebServiceArgs
from strongroom.core import CommonInputs, RetentionDays
from strongroom.data import (
    BucketArgs,
    DatabaseArgs,
    EncryptionKey,
    EncryptionKeyArgs,
    LogBucketArgs,
    SecretArgs,
    VendedLogs,
)
from strongroom.edge import Behavior, SiteArgs, SiteDomain
from strongroom.network import Network, NetworkArgs, SecurityGroupArgs, SecurityGroupRule
from strongroom.observability import AlertTopicArgs, BudgetArgs, DashboardArgs, DatabaseAlarmsArgs

common: CommonInputs = {"environment_suffix": "prod", "tags": {"Team": "payments"}}
number = pulumi.Output.from_input(1)
flag = pulumi.Output.from_input(True)
text = pulumi.Output.from_input("text")
days: RetentionDays = 30

# Unknown fields
NetworkArgs(nope=1)  # error
BucketArgs(access_log_bucket_name=None, nope=1)  # error
EncryptionKeyArgs(kms_key_id="key")  # error
CapacityOptions(minimum=2)  # error
SiteDomain(name="a.example.com", hosted_zone_id="Z0123456789ABCDEFGHIJ")  # error
LoadBalancerOptions(internal=True)  # error
DashboardArgs(sections=[], title="Orders")  # error
# Missing fields
BucketArgs()  # error
WebServiceArgs()  # error
DatabaseArgs(engine="postgres")  # error
SiteArgs(log_bucket_name=None)  # error
SecretArgs()  # error
SecurityGroupRule(name="web")  # error
ServiceDomain()  # error
DatabaseAlarmsArgs(topic_arns=["arn:aws:sns:eu-central-1:123456789012:alerts"])  # error
# Wrong literals
NetworkArgs(nat="twice")  # error
EncryptionKeyArgs(services={"cloudwatch"})  # error
EncryptionKeyArgs(durability="forever")  # error
LoadBalancerOptions(scheme="public")  # error
DatabaseArgs(engine="oracle", kms_key_arn="key", vpc_id="vpc")  # error
Behavior(origin="pages", allowed_methods="post")  # error
# Wrong types
NetworkArgs(cidr_block=5)  # error
NetworkArgs(tags={"Team": 1})  # error
CapacityOptions(min_size="2")  # error
BucketArgs(kms_key_arn=7, access_log_bucket_name=None)  # error
BudgetArgs(monthly_amount="10", topic_arn="arn")  # error
IngressOptions(allow_public="yes")  # error
SecurityGroupArgs(vpc_id="vpc", description="Web servers", ingress=["443"])  # error
LogBucketArgs(log_sources="cloudtrail")  # error
NetworkArgs(environment_suffix=3)  # error
# Wrong Outputs
NetworkArgs(ipv6=flag)  # error
NetworkArgs(cidr_block=text)  # error
AlertTopicArgs(kms_key_arn=number)  # error
SecretArgs(kms_key_arn=text, value=number)  # error
VendedLogs(regions=text)  # error
# Wrong components and outputs
Network("main", EncryptionKeyArgs())  # error
key = EncryptionKey("main")
key.key_arn  # error
ratio: int = key.kms_key_arn  # error
common["environment_sufix"]  # error
BucketArgs(access_log_bucket_name=None).bucket_name.upper()  # error
