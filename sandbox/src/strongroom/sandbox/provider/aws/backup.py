"""AWS Backup."""

from typing import Any, Final

from ..resource import CHOSEN_ONCE, REPLACES, AutoName, NotFoundError, Property, Resource
from ..session import Session
from ..wire import Props
from .ec2.common import given
from .lists import items_of

_NAME: Final = Property(replace=True, autoname=AutoName(max_length=255))


class _Tagged(Resource):
    """A resource of AWS Backup that has tags."""

    taggable = True

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("backup").tag_resource(ResourceArn=known["arn"], Tags=tags)

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("backup").untag_resource(ResourceArn=known["arn"], TagKeyList=keys)


class Vault(_Tagged):
    """A vault, which holds backups."""

    token = "aws:backup/vault:Vault"
    properties = {"name": _NAME, "kmsKeyArn": CHOSEN_ONCE, "forceDestroy": Property(default=False)}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the vault. Its id is its name."""
        key = given(props, {"kmsKeyArn": "EncryptionKeyArn"})
        aws.client("backup").create_backup_vault(BackupVaultName=props["name"], BackupVaultTags=tags, **key)
        return props["name"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the vault."""
        backup = aws.client("backup")
        vault = backup.describe_backup_vault(BackupVaultName=id)
        return {
            "arn": vault["BackupVaultArn"],
            "name": id,
            "kmsKeyArn": vault.get("EncryptionKeyArn"),
            "recoveryPoints": vault.get("NumberOfRecoveryPoints", 0),
            "tags": backup.list_tags(ResourceArn=vault["BackupVaultArn"])["Tags"],
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Do nothing: whether to delete what is in the vault is not AWS's to know."""

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the vault, with what is in it if the program says so."""
        backup = aws.client("backup")
        if known.get("forceDestroy"):
            pages = backup.get_paginator("list_recovery_points_by_backup_vault").paginate(BackupVaultName=id)
            for point in [point["RecoveryPointArn"] for page in pages for point in page["RecoveryPoints"]]:
                backup.delete_recovery_point(BackupVaultName=id, RecoveryPointArn=point)
        backup.delete_backup_vault(BackupVaultName=id)


class VaultPolicy(Resource):
    """Who may do what with a vault."""

    token = "aws:backup/vaultPolicy:VaultPolicy"
    properties = {"backupVaultName": REPLACES, "policy": Property(form="json")}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Put the policy. Its id is the vault's name."""
        self.update(aws, props["backupVaultName"], props, frozenset({"policy"}))
        return props["backupVaultName"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the policy."""
        seen = aws.client("backup").get_backup_vault_access_policy(BackupVaultName=id)
        return {"backupVaultName": id, "backupVaultArn": seen["BackupVaultArn"], "policy": seen["Policy"]}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Put another policy."""
        aws.client("backup").put_backup_vault_access_policy(BackupVaultName=id, Policy=props["policy"])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the policy away."""
        aws.client("backup").delete_backup_vault_access_policy(BackupVaultName=id)


class VaultLockConfiguration(Resource):
    """How long a vault keeps its backups whatever anybody says."""

    token = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
    days: Final = {
        "changeableForDays": "ChangeableForDays",
        "maxRetentionDays": "MaxRetentionDays",
        "minRetentionDays": "MinRetentionDays",
    }
    properties = {"backupVaultName": REPLACES, **dict.fromkeys(days, REPLACES)}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Lock the vault. The lock's id is the vault's name."""
        name = props["backupVaultName"]
        aws.client("backup").put_backup_vault_lock_configuration(BackupVaultName=name, **given(props, self.days))
        return name

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the lock; AWS tells when it becomes final, but not after how many days."""
        vault = aws.client("backup").describe_backup_vault(BackupVaultName=id)
        if not vault.get("Locked"):
            return None
        return {
            "backupVaultName": id,
            "backupVaultArn": vault["BackupVaultArn"],
            "maxRetentionDays": vault.get("MaxRetentionDays"),
            "minRetentionDays": vault.get("MinRetentionDays"),
        }

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Unlock the vault, as long as AWS allows it."""
        aws.client("backup").delete_backup_vault_lock_configuration(BackupVaultName=id)


_LIFECYCLE: Final = {
    "coldStorageAfter": "MoveToColdStorageAfterDays",
    "deleteAfter": "DeleteAfterDays",
    "optInToArchiveForSupportedResources": "OptInToArchiveForSupportedResources",
}
_RULE: Final = {
    "ruleName": "RuleName",
    "targetVaultName": "TargetBackupVaultName",
    "completionWindow": "CompletionWindowMinutes",
    "enableContinuousBackup": "EnableContinuousBackup",
    "recoveryPointTags": "RecoveryPointTags",
    "schedule": "ScheduleExpression",
    "scheduleExpressionTimezone": "ScheduleExpressionTimezone",
    "startWindow": "StartWindowMinutes",
}
_RULE_DEFAULTS: Final = {"startWindow": 60, "completionWindow": 180, "scheduleExpressionTimezone": "Etc/UTC"}


class Plan(_Tagged):
    """When backups are made, where they go and how long they are kept."""

    token = "aws:backup/plan:Plan"
    properties = {
        "name": _NAME,
        "rules": Property(
            form="set",
            nested=frozenset(
                {
                    *_RULE,
                    "lifecycle",
                    *(f"lifecycle.{name}" for name in _LIFECYCLE),
                    "copyActions",
                    "copyActions.destinationVaultArn",
                    "copyActions.lifecycle",
                    *(f"copyActions.lifecycle.{name}" for name in _LIFECYCLE),
                }
            ),
        ),
        "advancedBackupSettings": Property(form="set", nested=frozenset({"backupOptions", "resourceType"})),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the plan."""
        made = aws.client("backup").create_backup_plan(BackupPlan=_document(props), BackupPlanTags=tags)
        return made["BackupPlanId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the plan; a deleted one stays known to AWS."""
        backup = aws.client("backup")
        plan = backup.get_backup_plan(BackupPlanId=id)
        if plan.get("DeletionDate"):
            return None
        document = plan["BackupPlan"]
        wanted: dict[str, Props] = {rule["ruleName"]: rule for rule in items_of(known, "rules")}
        return {
            "arn": plan["BackupPlanArn"],
            "name": document["BackupPlanName"],
            "version": plan["VersionId"],
            "rules": [_rule_seen(rule, wanted.get(rule["RuleName"])) for rule in document["Rules"]],
            "advancedBackupSettings": [
                {"resourceType": one["ResourceType"], "backupOptions": one["BackupOptions"]}
                for one in items_of(document, "AdvancedBackupSettings")
            ],
            "tags": backup.list_tags(ResourceArn=plan["BackupPlanArn"])["Tags"],
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Make another version of the plan."""
        aws.client("backup").update_backup_plan(BackupPlanId=id, BackupPlan=_document(props))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the plan."""
        aws.client("backup").delete_backup_plan(BackupPlanId=id)


def _document(props: Props) -> dict[str, Any]:
    return {
        "BackupPlanName": props["name"],
        "Rules": [_rule(rule) for rule in props["rules"]],
        "AdvancedBackupSettings": [
            {"ResourceType": one["resourceType"], "BackupOptions": one["backupOptions"]}
            for one in items_of(props, "advancedBackupSettings")
        ],
    }


def _rule(rule: Props) -> dict[str, Any]:
    copies = [
        {"DestinationBackupVaultArn": one["destinationVaultArn"], **_lifecycle(one)}
        for one in items_of(rule, "copyActions")
    ]
    copied = {"CopyActions": copies} if copies else {}
    return {**given({**_RULE_DEFAULTS, **rule}, _RULE), **_lifecycle(rule), **copied}


def _lifecycle(holder: Props) -> dict[str, Any]:
    lifecycle = given(holder.get("lifecycle") or {}, _LIFECYCLE)
    return {"Lifecycle": lifecycle} if lifecycle else {}


def _rule_seen(seen: dict[str, Any], wanted: Props | None) -> Props:
    """Return a rule as AWS has it, without what the program leaves to AWS in it."""
    copies = [
        {"destinationVaultArn": one["DestinationBackupVaultArn"], **_lifecycle_seen(one)}
        for one in items_of(seen, "CopyActions")
    ]
    rule = {
        **given(seen, {theirs: ours for ours, theirs in _RULE.items()}),
        **_lifecycle_seen(seen),
        **({"copyActions": copies} if copies else {}),
    }
    return {name: value for name, value in rule.items() if wanted is None or name in wanted}


def _lifecycle_seen(holder: dict[str, Any]) -> Props:
    lifecycle = given(holder.get("Lifecycle") or {}, {theirs: ours for ours, theirs in _LIFECYCLE.items()})
    return {"lifecycle": lifecycle} if lifecycle else {}


_TAG: Final = {"type": "ConditionType", "key": "ConditionKey", "value": "ConditionValue"}
_CONDITIONS: Final = {
    "stringEquals": "StringEquals",
    "stringLikes": "StringLike",
    "stringNotEquals": "StringNotEquals",
    "stringNotLikes": "StringNotLike",
}


class Selection(Resource):
    """What a plan backs up."""

    token = "aws:backup/selection:Selection"
    lists: Final = {"resources": "Resources", "notResources": "NotResources"}
    properties = {
        "name": _NAME,
        "planId": REPLACES,
        "iamRoleArn": REPLACES,
        "resources": Property(form="set", replace=True),
        "notResources": Property(form="set", replace=True, computed=True),
        "selectionTags": Property(form="set", replace=True, nested=frozenset(_TAG)),
        "conditions": Property(
            form="set",
            replace=True,
            computed=True,
            nested=frozenset({*_CONDITIONS, *(f"{name}.{part}" for name in _CONDITIONS for part in ("key", "value"))}),
        ),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the selection."""
        conditions = items_of(props, "conditions")
        selection = {
            "SelectionName": props["name"],
            "IamRoleArn": props["iamRoleArn"],
            "ListOfTags": [given(one, _TAG) for one in items_of(props, "selectionTags")],
            **given(props, self.lists),
            **({"Conditions": _conditions(conditions)} if conditions else {}),
        }
        made = aws.client("backup").create_backup_selection(BackupPlanId=props["planId"], BackupSelection=selection)
        return made["SelectionId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the selection, which is imported by the plan's id and its own: `PLAN|SELECTION`."""
        plan, selection = _ids(id, known)
        seen = aws.client("backup").get_backup_selection(BackupPlanId=plan, SelectionId=selection)["BackupSelection"]
        return {
            "name": seen["SelectionName"],
            "planId": plan,
            "iamRoleArn": seen["IamRoleArn"],
            "resources": seen.get("Resources", []),
            "notResources": seen.get("NotResources", []),
            "selectionTags": [
                given(one, {theirs: ours for ours, theirs in _TAG.items()}) for one in items_of(seen, "ListOfTags")
            ],
            "conditions": _conditions_seen(seen.get("Conditions") or {}),
        }

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the selection."""
        plan, selection = _ids(id, known)
        aws.client("backup").delete_backup_selection(BackupPlanId=plan, SelectionId=selection)


def _ids(id: str, known: Props) -> tuple[str, str]:
    plan, _, selection = id.rpartition("|")
    if not (plan or known.get("planId")):
        raise NotFoundError
    return plan or known["planId"], selection


def _conditions(conditions: list[Props]) -> dict[str, Any]:
    return {
        theirs: [
            {"ConditionKey": one["key"], "ConditionValue": one["value"]}
            for condition in conditions
            for one in items_of(condition, ours)
        ]
        for ours, theirs in _CONDITIONS.items()
    }


def _conditions_seen(conditions: dict[str, Any]) -> list[Props]:
    seen = {
        ours: [{"key": one["ConditionKey"], "value": one["ConditionValue"]} for one in conditions[theirs]]
        for ours, theirs in _CONDITIONS.items()
        if conditions.get(theirs)
    }
    return [seen] if seen else []


RESOURCES: Final = (Vault(), VaultPolicy(), VaultLockConfiguration(), Plan(), Selection())
