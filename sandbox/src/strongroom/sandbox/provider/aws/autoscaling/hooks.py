"""Lifecycle hooks, and notifications of what groups do."""

from typing import Final

from ...resource import CHOSEN, PLAIN, REPLACES, AutoName, Property, Resource, only
from ...session import Session
from ...wire import Props
from ..ec2.common import added_and_removed
from ..translate import request


class LifecycleHook(Resource):
    """A pause while an instance starts or ends. Its id is the group's name and its own."""

    token = "aws:autoscaling/lifecycleHook:LifecycleHook"
    names: Final = {
        "defaultResult": "DefaultResult",
        "heartbeatTimeout": "HeartbeatTimeout",
        "lifecycleTransition": "LifecycleTransition",
        "notificationMetadata": "NotificationMetadata",
        "notificationTargetArn": "NotificationTargetARN",
        "roleArn": "RoleARN",
    }
    properties = {
        "autoscalingGroupName": REPLACES,
        "name": Property(replace=True, autoname=AutoName(max_length=255)),
        "defaultResult": CHOSEN,
        **dict.fromkeys([name for name in names if name != "defaultResult"], PLAIN),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the hook."""
        self._put(aws, props)
        return f"{props['autoscalingGroupName']}/{props['name']}"

    def _put(self, aws: Session, props: Props) -> None:
        asked: Props = {
            "autoScalingGroupName": props["autoscalingGroupName"],
            "lifecycleHookName": props["name"],
            **{ours: props.get(ours) for ours in self.names},
        }
        aws.client("autoscaling").put_lifecycle_hook(**request(aws, "autoscaling", "PutLifecycleHookType", asked))

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the hook."""
        group, _, name = id.partition("/")
        answer = aws.client("autoscaling").describe_lifecycle_hooks(
            AutoScalingGroupName=group, LifecycleHookNames=[name]
        )
        found = only(answer["LifecycleHooks"])
        seen = {ours: found.get(theirs) for ours, theirs in self.names.items()}
        if known and "heartbeatTimeout" not in known:
            del seen["heartbeatTimeout"]
        return {"autoscalingGroupName": group, "name": name, **seen}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the hook."""
        self._put(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the hook."""
        group, _, name = id.partition("/")
        aws.client("autoscaling").delete_lifecycle_hook(AutoScalingGroupName=group, LifecycleHookName=name)


class Notification(Resource):
    """What a topic is told of groups. Its id is the topic's ARN."""

    token = "aws:autoscaling/notification:Notification"
    properties = {"topicArn": REPLACES, "groupNames": Property(form="set"), "notifications": Property(form="set")}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Tell the topic of each group."""
        self._put(aws, props)
        return props["topicArn"]

    @staticmethod
    def _put(aws: Session, props: Props) -> None:
        for group in props["groupNames"]:
            aws.client("autoscaling").put_notification_configuration(
                AutoScalingGroupName=group, TopicARN=props["topicArn"], NotificationTypes=props["notifications"]
            )

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return what the topic is told, of the program's groups or on import of all."""
        groups = {"AutoScalingGroupNames": known["groupNames"]} if known.get("groupNames") else {}
        pages = aws.client("autoscaling").get_paginator("describe_notification_configurations").paginate(**groups)
        found = [one for page in pages for one in page["NotificationConfigurations"] if one["TopicARN"] == id]
        if not found:
            return None
        return {
            "topicArn": id,
            "groupNames": sorted({one["AutoScalingGroupName"] for one in found}),
            "notifications": sorted({one["NotificationType"] for one in found}),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Tell the topic of the groups that the program names, and no longer of others."""
        present = (self.read(aws, id, {}) or {}).get("groupNames", [])
        _, removed = added_and_removed(props["groupNames"], present)
        self._forget(aws, id, removed)
        self._put(aws, props)

    @staticmethod
    def _forget(aws: Session, topic: str, groups: list[str]) -> None:
        for group in groups:
            aws.client("autoscaling").delete_notification_configuration(AutoScalingGroupName=group, TopicARN=topic)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Tell the topic nothing more."""
        self._forget(aws, id, (self.read(aws, id, known) or {}).get("groupNames", []))


RESOURCES: Final = (LifecycleHook(), Notification())
