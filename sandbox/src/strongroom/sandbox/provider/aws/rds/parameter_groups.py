"""Parameter groups of instances and of clusters."""

from typing import Any, ClassVar, Final

from ...resource import CHOSEN_ONCE, REPLACES, AutoName, Property, existing, only
from ...session import Session
from ...wire import Props
from ..tags import tag_list
from .common import RdsResource, items_as_worded, name_of, tags_of


class _Group(RdsResource):
    """A group of parameters that take the place of the engine's own."""

    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=255)),
        "namePrefix": CHOSEN_ONCE,
        "family": REPLACES,
        "description": Property(default="Managed by Pulumi", replace=True),
        "parameters": Property(form="set", nested=frozenset({"name", "value", "applyMethod"})),
    }
    operations: ClassVar[str]
    """What the names of AWS's operations have in common."""
    shape: ClassVar[str]
    """What AWS calls such a group."""

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the group and set its parameters. Its id is its name."""
        name = name_of(props)
        self._call(
            aws,
            "create_{}_group",
            name,
            DBParameterGroupFamily=props["family"],
            Description=props["description"],
            Tags=tag_list(tags),
        )
        with existing(name):
            self._set(aws, name, props.get("parameters") or [])
        return name

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the group, with the parameters that somebody set."""
        group = only(self._call(aws, "describe_{}_groups", id)[f"{self.shape}s"])
        arn = group[f"{self.shape}Arn"]
        seen = [
            {"name": one["ParameterName"], "value": one["ParameterValue"], "applyMethod": one["ApplyMethod"]}
            for one in self._parameters(aws, id)
        ]
        return {
            "arn": arn,
            "name": id,
            "family": group["DBParameterGroupFamily"],
            "description": group["Description"],
            "parameters": items_as_worded(seen, known.get("parameters"), "name"),
            "tags": tags_of(aws, arn),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Set the parameters, and give those that the program has no more their defaults back."""
        if "parameters" not in changed:
            return
        wanted: list[Props] = props.get("parameters") or []
        names = {one["name"] for one in wanted}
        gone = [
            {"ParameterName": one["ParameterName"], "ApplyMethod": one["ApplyMethod"]}
            for one in self._parameters(aws, id)
            if one["ParameterName"] not in names
        ]
        if gone:
            self._call(aws, "reset_{}_group", id, Parameters=gone)
        self._set(aws, id, wanted)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the group, unless the program says to keep it."""
        if not known.get("skipDestroy"):
            self._call(aws, "delete_{}_group", id)

    def _set(self, aws: Session, id: str, parameters: list[Props]) -> None:
        if parameters:
            request = [
                {
                    "ParameterName": one["name"],
                    "ParameterValue": one["value"],
                    "ApplyMethod": one.get("applyMethod", "immediate"),
                }
                for one in parameters
            ]
            self._call(aws, "modify_{}_group", id, Parameters=request)

    def _parameters(self, aws: Session, id: str) -> list[dict[str, Any]]:
        pages = aws.client("rds").get_paginator(f"describe_{self.operations}s")
        return [
            one for page in pages.paginate(**{f"{self.shape}Name": id}, Source="user") for one in page["Parameters"]
        ]

    def _call(self, aws: Session, operation: str, id: str, **request: Any) -> dict[str, Any]:
        return getattr(aws.client("rds"), operation.format(self.operations))(**{f"{self.shape}Name": id}, **request)


class ParameterGroup(_Group):
    """The parameters of instances."""

    token = "aws:rds/parameterGroup:ParameterGroup"
    properties = {**_Group.properties, "skipDestroy": Property(default=False)}
    operations = "db_parameter"
    shape = "DBParameterGroup"


class ClusterParameterGroup(_Group):
    """The parameters of clusters."""

    token = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
    operations = "db_cluster_parameter"
    shape = "DBClusterParameterGroup"


RESOURCES: Final = (ParameterGroup(), ClusterParameterGroup())
