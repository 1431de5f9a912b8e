"""What alarms of both kinds share."""

from typing import Final

from ...resource import Resource
from ...session import Session
from ...wire import Props
from ..tags import tag_list

ACTIONS: Final = ("alarmActions", "insufficientDataActions", "okActions")
"""The properties that list what an alarm does, whose order means nothing."""


class Alarm(Resource):
    """An alarm of either kind. Its id is its name."""

    taggable = True

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the alarm."""
        aws.client("cloudwatch").delete_alarms(AlarmNames=[id])

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("cloudwatch").tag_resource(ResourceARN=known["arn"], Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("cloudwatch").untag_resource(ResourceARN=known["arn"], TagKeys=keys)
