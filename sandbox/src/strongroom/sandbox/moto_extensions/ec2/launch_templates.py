"""Launch templates: a version's data as it was given, and tags that change."""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response
from moto.ec2.utils import parse_user_data

from ..request import parameter, replace, result_of

_create: Any = EC2Response.create_launch_template
_create_version: Any = EC2Response.create_launch_template_version
_describe: Any = EC2Response.describe_launch_templates


def create_launch_template(self: EC2Response) -> ActionResult:
    """Make a template; its own tags are not among those of what it launches.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html
    """
    answer = _create(self)
    id = result_of(answer)["LaunchTemplate"]["LaunchTemplateId"]
    data: dict[str, Any] = self.ec2_backend.launch_templates[id].versions[0].data
    specifications: list[dict[str, Any]] = data.get("TagSpecifications", [])
    data["TagSpecifications"] = [one for one in specifications if one["ResourceType"] != "launch-template"]
    return answer


def create_launch_template_version(self: EC2Response) -> ActionResult:
    """Make a version, whose user data instances can be launched with.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplateVersion.html
    """
    answer = _create_version(self)
    data = result_of(answer)["LaunchTemplateVersion"]["LaunchTemplateData"]
    data["UserData"] = parse_user_data(parameter(self, "LaunchTemplateData.UserData"))
    return answer


def describe_launch_templates(self: EC2Response) -> ActionResult:
    """List templates with the tags that they have now.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplates.html
    """
    for template in self.ec2_backend.launch_templates.values():
        template.tags = template.get_tags()
    return _describe(self)


def install() -> None:
    """Add the operations."""
    replace(EC2Response, create_launch_template, create_launch_template_version, describe_launch_templates)
