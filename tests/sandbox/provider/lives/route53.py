"""Amazon Route 53."""

from typing import Any

from strongroom.sandbox.provider.wire import Props

from .world import Life, World

ZONE, RECORD = "aws:route53/zone:Zone", "aws:route53/record:Record"


def zone(world: World) -> str:
    return world.make(ZONE, name=f"{world.name()}.example.com").id


def record(world: World, type: str, **more: Any) -> Props:
    return {"zoneId": zone(world), "name": "www", "type": type, **more}


def alias(name: str) -> list[Props]:
    return [{"name": name, "zoneId": "Z32O12XQLNTSW2", "evaluateTargetHealth": True}]


LIVES = (
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
