"""AWS Backup: selections, access policies, recovery points, plans that can be changed, and what AWS refuses of them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from moto.backup import urls
from moto.backup.exceptions import (
    InvalidParameterValueException,
    InvalidRequestException,
    ResourceNotFoundException,
)
from moto.backup.models import BackupBackend, Plan
from moto.backup.responses import BackupResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random

from .request import attributes, parameter, replace

_create_backup_plan: Any = BackupBackend.create_backup_plan
_delete_backup_plan: Any = BackupBackend.delete_backup_plan
_delete_backup_vault: Any = BackupBackend.delete_backup_vault
_COLD_STORAGE_IN_DAYS: Final = 90
_CONTINUOUS_IN_DAYS: Final = 35
_CRON_FIELDS: Final = 6
_PATHS: Final = (
    "{0}/backup-jobs$",
    "{0}/backup-vaults/(?P<name>[^/]+)/access-policy$",
    "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/$",
    "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/(?P<point>.+)$",
)


def _check_lifecycle(lifecycle: Mapping[str, Any], continuous: bool) -> None:
    cold, delete = lifecycle.get("MoveToColdStorageAfterDays"), lifecycle.get("DeleteAfterDays")
    if cold and delete and delete < cold + _COLD_STORAGE_IN_DAYS:
        raise InvalidParameterValueException(
            "Invalid lifecycle. DeleteAfterDays cannot be less than "
            f"{_COLD_STORAGE_IN_DAYS} days apart from MoveToColdStorageAfterDays"
        )
    if continuous and not 1 <= (delete or 0) <= _CONTINUOUS_IN_DAYS:
        raise InvalidParameterValueException(
            f"Continuous backups can be kept for 1 to {_CONTINUOUS_IN_DAYS} days: DeleteAfterDays is {delete}"
        )


def _check_rules(rules: Iterable[Mapping[str, Any]]) -> None:
    """Refuse rules that AWS would refuse.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
    https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html
    """
    for rule in rules:
        schedule = rule.get("ScheduleExpression") or ""
        if schedule.startswith("cron(") and len(schedule[5:-1].split()) != _CRON_FIELDS:
            raise InvalidParameterValueException(f"Invalid schedule expression: {schedule}")
        _check_lifecycle(rule.get("Lifecycle") or {}, bool(rule.get("EnableContinuousBackup")))
        copies: list[dict[str, Any]] = rule.get("CopyActions") or []
        for action in copies:
            _check_lifecycle(action.get("Lifecycle") or {}, continuous=False)


# Plans


def create_backup_plan(
    self: BackupBackend, backup_plan: dict[str, Any], backup_plan_tags: dict[str, str], creator_request_id: str
) -> Plan:
    """Make a plan; one that was deleted does not keep its name.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupPlan.html
    """
    _check_rules(backup_plan["Rules"])
    everything = self.plans
    self.plans = {id: plan for id, plan in everything.items() if plan.deletion_date is None}
    try:
        made = _create_backup_plan(self, backup_plan, backup_plan_tags, creator_request_id)
    finally:
        self.plans = {**everything, **self.plans}
    return made


def update_backup_plan(self: BackupResponse) -> ActionResult:
    """Change a plan, which becomes a new version of it.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateBackupPlan.html
    """
    backend = self.backup_backend
    plan, document = _plan(self), parameter(self, "BackupPlan")
    _check_rules(document["Rules"])
    after: Any = Plan(document, plan.creator_request_id, backend)
    plan.backup_plan, plan.version_id = after.backup_plan, after.version_id
    plan.advanced_backup_settings = after.advanced_backup_settings
    return ActionResult(plan.to_dict())


def delete_backup_plan(self: BackupBackend, backup_plan_id: str) -> Any:
    """Delete a plan that selects nothing.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteBackupPlan.html
    """
    _live(self, backup_plan_id)
    if any(one["BackupPlanId"] == backup_plan_id for one in _selections(self).values()):
        raise InvalidRequestException("Related backup plan selections must be deleted prior to backup plan deletion")
    return _delete_backup_plan(self, backup_plan_id)


def _live(backend: BackupBackend, plan_id: str) -> Plan:
    plan = backend.get_backup_plan(plan_id, None)
    if plan.deletion_date is not None:
        raise ResourceNotFoundException(f"Backup plan {plan_id} was deleted")
    return plan


def _plan(response: BackupResponse) -> Plan:
    return _live(response.backup_backend, parameter(response, "backupPlanId"))


# Selections


def _selections(backend: BackupBackend) -> dict[str, dict[str, Any]]:
    return attributes(backend).setdefault("selections", {})


def _selection(response: BackupResponse) -> dict[str, Any]:
    id, plan = parameter(response, "selectionId"), parameter(response, "backupPlanId")
    found = _selections(response.backup_backend).get(id)
    if found is None or found["BackupPlanId"] != plan:
        raise ResourceNotFoundException(f"Cannot find Backup Selection {id} of plan {plan}")
    return found


def create_backup_selection(self: BackupResponse) -> ActionResult:
    """Say what a plan backs up.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupSelection.html
    """
    made: dict[str, Any] = {
        "SelectionId": str(mock_random.uuid4()),
        "BackupPlanId": _plan(self).backup_plan_id,
        "BackupSelection": parameter(self, "BackupSelection"),
        "CreationDate": unix_time(),
        "CreatorRequestId": parameter(self, "CreatorRequestId"),
    }
    _selections(self.backup_backend)[made["SelectionId"]] = made
    return ActionResult(made)


def get_backup_selection(self: BackupResponse) -> ActionResult:
    """Tell what a plan backs up.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_GetBackupSelection.html
    """
    return ActionResult(_selection(self))


def list_backup_selections(self: BackupResponse) -> ActionResult:
    """List the selections of a plan.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupSelections.html
    """
    plan = _plan(self).backup_plan_id
    found = [
        {**one, **{name: one["BackupSelection"].get(name) for name in ("SelectionName", "IamRoleArn")}}
        for one in _selections(self.backup_backend).values()
        if one["BackupPlanId"] == plan
    ]
    return ActionResult({"BackupSelectionsList": found})


def delete_backup_selection(self: BackupResponse) -> EmptyResult:
    """End a selection.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteBackupSelection.html
    """
    del _selections(self.backup_backend)[_selection(self)["SelectionId"]]
    return EmptyResult()


# Vaults


def _vault(response: BackupResponse) -> Any:
    return response.backup_backend.describe_backup_vault(parameter(response, "backupVaultName"))


def put_backup_vault_access_policy(self: BackupResponse) -> EmptyResult:
    """Say who may do what with a vault.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultAccessPolicy.html
    """
    attributes(_vault(self))["policy"] = parameter(self, "Policy")
    return EmptyResult()


def get_backup_vault_access_policy(self: BackupResponse) -> ActionResult:
    """Tell who may do what with a vault.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_GetBackupVaultAccessPolicy.html
    """
    vault = _vault(self)
    if not attributes(vault).get("policy"):
        raise ResourceNotFoundException(f"Backup vault {vault.backup_vault_name} has no access policy")
    return ActionResult(
        {
            "BackupVaultName": vault.backup_vault_name,
            "BackupVaultArn": vault.backup_vault_arn,
            "Policy": vault.policy,
        }
    )


def delete_backup_vault_access_policy(self: BackupResponse) -> EmptyResult:
    """Take the policy of a vault away.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteBackupVaultAccessPolicy.html
    """
    attributes(_vault(self))["policy"] = None
    return EmptyResult()


def _points(vault: Any) -> dict[str, dict[str, Any]]:
    return attributes(vault).setdefault("recovery_points", {})


def _count(vault: Any) -> None:
    """Tell how much is in a vault, by both of the names that moto tells it with."""
    attributes(vault).update(
        dict.fromkeys(("num_of_recovery_points", "number_of_recovery_points"), len(_points(vault)))
    )


def start_backup_job(self: BackupResponse) -> ActionResult:
    """Back a resource up now: a recovery point, with nothing in it, is in the vault at once.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartBackupJob.html
    """
    vault = self.backup_backend.describe_backup_vault(parameter(self, "BackupVaultName"))
    prefix = vault.backup_vault_arn.split(":backup-vault:")[0]
    arn = f"{prefix}:recovery-point:{mock_random.uuid4()}"
    _points(vault)[arn] = {
        "RecoveryPointArn": arn,
        "BackupVaultName": vault.backup_vault_name,
        "BackupVaultArn": vault.backup_vault_arn,
        "ResourceArn": parameter(self, "ResourceArn"),
        "IamRoleArn": parameter(self, "IamRoleArn"),
        "Lifecycle": parameter(self, "Lifecycle"),
        "Status": "COMPLETED",
        "CreationDate": unix_time(),
    }
    _count(vault)
    return ActionResult({"BackupJobId": str(mock_random.uuid4()), "RecoveryPointArn": arn, "CreationDate": unix_time()})


def list_recovery_points_by_backup_vault(self: BackupResponse) -> ActionResult:
    """List what is in a vault.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListRecoveryPointsByBackupVault.html
    """
    return ActionResult({"RecoveryPoints": list(_points(_vault(self)).values())})


def delete_recovery_point(self: BackupResponse) -> EmptyResult:
    """Delete what is in a vault, unless a lock keeps it.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteRecoveryPoint.html
    """
    vault, arn = _vault(self), parameter(self, "recoveryPointArn")
    if arn not in _points(vault):
        raise ResourceNotFoundException(f"Cannot find recovery point {arn}")
    if vault.locked:
        raise InvalidRequestException(f"Backup vault {vault.backup_vault_name} is locked: {arn} cannot be deleted")
    del _points(vault)[arn]
    _count(vault)
    return EmptyResult()


def delete_backup_vault(self: BackupBackend, backup_vault_name: str) -> None:
    """Delete a vault that is empty.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteBackupVault.html
    """
    if _points(self.describe_backup_vault(backup_vault_name)):
        raise InvalidRequestException("Backup vault cannot be deleted because it contains recovery points.")
    _delete_backup_vault(self, backup_vault_name)


def install() -> None:
    """Add the operations and where they answer, and put those that moto has in the place of moto's."""
    urls.url_paths.update(dict.fromkeys(_PATHS, BackupResponse.dispatch))
    replace(BackupBackend, create_backup_plan, delete_backup_plan, delete_backup_vault)
    replace(
        BackupResponse,
        update_backup_plan,
        create_backup_selection,
        get_backup_selection,
        list_backup_selections,
        delete_backup_selection,
        put_backup_vault_access_policy,
        get_backup_vault_access_policy,
        delete_backup_vault_access_policy,
        start_backup_job,
        list_recovery_points_by_backup_vault,
        delete_recovery_point,
    )
