"""Amazon Route 53."""

import json
from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import KEY, Life, World, policy

ZONE, RECORD = "aws:route53/zone:Zone", "aws:route53/record:Record"
SIGNING_KEY = "aws:route53/keySigningKey:KeySigningKey"
DNSSEC = "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec"


def zone(world: World) -> str:
    return world.make(ZONE, name=f"{world.name()}.example.com").id


def record(world: World, type: str, **more: Any) -> Props:
    return {"zoneId": zone(world), "name": "www", "type": type, **more}


def alias(name: str) -> list[Props]:
    return [{"name": name, "zoneId": "Z32O12XQLNTSW2", "evaluateTargetHealth": True}]


def dnssec_key(world: World) -> str:
    """Return the ARN of a key that Route 53 can sign with."""
    own = json.loads(policy("kms:*", Principal={"AWS": f"arn:aws:iam::{world.account.account_id}:root"}))
    service = {"Service": "dnssec-route53.amazonaws.com"}
    signs = json.loads(policy("kms:Sign", Principal=service))
    document = json.dumps({**own, "Statement": [*own["Statement"], *signs["Statement"]]})
    made = world.make(
        KEY, region="us-east-1", customerMasterKeySpec="ECC_NIST_P256", keyUsage="SIGN_VERIFY", policy=document
    )
    return str(made.outputs["arn"])


def signing_key(world: World) -> Props:
    return {"hostedZoneId": zone(world), "keyManagementServiceArn": dnssec_key(world), "name": world.name()}


def signed_zone(world: World) -> Props:
    key = signing_key(world)
    world.make(SIGNING_KEY, **key)
    return {"hostedZoneId": key["hostedZoneId"]}


LIVES = (
    Life(
        token=SIGNING_KEY,
        making=signing_key,
        changing=lambda _: {"status": "INACTIVE"},
        missing="Z1234567890123,gone",
    ),
    Life(
        token=DNSSEC,
        making=signed_zone,
        changing=lambda _: {"signingStatus": "NOT_SIGNING"},
        missing="Z1234567890123",
        kept=True,
    ),
    Life(
        token=ZONE,
        making=lambda world: {"name": f"{world.name()}.example.com"},
        changing=lambda _: {"comment": "Says why"},
        missing="Z1234567890123",
    ),
    Life(
        token=ZONE,
        what="private",
        making=lambda world: {"name": f"{world.name()}.internal", "vpcs": [{"vpcId": world.vpc()}]},
        changing=lambda world: {"vpcs": [{"vpcId": world.vpc()}, {"vpcId": world.vpc()}]},
        missing="Z1234567890123",
    ),
    Life(
        token=RECORD,
        making=lambda world: record(world, "CNAME", ttl=60, records=["web.example.com"]),
        changing=lambda _: {"ttl": 300, "records": ["api.example.com"]},
        missing="Z1234567890123_www.example.com_A",
        not_told=frozenset({"name"}),
    ),
    Life(
        token=RECORD,
        what="of text",
        making=lambda world: record(world, "TXT", ttl=60, records=["v=one", "v=two"]),
        missing="Z1234567890123_www.example.com_A",
        not_told=frozenset({"name"}),
    ),
    Life(
        token=RECORD,
        what="of an alias",
        making=lambda world: record(world, "A", aliases=alias("web-1.eu-west-1.elb.amazonaws.com")),
        changing=lambda _: {"aliases": alias("api-1.eu-west-1.elb.amazonaws.com")},
        missing="Z1234567890123_www.example.com_A",
        not_told=frozenset({"name"}),
    ),
)
