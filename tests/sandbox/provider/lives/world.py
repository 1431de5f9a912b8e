"""What the lives of all services share: an account to make things in, and what a life is."""

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from provider_client import Deployed, ProviderClient

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.session import Account
from strongroom.sandbox.provider.wire import Props

REGION = "eu-west-1"
VPC, SUBNET, TABLE = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", "aws:ec2/routeTable:RouteTable"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
BUCKET, TOPIC = "aws:s3/bucket:Bucket", "aws:sns/topic:Topic"
ROLE, KEY, LOG_GROUP = "aws:iam/role:Role", "aws:kms/key:Key", "aws:cloudwatch/logGroup:LogGroup"


def policy(action: str = "s3:GetObject", resource: str = "*", **more: Any) -> str:
    """Return a document that allows one action."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def trust(service: str) -> str:
    """Return the document that lets a service take a role."""
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": f"{service}.amazonaws.com"}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


POLICY, TRUST = policy(), trust("ec2")


@dataclass(frozen=True)
class World:
    """An account, and a provider instance in it.

    All tests share it, so each makes what it needs under new names; keys and subnets, which nobody changes, are shared.
    """

    account: Account
    provider: ProviderClient
    _numbers: Iterator[int] = field(default_factory=count)
    _keys: dict[str, str] = field(default_factory=dict[str, str])
    _subnets: list[str] = field(default_factory=list[str])

    def name(self) -> str:
        """Return a name that nothing has yet."""
        return f"it{next(self._numbers)}"

    def client(self, service: str, region: str = REGION) -> Any:
        return self.account.client(service, region)

    def make(self, token: str, **news: Any) -> Deployed:
        return self.provider.create(token, called=self.name(), **news)

    def vpc(self) -> str:
        return self.make(VPC, cidrBlock="10.0.0.0/16").id

    def subnets(self) -> list[str]:
        """Return the subnets that all share: of one VPC, in two zones."""
        if not self._subnets:
            self._subnets.extend(self.new_subnets())
        return [*self._subnets]

    def new_subnets(self) -> list[str]:
        """Make a VPC with subnets in two zones, and return these."""
        vpc = self.vpc()
        return [
            self.make(SUBNET, vpcId=vpc, cidrBlock=f"10.0.{i}.0/24", availabilityZone=f"{REGION}{zone}").id
            for i, zone in enumerate("ab")
        ]

    def subnet(self) -> str:
        return self.subnets()[0]

    def table(self) -> str:
        return self.make(TABLE, vpcId=self.vpc()).id

    def bucket_name(self) -> str:
        """Return the name of a bucket that no account has."""
        return f"{self.name()}-{self.account.account_id}"

    def bucket(self) -> str:
        return self.make(BUCKET, bucket=self.bucket_name()).id

    def topic(self) -> str:
        """Return the ARN of a topic."""
        return self.make(TOPIC).id

    def role(self, service: str = "ec2") -> Deployed:
        return self.make(ROLE, assumeRolePolicy=trust(service))

    def key(self, use: str = "data") -> str:
        """Return the ARN of the key that all share for a use."""
        if use not in self._keys:
            self._keys[use] = self.make(KEY).outputs["arn"]
        return self._keys[use]

    def certificate(self, region: str = REGION) -> str:
        """Return the ARN of a certificate that is issued, since its record is in a zone."""
        acm, route53, domain = self.client("acm", region), self.client("route53"), f"{self.name()}.example.com"
        arn = acm.request_certificate(DomainName=domain, ValidationMethod="DNS")["CertificateArn"]
        options = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
        wanted = options[0]["ResourceRecord"]
        zone = route53.create_hosted_zone(Name=domain, CallerReference=domain)["HostedZone"]["Id"]
        record = {**wanted, "TTL": 60, "ResourceRecords": [{"Value": wanted["Value"]}]}
        del record["Value"]
        route53.change_resource_record_sets(
            HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
        )
        return arn


@contextmanager
def new_world(local_aws: LocalAws, **settings: Any) -> Generator[World, None, None]:
    """Open an account with a provider of these settings, and close the provider's connection in the end."""
    account = local_aws.account()
    provider = ProviderClient(local_aws.serve(account)["aws"], {"region": REGION, **settings})
    yield World(account, provider)
    provider.close()


@dataclass(frozen=True, kw_only=True)
class Life:
    """What one resource is made of and how it changes; the generic tests take it from birth to death."""

    token: str
    what: str = ""
    """What tells it from another life of the same type."""
    making: Callable[[World], Props]
    """The inputs; what they need is made."""
    changing: Callable[[World], Props] | None = None
    """Inputs that change in place."""
    imported_by: Callable[[Deployed], str] = lambda made: made.id
    """What one is imported by."""
    missing: str = "it-12345678"
    """The id of one that does not exist."""
    kept: bool = False
    """AWS keeps it after its deletion, with what it belongs to."""
    stays: frozenset[str] = frozenset()
    """Inputs that stay in AWS when the program leaves them out: the official provider, too, says nothing then."""
    not_told: frozenset[str] = frozenset()
    """Inputs that AWS does not keep: after an import the official provider, too, adds them."""

    def __str__(self) -> str:
        return f"{self.token.split(':')[-1]}{' ' if self.what else ''}{self.what}"
