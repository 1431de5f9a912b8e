"""AWS Config: the recorder, what starts it, its delivery channel, and how long it keeps what it recorded."""

from typing import Any, Final

from ...resource import EVERYTHING, PLAIN, Property, Resource, only
from ...session import Session
from ...wire import Props
from ..ec2.common import given
from ..lists import items_of
from ..translate import request, told
from .common import NAME

_ARN: Final = {"roleArn": "roleARN"}
_CHANNEL: Final = {
    "s3BucketName": "s3BucketName",
    "s3KeyPrefix": "s3KeyPrefix",
    "s3KmsKeyArn": "s3KmsKeyArn",
    "snsTopicArn": "snsTopicARN",
}


class Recorder(Resource):
    """What records the configuration of resources. A region has one."""

    token = "aws:cfg/recorder:Recorder"
    properties = {
        "name": NAME,
        "roleArn": PLAIN,
        "recordingGroup": Property(computed=True, partial=True, nested=EVERYTHING, inner={"allSupported": True}),
        "recordingMode": Property(
            computed=True, partial=True, nested=EVERYTHING, inner={"recordingFrequency": "CONTINUOUS"}
        ),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the recorder. Its id is its name."""
        self._put(aws, props)
        return props["name"]

    @staticmethod
    def _put(aws: Session, props: Props) -> None:
        recorder: Props = {"name": props["name"], "roleArn": props["roleArn"]}
        if group := props.get("recordingGroup"):
            recorder["recordingGroup"] = _group(group)
        if mode := props.get("recordingMode"):
            override = mode.get("recordingModeOverride")
            recorder["recordingMode"] = {
                "recordingFrequency": mode.get("recordingFrequency", "CONTINUOUS"),
                "recordingModeOverrides": [override] if override else None,
            }
        aws.client("config").put_configuration_recorder(
            ConfigurationRecorder=request(aws, "config", "ConfigurationRecorder", recorder, _ARN)
        )

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the recorder."""
        answer = aws.client("config").describe_configuration_recorders(ConfigurationRecorderNames=[id])
        seen = only(answer["ConfigurationRecorders"])
        group, mode = seen["recordingGroup"], seen["recordingMode"]
        excluded: Props | None = group.get("exclusionByResourceTypes")
        listed: Props = {
            **group,
            "exclusionByResourceTypes": [excluded] if excluded and excluded.get("resourceTypes") else None,
            "recordingStrategies": [group["recordingStrategy"]],
        }
        overridden = {**mode, "recordingModeOverride": next(iter(items_of(mode, "recordingModeOverrides")), None)}
        return {
            "name": id,
            "roleArn": seen["roleARN"],
            "recordingGroup": told(self.token, "recordingGroup", listed),
            "recordingMode": told(self.token, "recordingMode", overridden),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the recorder."""
        self._put(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the recorder."""
        aws.client("config").delete_configuration_recorder(ConfigurationRecorderName=id)


def _group(group: Props) -> Props:
    """Return a recording group as AWS has it, where what the SDK has as a list of one is an object."""
    excluded, strategies = items_of(group, "exclusionByResourceTypes"), items_of(group, "recordingStrategies")
    same = {name: value for name, value in group.items() if name in ("includeGlobalResourceTypes", "resourceTypes")}
    return {
        **same,
        "allSupported": group.get("allSupported", True),
        "exclusionByResourceTypes": excluded[0] if excluded else None,
        "recordingStrategy": strategies[0] if strategies else None,
    }


class RecorderStatus(Resource):
    """Whether a recorder records. Its id is the recorder's name."""

    token = "aws:cfg/recorderStatus:RecorderStatus"
    # The official provider takes another name in place, and starts nothing of that name.
    properties = {"name": Property(needed=True, replace=True), "isEnabled": PLAIN}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Start the recorder or stop it."""
        self.update(aws, props["name"], props, frozenset({"isEnabled"}))
        return props["name"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return whether it records."""
        answer = aws.client("config").describe_configuration_recorder_status(ConfigurationRecorderNames=[id])
        return {"name": id, "isEnabled": only(answer["ConfigurationRecordersStatus"])["recording"]}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Start the recorder or stop it."""
        config = aws.client("config")
        act = config.start_configuration_recorder if props["isEnabled"] else config.stop_configuration_recorder
        act(ConfigurationRecorderName=id)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Stop the recorder."""
        aws.client("config").stop_configuration_recorder(ConfigurationRecorderName=id)


class DeliveryChannel(Resource):
    """Where AWS Config delivers what it recorded."""

    token = "aws:cfg/deliveryChannel:DeliveryChannel"
    properties = {
        "name": NAME,
        **dict.fromkeys(_CHANNEL, PLAIN),
        "snapshotDeliveryProperties": Property(nested=EVERYTHING),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the channel. Its id is its name."""
        self.update(aws, props["name"], props, frozenset())
        return props["name"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the channel."""
        seen = only(aws.client("config").describe_delivery_channels(DeliveryChannelNames=[id])["DeliveryChannels"])
        snapshots = seen.get("configSnapshotDeliveryProperties")
        return {
            "name": id,
            **{ours: seen.get(theirs) for ours, theirs in _CHANNEL.items()},
            "snapshotDeliveryProperties": told(self.token, "snapshotDeliveryProperties", snapshots),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the channel: AWS takes the whole of it."""
        channel: dict[str, Any] = {"name": id, **given(props, _CHANNEL)}
        if snapshots := props.get("snapshotDeliveryProperties"):
            channel["configSnapshotDeliveryProperties"] = snapshots
        aws.client("config").put_delivery_channel(DeliveryChannel=channel)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the channel."""
        aws.client("config").delete_delivery_channel(DeliveryChannelName=id)


class RetentionConfiguration(Resource):
    """For how many days AWS Config keeps what it recorded. A region has one, which is named `default`."""

    token = "aws:cfg/retentionConfiguration:RetentionConfiguration"
    properties = {"retentionPeriodInDays": PLAIN}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set the days. Its id is the name that AWS gives it."""
        made = aws.client("config").put_retention_configuration(RetentionPeriodInDays=props["retentionPeriodInDays"])
        return made["RetentionConfiguration"]["Name"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the days."""
        answer = aws.client("config").describe_retention_configurations(RetentionConfigurationNames=[id])
        seen = only(answer["RetentionConfigurations"])
        return {"name": seen["Name"], "retentionPeriodInDays": seen["RetentionPeriodInDays"]}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the days."""
        self.create(aws, props, {})

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Go back to AWS's own: seven years."""
        aws.client("config").delete_retention_configuration(RetentionConfigurationName=id)


RESOURCES: Final = (Recorder(), RecorderStatus(), DeliveryChannel(), RetentionConfiguration())
