"""Launch templates."""

import secrets
from typing import Any, Final

from ...resource import CHOSEN, CHOSEN_ONCE, EVERYTHING, PLAIN, AutoName, Property, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict, tag_list
from ..translate import Names, request, told
from .common import Ec2Resource, tagged

_NAMES: Final[Names] = {
    "securityGroupNames": "securityGroups",
    "securityGroups": "groups",
    "vpcSecurityGroupIds": "securityGroupIds",
    "ipv4AddressCount": "secondaryPrivateIpAddressCount",
}
_INSIDE: Final = Property(nested=EVERYTHING)
_INTERFACE: Final = frozenset(
    {
        "associatePublicIpAddress",
        "deleteOnTermination",
        "description",
        "deviceIndex",
        "interfaceType",
        "ipv4AddressCount",
        "ipv6AddressCount",
        "networkCardIndex",
        "networkInterfaceId",
        "primaryIpv6",
        "privateIpAddress",
        "securityGroups",
        "subnetId",
    }
)
_DATA: Final = {
    "blockDeviceMappings": _INSIDE,
    "cpuOptions": _INSIDE,
    "creditSpecification": _INSIDE,
    "disableApiStop": PLAIN,
    "disableApiTermination": PLAIN,
    "ebsOptimized": PLAIN,
    "enclaveOptions": _INSIDE,
    "hibernationOptions": _INSIDE,
    "iamInstanceProfile": _INSIDE,
    "imageId": PLAIN,
    "instanceInitiatedShutdownBehavior": PLAIN,
    "instanceMarketOptions": _INSIDE,
    "instanceRequirements": _INSIDE,
    "instanceType": PLAIN,
    "keyName": PLAIN,
    "maintenanceOptions": _INSIDE,
    "metadataOptions": Property(computed=True, partial=True, nested=EVERYTHING),
    "monitoring": _INSIDE,
    "networkInterfaces": Property(nested=_INTERFACE),
    "networkPerformanceOptions": _INSIDE,
    "placement": _INSIDE,
    "privateDnsNameOptions": _INSIDE,
    "securityGroupNames": Property(form="set"),
    "tagSpecifications": _INSIDE,
    "userData": PLAIN,
    "vpcSecurityGroupIds": Property(form="set"),
}
"""What a version of a template consists of."""


class LaunchTemplate(Ec2Resource):
    """What instances are launched with. Each change of it makes a new version."""

    token = "aws:ec2/launchTemplate:LaunchTemplate"
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=128)),
        "namePrefix": CHOSEN_ONCE,
        "description": PLAIN,
        "defaultVersion": CHOSEN,
        "updateDefaultVersion": PLAIN,
        **_DATA,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the template, whose first version is the default one."""
        made = aws.client("ec2").create_launch_template(
            LaunchTemplateName=props.get("name") or f"{props['namePrefix']}{secrets.token_hex(13)}",
            **self._version(aws, props),
            TagSpecifications=tagged("launch-template", tags),
        )
        return made["LaunchTemplate"]["LaunchTemplateId"]

    @staticmethod
    def _version(aws: Session, props: Props) -> dict[str, Any]:
        """Return what a version is made of."""
        data = {ours: props[ours] for ours in _DATA if ours in props}
        specifications: list[Props] = data.pop("tagSpecifications", None) or []
        asked = request(aws, "ec2", "RequestLaunchTemplateData", data, _NAMES)
        if specifications:
            asked["TagSpecifications"] = [
                {"ResourceType": one["resourceType"], "Tags": tag_list(one.get("tags") or {})} for one in specifications
            ]
        description = {"VersionDescription": props["description"]} if props.get("description") else {}
        return {**description, "LaunchTemplateData": asked}

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the template with its newest version."""
        ec2 = aws.client("ec2")
        found = only(ec2.describe_launch_templates(LaunchTemplateIds=[id])["LaunchTemplates"])
        newest = ec2.describe_launch_template_versions(LaunchTemplateId=id, Versions=["$Latest"])
        version = newest["LaunchTemplateVersions"][0]
        data: dict[str, Any] = version["LaunchTemplateData"]
        if specifications := data.get("TagSpecifications"):
            data["TagSpecifications"] = [{**one, "Tags": tag_dict(one["Tags"])} for one in specifications]
        theirs = {name.lower(): value for name, value in data.items()}
        return {
            "arn": aws.arn("ec2", f"launch-template/{id}"),
            "name": found["LaunchTemplateName"],
            "description": version.get("VersionDescription") or None,
            "defaultVersion": found["DefaultVersionNumber"],
            "latestVersion": found["LatestVersionNumber"],
            **{ours: told(self.token, ours, theirs.get(_NAMES.get(ours, ours).lower()), _NAMES) for ours in _DATA},
            "tags": tag_dict(found.get("Tags")),
        }

    def unsettled(self, changed: frozenset[str]) -> frozenset[str]:
        """A new version has a new number."""
        return frozenset({"latestVersion", "defaultVersion"} if changed & _VERSIONED else set())

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Make a new version if it would be another one, and set which one is the default."""
        ec2 = aws.client("ec2")
        default = props.get("defaultVersion")
        if changed & _VERSIONED:
            made = ec2.create_launch_template_version(LaunchTemplateId=id, **self._version(aws, props))
            if props.get("updateDefaultVersion"):
                default = made["LaunchTemplateVersion"]["VersionNumber"]
        elif props.get("updateDefaultVersion"):
            found = only(ec2.describe_launch_templates(LaunchTemplateIds=[id])["LaunchTemplates"])
            default = found["LatestVersionNumber"]
        if default:
            ec2.modify_launch_template(LaunchTemplateId=id, DefaultVersion=str(default))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the template with all its versions."""
        aws.client("ec2").delete_launch_template(LaunchTemplateId=id)


_VERSIONED: Final = _DATA.keys() | {"description"}
RESOURCES: Final = (LaunchTemplate(),)
