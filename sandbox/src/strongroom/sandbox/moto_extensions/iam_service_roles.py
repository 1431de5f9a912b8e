"""Service-linked roles: named as their services name them, one of a name, and kept while the service needs them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""

import json
from typing import Any, Final

from moto.config.models import config_backends
from moto.core.responses import ActionResult
from moto.iam.exceptions import IAMException, NotFoundException
from moto.iam.models import IAMBackend, Role
from moto.iam.responses import IamResponse
from moto.moto_api._internal import mock_random

from .request import attributes, parameter, replace

_create_service_linked_role: Any = IAMBackend.create_service_linked_role
_NAMES: Final = {
    "access-analyzer": "AccessAnalyzer",
    "agentless.inspector2": "AmazonInspector2Agentless",
    "autoscaling": "AutoScaling",
    "backup": "Backup",
    "cloudtrail": "CloudTrail",
    "config": "Config",
    "config-conforms": "ConfigConforms",
    "elasticloadbalancing": "ElasticLoadBalancing",
    "guardduty": "AmazonGuardDuty",
    "inspector2": "AmazonInspector2",
    "malware-protection.guardduty": "AmazonGuardDutyMalwareProtection",
    "rds": "RDS",
    "securityhub": "SecurityHub",
    "spot": "EC2Spot",
    "ssm": "AmazonSSM",
}
"""What follows `AWSServiceRoleFor`, by the service's name before `.amazonaws.com`."""
_TAKES_SUFFIX: Final = "AutoScaling"
_SUFFIX: Final = ".amazonaws.com"


class InvalidInputError(IAMException):
    """AWS's answer to a service or suffix that it does not take."""

    code = "InvalidInput"


def create_service_linked_role(
    self: IAMBackend, service_name: str, description: str | None, suffix: str | None
) -> Role:
    """Make the role of a service, which has it only once.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
    """
    if not service_name.endswith(_SUFFIX):
        raise InvalidInputError(f"{service_name} is not a service")
    known = _NAMES.get(service_name.removesuffix(_SUFFIX))
    if suffix and known not in (None, _TAKES_SUFFIX):
        raise InvalidInputError(f"Custom suffix is not allowed for {service_name}")
    if known is None:
        return _create_service_linked_role(self, service_name, description or "", suffix or "")
    name = f"AWSServiceRoleFor{known}" + (f"_{suffix}" if suffix else "")
    if any(role.name == name for role in self.roles.values()):
        message = f"Service role name {name} has been taken in this account, please try a different suffix."
        raise InvalidInputError(message)
    statement = {"Effect": "Allow", "Principal": {"Service": service_name}, "Action": "sts:AssumeRole"}
    return self.create_role(
        name,
        json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        f"/aws-service-role/{service_name}/",
        permissions_boundary=None,
        description=description or "",
        tags=[],
        max_session_duration="3600",
        linked_service=service_name,
    )


def delete_service_linked_role(self: IamResponse) -> ActionResult:
    """Ask for the deletion of a role, which a recorder of AWS Config that has it prevents.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html
    """
    role: Any = self.backend.get_role(parameter(self, "RoleName"))
    task = f"task{role.path}{role.name}/{mock_random.uuid4()}"
    regions: Any = config_backends[self.current_account].values()
    users = [
        recorder.name for region in regions for recorder in region.recorders.values() if recorder.role_arn == role.arn
    ]
    status: dict[str, Any] = {"Status": "SUCCEEDED"}
    if users:
        reason = f"There are resources that still use this service-linked role: configuration recorder {users[0]}"
        status = {"Status": "FAILED", "Reason": {"Reason": reason}}
    else:
        self.backend.delete_role(role.name)
    _tasks(self)[task] = status
    return ActionResult({"DeletionTaskId": task})


def get_service_linked_role_deletion_status(self: IamResponse) -> ActionResult:
    """Tell whether a role was deleted.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html
    """
    task = parameter(self, "DeletionTaskId")
    if task not in _tasks(self):
        raise NotFoundException(f"Deletion task {task} cannot be found.")
    return ActionResult(_tasks(self)[task])


def _tasks(response: IamResponse) -> dict[str, dict[str, Any]]:
    return attributes(response.backend).setdefault("role_deletions", {})


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(IAMBackend, create_service_linked_role)
    replace(IamResponse, delete_service_linked_role, get_service_linked_role_deletion_status)
