"""The public hosted zone of the portal's domain, and its DNSSEC signing."""

import json
from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from strongroom.core import HOSTED_ZONE_TAGS, Args, Component, DomainName, Durability, TagQuota, policy_document
from strongroom.core.aws import current_environment

US_EAST_1 = "us-east-1"
"""Region where Route 53 finds the keys of DNSSEC."""

_DELETION_WINDOW_DAYS = {"persistent": 30, "ephemeral": 7}


class HostedZoneArgs(Args):
    """Inputs of a `HostedZone`."""

    durability: Durability = "persistent"
    """Whether the environment is persistent, which sets the default of `dnssec`."""

    domain_name: DomainName
    """Domain name of the zone."""

    dnssec: bool | None = None
    """Whether Route 53 signs the zone's records (CKV2_AWS_38). Default: true if persistent.

    Resolvers verify the signatures once the parent zone has the output `ds_record`. Remove that record, and wait for
    its TTL, before you turn signing off or delete the zone: resolvers would take the domain for forged.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec.html
    """

    @property
    def signed(self) -> bool:
        """Whether the zone is signed."""
        return self.durability == "persistent" if self.dnssec is None else self.dnssec


class HostedZone(Component):
    """A public hosted zone of Route 53, signed with DNSSEC in persistent environments.

    Args:
        name: Name of the zone; logical names of its resources start with it.
        args: Inputs of the zone.
        opts: Pulumi's resource options, inherited by the component's resources.

    Raises:
        InputError: The name or an input is invalid.
    """

    _supported_partitions = ("aws",)

    zone_id: pulumi.Output[str]
    """ID of the zone."""
    name_servers: pulumi.Output[Sequence[str]]
    """Name servers of the zone, for the NS record in the parent zone."""
    ds_record: pulumi.Output[str] | None
    """Value of the DS record for the parent zone. Resolves once the zone is signed; None without DNSSEC."""

    def __init__(self, name: str, args: HostedZoneArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        zone = aws.route53.Zone(
            self._child("zone"),
            name=args.domain_name,
            comment=f"The zone of {self._physical_name()}",
            # The certificates' validation records outlive the components that created them.
            force_destroy=True,
            tags=self._tags(),
            opts=self._opts(),
        )
        self.zone_id = zone.zone_id
        self.name_servers = zone.name_servers
        self.ds_record = self._sign(args, zone) if args.signed else None
        self.publish()

    @classmethod
    def _tag_quota(cls, args: HostedZoneArgs) -> TagQuota:
        return HOSTED_ZONE_TAGS

    def _sign(self, args: HostedZoneArgs, zone: aws.route53.Zone) -> pulumi.Output[str]:
        key = aws.kms.Key(
            self._child("dnssec"),
            region=US_EAST_1,
            description=f"Signs the keys of {args.domain_name} for DNSSEC",
            customer_master_key_spec="ECC_NIST_P256",
            key_usage="SIGN_VERIFY",
            deletion_window_in_days=_DELETION_WINDOW_DAYS[args.durability],
            policy=pulumi.Output.all(home=current_environment(self._invoke_opts), zone=zone.arn).apply(
                lambda known: _key_policy(known["home"].arn("iam", "root", region=""), known["zone"])
            ),
            tags=self._tags("dnssec"),
            opts=self._opts(),
        )
        signing_key = aws.route53.KeySigningKey(
            self._child("dnssec"),
            hosted_zone_id=zone.zone_id,
            key_management_service_arn=key.arn,
            name=self._physical_name("ksk", max_length=128).replace("-", "_"),
            opts=self._opts(),
        )
        signing = aws.route53.HostedZoneDnsSec(
            self._child("dnssec"),
            hosted_zone_id=zone.zone_id,
            # Signing ends before its key is deleted.
            opts=self._opts(depends_on=[signing_key]),
        )
        return pulumi.Output.all(signing.id, signing_key.ds_record).apply(lambda known: known[1])


def _key_policy(account: str, zone_arn: str) -> str:
    """Return the policy that Route 53 requires of a key for DNSSEC.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/access-control-managing-permissions.html#KMS-key-policy-for-DNSSEC

    Args:
        account: ARN of the account's root.
        zone_arn: ARN of the zone.
    """
    service = {"Service": "dnssec-route53.amazonaws.com"}
    owner = {"StringEquals": {"aws:SourceAccount": account.split(":")[4]}, "ArnEquals": {"aws:SourceArn": zone_arn}}
    granted = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    statements: list[dict[str, Any]] = [
        {"Sid": "Account", "Principal": {"AWS": account}, "Action": "kms:*"},
        {
            "Sid": "Route53",
            "Principal": service,
            "Action": ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"],
            "Condition": owner,
        },
        {"Sid": "Route53Grant", "Principal": service, "Action": "kms:CreateGrant", "Condition": {**owner, **granted}},
    ]
    return json.dumps(policy_document([{"Effect": "Allow", "Resource": "*", **each} for each in statements]))
