"""Checks of what is set of a whole account and region: AWS Config, GuardDuty, Inspector, EBS."""

from strongroom.observability._proof._checks import Check, Judge, Judgement, check, own
from strongroom.observability._proof._state import Registered, StackState

_SERVICE_LINKED_ROLE = ":role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"


def _ebs_encryption(setting: Registered, stack: StackState) -> Judgement:
    del stack
    return "it is off" if setting.text("enabled").lower() == "false" else None


def _records(recorder: Registered, stack: StackState) -> Judgement:
    statuses = stack.where("cfg.RecorderStatus", "name", recorder.text("name"), recorder.id)
    if not any(each.flag("isEnabled") for each in statuses):
        return "it does not record"
    if not any(each.region == recorder.region for each in stack.of("cfg.DeliveryChannel")):
        return "it delivers nothing"
    if not recorder.text("roleArn").endswith(_SERVICE_LINKED_ROLE):
        return "its role is not the service-linked one of AWS Config"
    return None


def _on(detector: Registered, stack: StackState) -> Judgement:
    del stack
    return "it is off" if detector.text("enable").lower() == "false" else None


def _protects(feature: str, what: str, older: str = "") -> Judge:
    """Judge whether a detector has a protection, as a feature or as it was set before there were features."""

    def judge(detector: Registered, stack: StackState) -> Judgement:
        features = stack.where("guardduty.DetectorFeature", "detectorId", detector.id)
        on = any(each.text("name") == feature and each.text("status") == "ENABLED" for each in features)
        return None if on or (older and detector.flag(older)) else f"it does not watch {what}"

    return judge


def _scans(enabler: Registered, stack: StackState) -> Judgement:
    del stack
    return None if "EC2" in enabler.texts("resourceTypes") else "it does not scan EC2"


EBS_CHECKS: tuple[Check, ...] = (check("EC2.7", "ebs.EncryptionByDefault", _ebs_encryption, "CKV_AWS_106"),)
"""The check of EBS.

https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html
"""

CONFIG_CHECKS: tuple[Check, ...] = (
    check(
        own(
            "Config.1",
            "AWS Config records, with its service-linked role",
            "",
            {"fsbp": "Config.1", "cis_v5": "3.3", "cis_v3": "3.3"},
        ),
        "cfg.Recorder",
        _records,
        "CKV2_AWS_45 CKV2_AWS_48",
    ),
)
"""The check of AWS Config.

https://docs.aws.amazon.com/securityhub/latest/userguide/config-controls.html
"""

GUARDDUTY_CHECKS: tuple[Check, ...] = (
    check("GuardDuty.1", "guardduty.Detector", _on, "CKV_AWS_238"),
    check("GuardDuty.9", "guardduty.Detector", _protects("RDS_LOGIN_EVENTS", "logins to databases")),
    check("GuardDuty.10", "guardduty.Detector", _protects("S3_DATA_EVENTS", "S3", "datasources.s3Logs.enable")),
)
"""The checks of GuardDuty.

https://docs.aws.amazon.com/securityhub/latest/userguide/guardduty-controls.html
"""

INSPECTOR_CHECKS: tuple[Check, ...] = (check("Inspector.1", "inspector2.Enabler", _scans),)
"""The check of Inspector.

https://docs.aws.amazon.com/securityhub/latest/userguide/inspector-controls.html
"""
