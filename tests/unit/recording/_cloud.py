"""The AWS that the recording kit pretends: where it is, what its resources compute, what its functions answer."""

import hashlib
import re
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

_PARTITIONS = {
    "aws": ("amazonaws.com", ["us-east-1", "us-west-2", "eu-central-1", "ap-southeast-2", "sa-east-1", "af-south-1"]),
    "aws-cn": ("amazonaws.com.cn", ["cn-north-1", "cn-northwest-1"]),
    "aws-us-gov": ("amazonaws.com", ["us-gov-west-1", "us-gov-east-1"]),
}
_HOMES = [(partition, region) for partition, (_, regions) in _PARTITIONS.items() for region in regions]


@dataclass(frozen=True)
class Cloud:
    """An account in a region of a partition."""

    partition: str
    region: str
    account_id: str
    zone_letters: str = "abc"

    @property
    def dns_suffix(self) -> str:
        return _PARTITIONS[self.partition][0]

    @property
    def topic_arn(self) -> str:
        """ARN of a topic of the account, in the region."""
        return f"arn:{self.partition}:sns:{self.region}:{self.account_id}:alerts"

    def zones(self, region: str | None = None) -> list[str]:
        """Zone names, as AWS gives them: in no order to rely on."""
        return [f"{region or self.region}{letter}" for letter in reversed(self.zone_letters)]

    @classmethod
    def drawn(cls, partition: str | None = None) -> "Cloud":
        """Any account, of this partition if it is given, so that no test can rely on a certain one."""
        partition, region = secrets.choice([home for home in _HOMES if partition in (None, home[0])])
        return cls(partition, region, str(10**11 + secrets.randbelow(9 * 10**11)))


def clouds_in(*partitions: str) -> st.SearchStrategy[Cloud]:
    """Accounts in these partitions, for property-based tests."""
    return st.sampled_from([home for home in _HOMES if home[0] in partitions]).flatmap(
        lambda home: st.builds(
            Cloud,
            partition=st.just(home[0]),
            region=st.just(home[1]),
            account_id=st.text("0123456789", min_size=12, max_size=12),
            zone_letters=st.sampled_from(["abc", "abcd", "abcdef", "bcd", "acd"]),
        )
    )


clouds = clouds_in(*_PARTITIONS)
"""Accounts in any partition, for property-based tests."""

Answer = Callable[[Cloud, Mapping[str, Any]], Mapping[str, Any]]


def always(result: Mapping[str, Any]) -> Answer:
    """Return an answer that is the same for every call of a function."""
    return lambda _cloud, _args: result


def _region(cloud: Cloud, args: Mapping[str, Any]) -> Mapping[str, Any]:
    region = args.get("region") or cloud.region
    return {"id": region, "name": region, "region": region, "endpoint": f"ec2.{region}.{cloud.dns_suffix}"}


def _zones(cloud: Cloud, args: Mapping[str, Any]) -> Mapping[str, Any]:
    names = cloud.zones(args.get("region"))
    region = args.get("region") or cloud.region
    return {"id": region, "region": region, "names": names, "zoneIds": [f"id-{name}" for name in names]}


def _parameter(cloud: Cloud, args: Mapping[str, Any]) -> Mapping[str, Any]:
    """A public parameter: AWS's images are named for what they are of."""
    value = f"ami-{hashlib.sha256(args['name'].encode()).hexdigest()[:17]}"
    arn = f"arn:{cloud.partition}:ssm:{cloud.region}::parameter{args['name']}"
    return {"id": args["name"], "arn": arn, "name": args["name"], "value": value, "insecureValue": value, "version": 1}


ANSWERS: dict[str, Answer] = {
    "aws:index/getCallerIdentity:getCallerIdentity": lambda cloud, _: {
        "id": cloud.account_id,
        "accountId": cloud.account_id,
        "arn": f"arn:{cloud.partition}:iam::{cloud.account_id}:user/test",
        "userId": "AIDATEST",
    },
    "aws:index/getDefaultTags:getDefaultTags": lambda cloud, _: {"id": cloud.partition, "tags": {}},
    "aws:index/getPartition:getPartition": lambda cloud, _: {
        "id": cloud.partition,
        "partition": cloud.partition,
        "dnsSuffix": cloud.dns_suffix,
        "reverseDnsPrefix": ".".join(reversed(cloud.dns_suffix.split("."))),
    },
    "aws:index/getRegion:getRegion": _region,
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": lambda _, args: {
        "id": f"pl-{hashlib.sha256(args['name'].encode()).hexdigest()[:8]}",
        "name": args["name"],
    },
    "aws:ec2/getVpcs:getVpcs": lambda cloud, _: {"id": cloud.region, "ids": []},
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:ec2/getSubnets:getSubnets": lambda cloud, args: {
        "id": cloud.region,
        "ids": next(each["values"] for each in args["filters"] if each["name"] == "subnet-id"),
    },
    "aws:kms/getKey:getKey": lambda _, args: {"id": args["keyId"], "arn": args["keyId"], "keyManager": "CUSTOMER"},
    "aws:route53/getZone:getZone": lambda _, args: {
        "id": args["zoneId"],
        "zoneId": args["zoneId"],
        "name": "example.com",
        "privateZone": False,
    },
    "aws:ssm/getParameter:getParameter": _parameter,
}
"""What functions (invokes) answer, by their token."""

UNCONFIGURED: Mapping[str, Answer] = dict.fromkeys(ANSWERS, lambda _, __: {})
"""The engine's answers in a preview while the provider's configuration is unknown."""

_ID_PREFIX = {
    "Eip": "eipalloc",
    "InternetGateway": "igw",
    "LaunchTemplate": "lt",
    "ManagedPrefixList": "pl",
    "NatGateway": "nat",
    "RouteTable": "rtb",
    "SecurityGroup": "sg",
    "Subnet": "subnet",
}
_ID_IS_NAME = {
    "aws:autoscaling/group:Group",
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "aws:iam/instanceProfile:InstanceProfile",
    "aws:iam/role:Role",
    "aws:kms/alias:Alias",
    "aws:lambda/function:Function",
    "aws:s3/bucket:Bucket",
}
_ARN_KIND = {
    "CompositeAlarm": "alarm",
    "Eip": "elastic-ip",
    "InstanceProfile": "instance-profile",
    "LogGroup": "log-group",
    "MetricAlarm": "alarm",
    "NatGateway": "natgateway",
    "Proxy": "db-proxy",
    "ReplicaKey": "key",
}
_ARN_SERVICE = {"cloudwatch/logGroup": "logs", "ec2/flowLog": "ec2", "lb": "elasticloadbalancing"}
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_BALANCED = {"LoadBalancer": "loadbalancer/app", "TargetGroup": "targetgroup"}
_GLOBAL = {"iam", "cloudfront", "route53"}


def computed(cloud: Cloud, type_: str, name: str, inputs: Mapping[str, Any], known: list[str]) -> dict[str, Any]:
    """Make up what AWS would compute for a new resource.

    Args:
        cloud: Where it is made.
        type_: Its Pulumi type.
        name: Its logical name.
        inputs: Its inputs.
        known: The text properties that the type has.

    Returns:
        The `id`, and every text property that is no input, each recognizable and different from those of others.
    """
    digest = hashlib.sha256(f"{cloud}{type_}{name}".encode()).hexdigest()
    module, kind = type_.split(":")[1], type_.rsplit(":", 1)[-1]
    kebab = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", kind).lower()
    physical = str(inputs.get("name") or inputs.get("bucket") or inputs.get("alarmName") or f"{name}-{digest[:7]}")
    identity = physical if type_ in _ID_IS_NAME else f"{_ID_PREFIX.get(kind, kebab)}-{digest[:17]}"
    if type_ == "aws:kms/key:Key":
        identity = f"mrk-{digest[:32]}" if inputs.get("multiRegion") else str(uuid.UUID(digest[:32]))
    if type_ == "aws:kms/replicaKey:ReplicaKey":
        identity = str(inputs["primaryKeyArn"]).rpartition("/")[-1]
    if type_ == "aws:cloudfront/distribution:Distribution":
        identity = f"E{digest[:13].upper()}"
    folder = module.split("/")[0]
    service = _ARN_SERVICE.get(module) or _ARN_SERVICE.get(folder, folder)
    region = "" if service in _GLOBAL else inputs.get("region") or cloud.region
    separator = ":" if kind in {"CompositeAlarm", "Function", "LogGroup", "MetricAlarm", "Proxy", "Secret"} else "/"
    path = physical if kind in {"Alias", "Queue", "Topic"} else f"{_ARN_KIND.get(kind, kebab)}{separator}{identity}"
    if kind in _BALANCED:
        path = f"{_BALANCED[kind]}/{physical[:32]}/{digest[:16]}"
    arn = f"arn:{cloud.partition}:{service}:{region}:{cloud.account_id}:{path}"
    if type_ == "aws:s3/bucket:Bucket":
        arn = f"arn:{cloud.partition}:s3:::{identity}"
    if type_ == "aws:secretsmanager/secret:Secret":
        identity = arn = f"{arn.removesuffix(identity)}{physical}-{digest[:6]}"
    numbers = {"latestVersion": 1, "defaultVersion": 1} if kind == "LaunchTemplate" else {}
    if module.startswith("lb/"):
        identity = arn
    made_up = {prop: f"{identity}-{prop}" for prop in known if prop not in inputs}
    managed = f"arn:{cloud.partition}:secretsmanager:{region}:{cloud.account_id}:secret:rds!{digest[:8]}"
    return (
        made_up
        | numbers
        | ({"masterUserSecrets": [{"secretArn": managed}]} if inputs.get("manageMasterUserPassword") else {})
        | ({"result": digest.translate(_LETTERS)[: inputs["length"]]} if kind == "RandomString" else {})
        | ({"zoneId": f"Z{digest[:20].upper()}"} if type_ == "aws:route53/zone:Zone" else {})
        | ({"domainValidationOptions": _validations(inputs)} if type_ == "aws:acm/certificate:Certificate" else {})
        | {
            prop: value
            for prop, value in {
                "arn": arn,
                "arnSuffix": path.removeprefix("loadbalancer/"),
                "bucketRegionalDomainName": f"{identity}.s3.{region}.{cloud.dns_suffix}",
                "dnsName": f"{physical}.{region}.elb.{cloud.dns_suffix}",
                "hex": digest[:8],
                "name": physical,
                "keyId": identity,
                "allocationId": identity,
                "ownerId": cloud.account_id,
                "region": inputs.get("region") or cloud.region,
                "cidrBlock": f"10.128.0.0/{inputs.get('ipv4NetmaskLength', 16)}",
                "ipv6CidrBlock": f"2001:db8:0:{digest[:2]}00::/56",
                "publicIp": ".".join(["203", "0", str(int(digest[:2], 16)), str(int(digest[2:4], 16))]),
            }.items()
            if prop in made_up
        }
        | {"id": identity}
    )


def _validations(inputs: Mapping[str, Any]) -> list[dict[str, str]]:
    """The records that prove whose names a certificate has: one for a name and the wildcard right below it."""
    names = dict.fromkeys([inputs["domainName"], *inputs.get("subjectAlternativeNames", [])])
    return [
        {
            "domainName": name,
            "resourceRecordName": f"_proof.{name.removeprefix('*.')}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{hashlib.sha256(name.removeprefix('*.').encode()).hexdigest()[:32]}.acm.test.",
        }
        for name in names
    ]
