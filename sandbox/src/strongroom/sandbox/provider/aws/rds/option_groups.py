"""Option groups."""

from typing import Any, Final

from ...resource import CHOSEN_ONCE, REPLACES, AutoName, Property, existing, only
from ...session import Session
from ...wire import Props
from ..ec2.common import given
from ..lists import items_of
from ..tags import tag_list
from .common import RdsResource, items_as_worded, name_of, tags_of

_OPTION: Final = {
    "optionName": "OptionName",
    "port": "Port",
    "version": "OptionVersion",
    "vpcSecurityGroupMemberships": "VpcSecurityGroupMemberships",
}


class OptionGroup(RdsResource):
    """Features of an engine that databases can have on top."""

    token = "aws:rds/optionGroup:OptionGroup"
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=255)),
        "namePrefix": CHOSEN_ONCE,
        "engineName": REPLACES,
        "majorEngineVersion": REPLACES,
        "optionGroupDescription": Property(default="Managed by Pulumi", replace=True),
        "options": Property(
            form="set",
            nested=frozenset({*_OPTION, "optionSettings", "optionSettings.name", "optionSettings.value"}),
        ),
        "skipDestroy": Property(default=False),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the group and add its options. Its id is its name."""
        name = name_of(props)
        rds = aws.client("rds")
        rds.create_option_group(
            OptionGroupName=name,
            EngineName=props["engineName"],
            MajorEngineVersion=props["majorEngineVersion"],
            OptionGroupDescription=props["optionGroupDescription"],
            Tags=tag_list(tags),
        )
        if props.get("options"):
            with existing(name):
                self._change(aws, name, [_configuration(one) for one in props["options"]], [])
        return name

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the group."""
        seen = _find(aws, id)
        options = [_option(one) for one in items_of(seen, "Options")]
        return {
            "arn": seen["OptionGroupArn"],
            "name": id,
            "engineName": seen["EngineName"],
            "majorEngineVersion": seen["MajorEngineVersion"],
            "optionGroupDescription": seen["OptionGroupDescription"],
            "options": items_as_worded(options, known.get("options"), "optionName"),
            "tags": tags_of(aws, seen["OptionGroupArn"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Add or change the options, and take away those that the program has no more."""
        if "options" not in changed:
            return
        wanted = [_configuration(one) for one in items_of(props, "options")]
        names = {one["OptionName"] for one in wanted}
        present = {one["OptionName"] for one in items_of(_find(aws, id), "Options")}
        self._change(aws, id, wanted, sorted(present - names))

    @staticmethod
    def _change(aws: Session, id: str, included: list[dict[str, Any]], removed: list[str]) -> None:
        aws.client("rds").modify_option_group(
            OptionGroupName=id, OptionsToInclude=included, OptionsToRemove=removed, ApplyImmediately=True
        )

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the group, unless the program says to keep it."""
        if not known.get("skipDestroy"):
            aws.client("rds").delete_option_group(OptionGroupName=id)


def _find(aws: Session, id: str) -> dict[str, Any]:
    return only(aws.client("rds").describe_option_groups(OptionGroupName=id)["OptionGroupsList"])


def _configuration(option: Props) -> dict[str, Any]:
    settings = [{"Name": one["name"], "Value": one["value"]} for one in items_of(option, "optionSettings")]
    return {**given(option, _OPTION), "OptionSettings": settings}


def _option(seen: dict[str, Any]) -> Props:
    groups = [one["VpcSecurityGroupId"] for one in items_of(seen, "VpcSecurityGroupMemberships")]
    settings = [{"name": one["Name"], "value": one["Value"]} for one in items_of(seen, "OptionSettings")]
    return {
        **given(seen, {theirs: ours for ours, theirs in _OPTION.items()}),
        **({"vpcSecurityGroupMemberships": groups} if groups else {}),
        **({"optionSettings": settings} if settings else {}),
    }


RESOURCES: Final = (OptionGroup(),)
