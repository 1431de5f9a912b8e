"""RDS: option groups for the versions of today, and all that an option is configured with."""

from typing import Any

from moto.rds.exceptions import InvalidParameterCombination, RDSClientError
from moto.rds.models import OptionGroup, RDSBackend

from ..request import attributes, replace
from .engines import VERSIONS

_create_option_group: Any = RDSBackend.create_option_group
_delete_option_group: Any = RDSBackend.delete_option_group
_describe_option_groups: Any = RDSBackend.describe_option_groups
_add_options: Any = OptionGroup.add_options
_told_options: Any = OptionGroup.options.fget  # pyright: ignore[reportAttributeAccessIssue]


def create_option_group(self: RDSBackend, option_group_kwargs: dict[str, Any]) -> Any:
    """Make a group.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateOptionGroup.html
    """
    engine, version = option_group_kwargs["engine_name"], option_group_kwargs["major_engine_version"]
    if engine not in VERSIONS:
        return _create_option_group(self, option_group_kwargs)
    name = option_group_kwargs["option_group_name"]
    if name in self.option_groups:
        raise RDSClientError("OptionGroupAlreadyExistsFault", f"An option group named {name} already exists.")
    if version not in VERSIONS[engine]:
        raise InvalidParameterCombination(f"Cannot find major version {version} for {engine}")
    made: Any = OptionGroup(self, **option_group_kwargs)
    self.option_groups[name] = made
    return made


def describe_option_groups(self: RDSBackend, option_group_kwargs: dict[str, Any]) -> list[Any]:
    """List groups: without a name, all of them, if there are any.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeOptionGroups.html
    """
    if not option_group_kwargs.get("option_group_name") and not self.option_groups:
        return []
    return _describe_option_groups(self, {"option_group_name": None, **option_group_kwargs})


def delete_option_group(self: RDSBackend, option_group_name: str) -> Any:
    """Delete a group that no instance uses.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteOptionGroup.html
    """
    if any(one.option_group_name == option_group_name for one in self.databases.values()):
        raise RDSClientError(
            "InvalidOptionGroupStateFault",
            f"The option group '{option_group_name}' cannot be deleted because it is in use.",
        )
    return _delete_option_group(self, option_group_name)


def add_options(self: OptionGroup, options_to_add: list[dict[str, Any]]) -> None:
    """Add options, and keep their ports, versions and security groups too.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_OptionConfiguration.html
    """
    kept = attributes(self).setdefault("configurations", {})
    kept.update({option["OptionName"]: option for option in options_to_add})
    _add_options(self, options_to_add)


def options(self: OptionGroup) -> list[dict[str, Any]]:
    """Return the options with all that they are configured with.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Option.html
    """
    kept = attributes(self).get("configurations", {})
    return [{**option, **_more(kept[option["OptionName"]])} for option in _told_options(self)]


def _more(option: Any) -> dict[str, Any]:
    groups: list[str] = option.get("VpcSecurityGroupMemberships") or []
    return {
        "Port": option.get("Port"),
        "OptionVersion": option.get("OptionVersion"),
        "VpcSecurityGroupMemberships": [{"VpcSecurityGroupId": group, "Status": "active"} for group in groups],
    }


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(RDSBackend, create_option_group, delete_option_group, describe_option_groups)
    replace(OptionGroup, add_options)
    setattr(OptionGroup, options.__name__, property(options))
