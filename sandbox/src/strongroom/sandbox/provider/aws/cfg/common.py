"""What the types of AWS Config have in common."""

from typing import Final

from ...resource import AutoName, Property, Resource
from ...session import Session
from ...wire import Props
from ..tags import tag_list

NAME: Final = Property(replace=True, autoname=AutoName(max_length=255))


class ConfigResource(Resource):
    """A resource of AWS Config that has tags."""

    taggable = True

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("config").tag_resource(ResourceArn=known["arn"], Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("config").untag_resource(ResourceArn=known["arn"], TagKeys=keys)
