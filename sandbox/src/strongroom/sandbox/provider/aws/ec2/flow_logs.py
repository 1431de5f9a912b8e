"""Flow logs."""

from typing import Any, Final

from ...errors import ProviderError
from ...resource import CHOSEN_ONCE, NEEDED, REPLACES, Property, only
from ...session import Session
from ...wire import Props
from ..tags import tag_dict
from .common import Ec2Resource, given, tagged


class FlowLog(Ec2Resource):
    """A flow log of a VPC or of a part of it, to CloudWatch Logs or to an S3 bucket."""

    token = "aws:ec2/flowLog:FlowLog"
    # By the property that names the resource: what AWS calls it, and how its ids begin.
    subjects: Final = {
        "vpcId": ("VPC", "vpc-"),
        "subnetId": ("Subnet", "subnet-"),
        "eniId": ("NetworkInterface", "eni-"),
        "regionalNatGatewayId": ("RegionalNatGateway", "nat-"),
    }
    one_of = tuple(subjects)
    settings: Final = {
        "trafficType": "TrafficType",
        "logDestination": "LogDestination",
        "logDestinationType": "LogDestinationType",
        "iamRoleArn": "DeliverLogsPermissionArn",
        "logFormat": "LogFormat",
        "maxAggregationInterval": "MaxAggregationInterval",
    }
    files: Final = {
        "fileFormat": "FileFormat",
        "hiveCompatiblePartitions": "HiveCompatiblePartitions",
        "perHourPartition": "PerHourPartition",
    }
    properties = {
        **dict.fromkeys(subjects, REPLACES),
        "trafficType": NEEDED,
        "logDestination": NEEDED,
        "iamRoleArn": REPLACES,
        "logFormat": CHOSEN_ONCE,
        "logDestinationType": Property(default="cloud-watch-logs", replace=True),
        "maxAggregationInterval": Property(default=600, replace=True),
        "destinationOptions": Property(
            replace=True,
            computed=True,
            nested=frozenset(files),
            inner={"fileFormat": "plain-text", "hiveCompatiblePartitions": False, "perHourPartition": False},
        ),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the flow log."""
        kind, resource_id = only([(kind, props[name]) for name, (kind, _) in self.subjects.items() if name in props])
        options: Props = props.get("destinationOptions") or {}
        files = {self.files[name]: value for name, value in options.items()}
        made = aws.client("ec2").create_flow_logs(
            ResourceType=kind,
            ResourceIds=[resource_id],
            TagSpecifications=tagged("vpc-flow-log", tags),
            **given(props, self.settings),
            **({"DestinationOptions": files} if files else {}),
        )
        for failure in made.get("Unsuccessful", []):
            raise ProviderError(f"CreateFlowLogs: {failure['Error']['Code']}: {failure['Error']['Message']}")
        return only(made["FlowLogIds"])

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the flow log."""
        log = only(aws.client("ec2").describe_flow_logs(FlowLogIds=[id])["FlowLogs"])
        return {
            "arn": aws.arn("ec2", f"vpc-flow-log/{id}"),
            self._subject(log["ResourceId"]): log["ResourceId"],
            **{ours: log.get(theirs) for ours, theirs in self.settings.items()},
            "destinationOptions": self._files(log.get("DestinationOptions")),
            "tags": tag_dict(log.get("Tags")),
        }

    def _subject(self, resource_id: str) -> str:
        return next(name for name, (_, start) in self.subjects.items() if resource_id.startswith(start))

    def _files(self, options: dict[str, Any] | None) -> Props | None:
        if not options:
            return None
        return {ours: options[theirs] for ours, theirs in self.files.items() if theirs in options}

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the flow log."""
        aws.client("ec2").delete_flow_logs(FlowLogIds=[id])


RESOURCES: Final = (FlowLog(),)
