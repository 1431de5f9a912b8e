"""A backup plan of AWS Backup, with a vault of its own."""

import json

import pulumi
import pulumi_aws as aws

from strongroom.core import PARTITIONS, Component
from strongroom.core.aws import current_environment, with_default_tags
from strongroom.data._backup_args import BackupPlanArgs, BackupRule
from strongroom.data._backup_policies import MANAGED_POLICIES, backup_trust_policy, vault_policy
from strongroom.data._protection import protection


class BackupPlan(Component):
    """Regular backups of databases and other resources, in an encrypted vault that keeps them.

    It complements the automated backups that a database has of itself: those go with the database, these stay, for
    years if need be, and can be copied to another region or account.

    Args:
        name: Name of the plan; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    vault_arn: pulumi.Output[str]
    """ARN of the vault."""
    vault_name: pulumi.Output[str]
    """Name of the vault."""
    plan_id: pulumi.Output[str]
    """Id of the plan."""
    plan_arn: pulumi.Output[str]
    """ARN of the plan."""
    role_arn: pulumi.Output[str]
    """ARN of the role with which AWS Backup backs up and restores."""

    def __init__(self, name: str, args: BackupPlanArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        vault = self._vault(args)
        self._protection(args, vault)
        plan = self._plan(args, vault)
        role_arn = self._role() if args.role_arn is None else pulumi.Output.from_input(args.role_arn)
        self._selections(args, plan, role_arn)

        self.vault_arn = vault.arn
        self.vault_name = vault.name
        self.plan_id = plan.id
        self.plan_arn = plan.arn
        self.role_arn = role_arn
        self.publish()

    def _vault(self, args: BackupPlanArgs) -> aws.backup.Vault:
        return aws.backup.Vault(
            self._child("vault"),
            name=self._physical_name(max_length=50),
            kms_key_arn=args.kms_key_arn,
            force_destroy=args.durability == "ephemeral",
            tags=self._tags(),
            opts=self._opts(**protection(protected=args.protected)),
        )

    def _protection(self, args: BackupPlanArgs, vault: aws.backup.Vault) -> None:
        denied = args.durability == "persistent" if args.deny_deletion is None else args.deny_deletion
        if denied:
            aws.backup.VaultPolicy(
                self._child("vault"),
                backup_vault_name=vault.name,
                policy=json.dumps(vault_policy()),
                opts=self._opts(),
            )
        if args.lock is not None:
            aws.backup.VaultLockConfiguration(
                self._child("vault"),
                backup_vault_name=vault.name,
                min_retention_days=args.lock.min_retention_days,
                max_retention_days=args.lock.max_retention_days,
                # With it, AWS makes the lock one for compliance.
                changeable_for_days=args.lock.changeable_for_days,
                # A changed lock replaces the one that there is; what is deleted last must not be the new one.
                opts=self._opts(delete_before_replace=True),
            )

    def _plan(self, args: BackupPlanArgs, vault: aws.backup.Vault) -> aws.backup.Plan:
        return aws.backup.Plan(
            self._child("plan"),
            name=self._physical_name(max_length=50),
            rules=[self._rule(name, rule, vault) for name, rule in args.rules.items()],
            tags=self._tags(),
            opts=self._opts(),
        )

    def _rule(self, name: str, rule: BackupRule, vault: aws.backup.Vault) -> aws.backup.PlanRuleArgs:
        return aws.backup.PlanRuleArgs(
            rule_name=name,
            target_vault_name=vault.name,
            schedule=rule.schedule,
            schedule_expression_timezone="Etc/UTC" if rule.time_zone == "UTC" else rule.time_zone,
            start_window=rule.start_window_minutes,
            completion_window=rule.completion_window_minutes,
            enable_continuous_backup=rule.continuous,
            lifecycle=aws.backup.PlanRuleLifecycleArgs(
                cold_storage_after=rule.cold_storage_after_days, delete_after=rule.retention_days
            ),
            copy_actions=[
                aws.backup.PlanRuleCopyActionArgs(
                    destination_vault_arn=copy.vault_arn,
                    lifecycle=aws.backup.PlanRuleCopyActionLifecycleArgs(
                        cold_storage_after=copy.cold_storage_after_days, delete_after=copy.retention_days
                    ),
                )
                for copy in rule.copies
            ],
            recovery_point_tags=with_default_tags(self._tags(name), self._invoke_opts),
        )

    def _role(self) -> pulumi.Output[str]:
        """Make the role of AWS Backup, and return its ARN, told when it may do its work."""
        home = current_environment(self._invoke_opts)
        role = aws.iam.Role(
            self._child("role"),
            name=self._global_name("backup", max_length=64),
            description=f"Backs up and restores for {self._physical_name()}",
            assume_role_policy=home.apply(lambda home: json.dumps(backup_trust_policy(home))),
            tags=self._tags("role"),
            opts=self._opts(),
        )
        attachments = [
            aws.iam.RolePolicyAttachment(
                self._child(f"role-{purpose}"),
                role=role.name,
                policy_arn=home.apply(lambda home, policy=policy: f"arn:{home.partition}:iam::aws:policy/{policy}"),
                opts=self._opts(),
            )
            for purpose, policy in MANAGED_POLICIES.items()
        ]
        told = pulumi.Output.all(role.arn, *(attachment.id for attachment in attachments))
        return told.apply(lambda values: str(values[0]))

    def _selections(self, args: BackupPlanArgs, plan: aws.backup.Plan, role_arn: pulumi.Output[str]) -> None:
        # Two selections, because one with ARNs and tags takes only what has both.
        if args.resource_arns:
            aws.backup.Selection(
                self._child("named"),
                name=self._physical_name("named", max_length=50),
                plan_id=plan.id,
                iam_role_arn=role_arn,
                resources=args.resource_arns,
                opts=self._opts(),
            )
        if args.resource_tags:
            aws.backup.Selection(
                self._child("tagged"),
                name=self._physical_name("tagged", max_length=50),
                plan_id=plan.id,
                iam_role_arn=role_arn,
                resources=["*"],
                conditions=[
                    aws.backup.SelectionConditionArgs(
                        string_equals=[
                            aws.backup.SelectionConditionStringEqualArgs(key=f"aws:ResourceTag/{key}", value=value)
                            for key, value in args.resource_tags.items()
                        ]
                    )
                ],
                opts=self._opts(),
            )
