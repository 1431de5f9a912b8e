"""Amazon Route 53."""

import secrets
from collections.abc import Iterator
from typing import Any, Final

from ..resource import EVERYTHING, NEEDED, PLAIN, REPLACES, Function, NotFoundError, Property, Resource, existing
from ..schema import Problem
from ..session import Session
from ..wire import Props
from .ec2.common import added_and_removed
from .tags import tag_dict, tag_list

_KEPT_BY_ZONE: Final = ("NS", "SOA")


def _bare(id: str) -> str:
    return id.removeprefix("/hostedzone/")


def _arn(aws: Session, zone: str) -> str:
    return f"arn:{aws.partition}:route53:::hostedzone/{zone}"


def _vpc(vpc: Props, aws: Session) -> dict[str, str]:
    return {"VPCId": vpc["vpcId"], "VPCRegion": vpc.get("vpcRegion") or aws.region}


class Zone(Resource):
    """A hosted zone; a private one if it has VPCs."""

    token = "aws:route53/zone:Zone"
    taggable = True
    regional = False
    properties = {
        "name": NEEDED,
        "comment": Property(default="Managed by Pulumi"),
        "vpcs": Property(form="set", nested=EVERYTHING),
        "forceDestroy": Property(default=False),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the zone."""
        route53 = aws.client("route53")
        vpcs: list[Props] = props.get("vpcs") or []
        made = route53.create_hosted_zone(
            Name=props["name"],
            CallerReference=secrets.token_hex(16),
            HostedZoneConfig={"Comment": props["comment"], "PrivateZone": bool(vpcs)},
            **({"VPC": _vpc(vpcs[0], aws)} if vpcs else {}),
        )
        id = _bare(made["HostedZone"]["Id"])
        with existing(id):
            for vpc in vpcs[1:]:
                route53.associate_vpc_with_hosted_zone(HostedZoneId=id, VPC=_vpc(vpc, aws))
            if tags:
                self.tag(aws, id, props, tags)
        return id

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the zone."""
        route53 = aws.client("route53")
        found = route53.get_hosted_zone(Id=id)
        zone, servers = found["HostedZone"], sorted(found.get("DelegationSet", {}).get("NameServers", []))
        vpcs: list[Props] = known.get("vpcs") or []
        regions = {vpc["vpcId"]: "vpcRegion" in vpc for vpc in vpcs}
        tags = route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=id)
        return {
            "arn": _arn(aws, id),
            "zoneId": id,
            "name": zone["Name"].rstrip("."),
            "comment": zone["Config"].get("Comment", ""),
            "nameServers": servers,
            "primaryNameServer": next(iter(servers), None),
            "vpcs": [
                {"vpcId": vpc["VPCId"], **({"vpcRegion": vpc["VPCRegion"]} if regions.get(vpc["VPCId"]) else {})}
                for vpc in found.get("VPCs", [])
            ],
            "tags": tag_dict(tags["ResourceTagSet"]["Tags"]),
        }

    def replaced_by(self, olds: Props, news: Props) -> frozenset[str]:
        """A public zone can't become a private one, nor the reverse."""
        return frozenset({"vpcs"} if bool(olds.get("vpcs")) != bool(news.get("vpcs")) else set())

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the comment and the VPCs."""
        route53 = aws.client("route53")
        if "comment" in changed:
            route53.update_hosted_zone_comment(Id=id, Comment=props["comment"])
        if "vpcs" in changed:
            vpcs: list[Props] = props.get("vpcs") or []
            wanted = {vpc["vpcId"]: _vpc(vpc, aws) for vpc in vpcs}
            present = {vpc["VPCId"]: vpc for vpc in route53.get_hosted_zone(Id=id).get("VPCs", [])}
            added, removed = added_and_removed(wanted, present)
            for vpc in added:
                route53.associate_vpc_with_hosted_zone(HostedZoneId=id, VPC=wanted[vpc])
            for vpc in removed:
                route53.disassociate_vpc_from_hosted_zone(HostedZoneId=id, VPC=present[vpc])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the zone, and first its records if the program says so."""
        route53 = aws.client("route53")
        if known.get("forceDestroy"):
            pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=id)
            records = [record for page in pages for record in page["ResourceRecordSets"]]
            for record in records:
                if record["Type"] not in _KEPT_BY_ZONE:
                    _change(aws, id, "DELETE", record)
        route53.delete_hosted_zone(Id=id)

    def held(self, id: str) -> Iterator[tuple[str, str]]:
        """The records of the zone, such as those that the engine was told to retain."""
        yield Record.token, f"{id}_"

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("route53").change_tags_for_resource(ResourceType="hostedzone", ResourceId=id, AddTags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("route53").change_tags_for_resource(ResourceType="hostedzone", ResourceId=id, RemoveTagKeys=keys)


def _change(aws: Session, zone: str, action: str, record: dict[str, Any]) -> None:
    change = {"Action": action, "ResourceRecordSet": record}
    aws.client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [change]})


class Record(Resource):
    """A record of a zone. Its id names the zone, itself and its type."""

    token = "aws:route53/record:Record"
    regional = False
    one_of = ("records", "aliases")
    properties = {
        "zoneId": REPLACES,
        "name": REPLACES,
        "type": REPLACES,
        "ttl": PLAIN,
        "records": Property(form="set"),
        "aliases": Property(nested=EVERYTHING),
        "allowOverwrite": PLAIN,
    }

    def problems(self, props: Props) -> Iterator[Problem]:
        """Return what is wrong with how long a record may be kept: one with values says it, an alias does not."""
        if "records" in props and "ttl" not in props:
            yield Problem("ttl", "give it with records: how many seconds resolvers keep them")
        if "aliases" in props and "ttl" in props:
            yield Problem("ttl", "leave it out with aliases: an alias is kept as long as what it names")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the record; in the place of another only if the program says so."""
        zone = _bare(props["zoneId"])
        fqdn = self._fqdn(aws, zone, props["name"])
        _change(aws, zone, "UPSERT" if props.get("allowOverwrite") else "CREATE", self._asked(fqdn, props))
        return f"{zone}_{fqdn}_{props['type']}"

    @staticmethod
    def _fqdn(aws: Session, zone: str, name: str) -> str:
        """Return a record's full name: in the program it may be relative to its zone's."""
        domain: str = aws.client("route53").get_hosted_zone(Id=zone)["HostedZone"]["Name"].rstrip(".")
        name = name.rstrip(".").lower()
        return name if name == domain or name.endswith(f".{domain}") else f"{name}.{domain}".lstrip(".")

    @staticmethod
    def _asked(fqdn: str, props: Props) -> dict[str, Any]:
        record: dict[str, Any] = {"Name": fqdn, "Type": props["type"]}
        if aliases := props.get("aliases"):
            alias = aliases[0]
            return record | {
                "AliasTarget": {
                    "HostedZoneId": alias["zoneId"],
                    "DNSName": alias["name"],
                    "EvaluateTargetHealth": alias["evaluateTargetHealth"],
                }
            }
        quoted = [_quoted(value, props["type"]) for value in props["records"]]
        return record | {"TTL": props.get("ttl"), "ResourceRecords": [{"Value": value} for value in quoted]}

    @staticmethod
    def _find(aws: Session, id: str) -> dict[str, Any]:
        zone, fqdn, kind = _parts(id)
        found = aws.client("route53").list_resource_record_sets(
            HostedZoneId=zone, StartRecordName=fqdn, StartRecordType=kind, MaxItems="1"
        )["ResourceRecordSets"]
        for record in found:
            if (_plain(record["Name"]), record["Type"]) == (fqdn, kind):
                return record
        raise NotFoundError(f"there is no record {fqdn} {kind}")

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the record."""
        zone, fqdn, kind = _parts(id)
        record = self._find(aws, id)
        alias = record.get("AliasTarget")
        named = known.get("name")
        return {
            "zoneId": zone,
            "name": named if named and self._fqdn(aws, zone, named) == fqdn else fqdn,
            "fqdn": fqdn,
            "type": kind,
            "ttl": record.get("TTL"),
            "records": [_unquoted(one["Value"], kind) for one in record.get("ResourceRecords", [])] or None,
            "aliases": [_told_alias(alias, known.get("aliases") or [])] if alias else None,
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the record."""
        zone, fqdn, _ = _parts(id)
        _change(aws, zone, "UPSERT", self._asked(fqdn, props))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the record."""
        _change(aws, _parts(id)[0], "DELETE", self._find(aws, id))

    def take_back(self, aws: Session, id: str, known: Props) -> None:
        """Delete the record, unless it may have been another program's before it was overwritten."""
        if not known.get("allowOverwrite"):
            super().take_back(aws, id, known)


def _parts(id: str) -> tuple[str, str, str]:
    """Return the zone, the full name and the type that an id names; a name may have underscores itself."""
    zone, _, rest = id.partition("_")
    fqdn, _, kind = rest.rpartition("_")
    return zone, fqdn, kind


def _plain(name: str) -> str:
    return name.rstrip(".").replace("\\052", "*")


def _quoted(value: str, kind: str) -> str:
    return f'"{value}"' if kind in ("TXT", "SPF") and not value.startswith('"') else value


def _unquoted(value: str, kind: str) -> str:
    return value.removeprefix('"').removesuffix('"') if kind in ("TXT", "SPF") else value


def _told_alias(alias: dict[str, Any], known: list[Props]) -> Props:
    """Return the target of an alias, named as the program names it if it means the same."""
    name = _plain(alias["DNSName"])
    named = [one["name"] for one in known if _plain(one["name"]).lower() == name.lower()]
    return {
        "name": next(iter(named), name),
        "zoneId": alias["HostedZoneId"],
        "evaluateTargetHealth": alias["EvaluateTargetHealth"],
    }


def zone(aws: Session, arguments: Props) -> Props:
    """Answer `aws.route53.get_zone`: the one zone that fits."""
    route53, private = aws.client("route53"), bool(arguments.get("privateZone") or arguments.get("vpcId"))
    if id := arguments.get("zoneId"):
        found = [route53.get_hosted_zone(Id=id)["HostedZone"]]
    else:
        name = str(arguments.get("name") or "").rstrip(".")
        pages = route53.get_paginator("list_hosted_zones").paginate()
        zones = [one for page in pages for one in page["HostedZones"]]
        found = [one for one in zones if _plain(one["Name"]) == name and one["Config"]["PrivateZone"] == private]
    wanted: dict[str, str] = arguments.get("tags") or {}
    seen = {_bare(one["Id"]): Zone().read(aws, _bare(one["Id"]), {}) or {} for one in found}
    vpc = arguments.get("vpcId")
    fitting = [
        (id, told)
        for id, told in seen.items()
        if told["tags"].items() >= wanted.items() and (not vpc or vpc in [one["vpcId"] for one in told["vpcs"]])
    ]
    if len(fitting) != 1:
        raise LookupError(f"{len(fitting)} hosted zones fit; one is wanted")
    (id, told), details = fitting[0], next(one for one in found if _bare(one["Id"]) == fitting[0][0])
    return {
        **{
            name: told[name]
            for name in ("arn", "zoneId", "name", "comment", "nameServers", "primaryNameServer", "tags")
        },
        "id": id,
        "callerReference": details["CallerReference"],
        "linkedServiceDescription": "",
        "linkedServicePrincipal": "",
        "privateZone": details["Config"]["PrivateZone"],
        "resourceRecordSetCount": details.get("ResourceRecordSetCount", 0),
        "vpcId": vpc,
    }


_TOLD_OF_ZONE: Final = ("arn", "zoneId", "name", "comment", "nameServers", "primaryNameServer", "tags")
RESOURCES: Final = (Zone(), Record())
FUNCTIONS: Final = (
    Function("aws:route53/getZone:getZone", frozenset({"name", "privateZone", "tags", "vpcId", "zoneId"}), zone),
)
