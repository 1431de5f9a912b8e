"""Checks of IAM's policies and of KMS keys."""

import re

from strongroom.observability._proof._checks import Check, Judgement, check, expected, own
from strongroom.observability._proof._policies import allowed, statements
from strongroom.observability._proof._state import Registered, StackState

_MANAGED = "iam.Policy"
_INLINE = "iam.RolePolicy iam.UserPolicy iam.GroupPolicy"
_POLICIES = f"{_MANAGED} {_INLINE}"
_KEYS = "kms.Key kms.ReplicaKey kms.ExternalKey"
_DECRYPT = expected("KMS.1", "blockedActionsPatterns")
_ALL_KEYS = re.compile(r"\*|arn:aws[a-z-]*:kms:[^:]*:[^:]*:(\*|key/\*|alias/\*)")
_ACCOUNT = re.compile(r"\d{12}|arn:aws[a-z-]*:iam::\d{12}:root")
_SERVICE_WILDCARD = re.compile(r"[a-z0-9-]+:\*")
_LOOKS = re.compile(r"[a-z0-9-]+:(list|describe)[a-z*]*")
_AGENT_ACTIONS = frozenset(
    {
        *("ssm:getdeployablepatchsnapshotforinstance", "ssm:getdocument", "ssm:getmanifest", "ssm:putcomplianceitems"),
        *("ssm:putconfigurepackageresult", "ssm:putinventory", "ssm:updateassociationstatus"),
        *("ssm:updateinstanceassociationstatus", "ssm:updateinstanceinformation"),
        *("ssmmessages:createcontrolchannel", "ssmmessages:createdatachannel"),
        *("ssmmessages:opencontrolchannel", "ssmmessages:opendatachannel"),
        *("ec2messages:acknowledgemessage", "ec2messages:deletemessage", "ec2messages:failmessage"),
        *("ec2messages:getendpoint", "ec2messages:getmessages", "ec2messages:sendreply"),
    }
)
"""What the agent of Systems Manager needs on everything, without the parameters that AWS's own policy for it may read.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
"""

_WITHOUT_RESOURCES = frozenset(
    {
        *("ecr:getauthorizationtoken", "sts:getcalleridentity", "s3:getaccountpublicaccessblock"),
        *("cloudwatch:getmetricdata", "cloudwatch:getmetricstatistics", "cloudwatch:getmetricwidgetimage"),
        *("xray:putsegments", "xray:puttelemetryrecords", "xray:puttracesegments"),
    }
)
"""Actions that know no resources, so that a policy has to say `*`.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""


def _administration(policy: Registered, stack: StackState) -> Judgement:
    del stack
    found = [each for each in statements(policy.get("policy")) if each.allows and "*" in each.actions]
    return "it allows everything on everything" if any("*" in each.resources for each in found) else None


def _service_wildcards(policy: Registered, stack: StackState) -> Judgement:
    del stack
    found = {
        action
        for each in statements(policy.get("policy"))
        if each.allows
        for action in each.actions
        if action == "*" or _SERVICE_WILDCARD.fullmatch(action)
    }
    return f"it allows all of a service: {', '.join(sorted(found))}" if found else None


def _unlimited(policy: Registered, stack: StackState) -> Judgement:
    del stack
    found = {
        action
        for each in statements(policy.get("policy"))
        if each.allows and "*" in each.resources and not each.conditions
        for action in each.actions
        if action not in _WITHOUT_RESOURCES | _AGENT_ACTIONS and not _LOOKS.fullmatch(action)
    }
    return f"it allows on everything, without a condition: {', '.join(sorted(found))}" if found else None


def _trust(role: Registered, stack: StackState) -> Judgement:
    del stack
    allowing = [each for each in statements(role.get("assumeRolePolicy")) if each.allows]
    if any("*" in principal for each in allowing for principal in each.principals):
        return "everyone may assume it"
    whole = any(_ACCOUNT.fullmatch(who) for each in allowing if not each.conditions for who in each.principals)
    return "everyone in an account may assume it" if whole else None


def _decrypts_all(policy: Registered, stack: StackState) -> Judgement:
    del stack
    # AWS looks at the actions and resources alone, whatever the conditions say.
    found = allowed(statements(policy.get("policy")), *_DECRYPT)
    every = any(_ALL_KEYS.fullmatch(resource) for each in found for resource in each.resources)
    return "it allows to decrypt with all keys" if every else None


def _usable(key: Registered, stack: StackState) -> Judgement:
    del stack
    disabled = key.text("isEnabled" if key.kind == "kms.Key" else "enabled").lower() == "false"
    pending = key.text("keyState") in ("PendingDeletion", "PendingReplicaDeletion")
    if pending:
        return "it is scheduled for deletion"
    return "it is disabled" if disabled else None


def _rotates(key: Registered, stack: StackState) -> bool:
    del stack
    return key.text("customerMasterKeySpec") in ("", "SYMMETRIC_DEFAULT") and not key.text("customKeyStoreId")


def _rotation(key: Registered, stack: StackState) -> Judgement:
    del stack
    return None if key.flag("enableKeyRotation") else "it is not rotated"


def _private_key(key: Registered, stack: StackState) -> Judgement:
    separate = stack.where("kms.KeyPolicy", "keyId", key.id, key.arn)
    public = any(each.public for source in (key, *separate) for each in statements(source.get("policy")))
    return "its policy lets everyone use it" if public else None


CHECKS: tuple[Check, ...] = (
    check("IAM.1", _POLICIES, _administration, "CKV_AWS_62"),
    check("IAM.21", _POLICIES, _service_wildcards, "CKV_AWS_63"),
    check(
        own(
            "IAM.Constrained",
            "Policies name resources or conditions for what they allow",
        ),
        _POLICIES,
        _unlimited,
        "CKV_AWS_355 CKV_AWS_286 CKV_AWS_287 CKV_AWS_288 CKV_AWS_289 CKV_AWS_290",
    ),
    check(
        own("IAM.Trust", "Roles can be assumed by named principals only"), "iam.Role", _trust, "CKV_AWS_60 CKV_AWS_61"
    ),
    check("KMS.1", _MANAGED, _decrypts_all),
    check("KMS.2", _INLINE, _decrypts_all),
    check("KMS.3", _KEYS, _usable, "CKV_AWS_227"),
    check("KMS.5", _KEYS, _private_key, "CKV_AWS_33 CKV2_AWS_64"),
    check("KMS.4", "kms.Key", _rotation, "CKV_AWS_7", _rotates),
)
"""The checks of IAM and KMS. Of IAM.1 and IAM.21 AWS looks at managed policies only; here inline ones count too.

https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html
https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html
"""
