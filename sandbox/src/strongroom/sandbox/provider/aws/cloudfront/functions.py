"""Functions that run at the edge, and the key value stores that they read."""

from typing import Any, Final

from botocore.exceptions import ClientError

from ...errors import is_missing
from ...resource import PLAIN, AutoName, Property, existing
from ...session import Session
from ...wire import Props
from ..lists import items_of
from ..tags import tag_list
from .common import CloudFrontResource, tags_of

_WORKED_ON: Final = frozenset({"code", "comment", "keyValueStoreAssociations", "runtime"})
_TAGS: Final = "Items"


class Function(CloudFrontResource):
    """A function. Its id is its name. What distributions run is the stage of it that is published."""

    token = "aws:cloudfront/function:Function"
    taggable = True
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=64)),
        "code": PLAIN,
        "comment": PLAIN,
        "keyValueStoreAssociations": Property(form="set"),
        "publish": Property(default=True),
        "runtime": PLAIN,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the function, and publish it if the program says so."""
        cloudfront, name = aws.client("cloudfront"), props["name"]
        tagged = {"Tags": {_TAGS: tag_list(tags)}} if tags else {}
        made = cloudfront.create_function(Name=name, **_definition(props), **tagged)
        if props.get("publish"):
            with existing(name):
                cloudfront.publish_function(Name=name, IfMatch=made["ETag"])
        return name

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the function as it is worked on, and the version of the published one."""
        cloudfront = aws.client("cloudfront")
        seen = cloudfront.describe_function(Name=id, Stage="DEVELOPMENT")
        summary, config = seen["FunctionSummary"], seen["FunctionSummary"]["FunctionConfig"]
        stores = items_of(config.get("KeyValueStoreAssociations") or {}, "Items")
        arn = summary["FunctionMetadata"]["FunctionARN"]
        return {
            "arn": arn,
            "name": id,
            "code": cloudfront.get_function(Name=id, Stage="DEVELOPMENT")["FunctionCode"].read().decode(),
            "comment": config["Comment"] or None,
            "runtime": config["Runtime"],
            "keyValueStoreAssociations": [one["KeyValueStoreARN"] for one in stores],
            "status": summary["Status"],
            "etag": seen["ETag"],
            "liveStageEtag": self._live(cloudfront, id),
            "tags": tags_of(aws, arn),
        }

    @staticmethod
    def _live(cloudfront: Any, name: str) -> str:
        try:
            return cloudfront.describe_function(Name=name, Stage="LIVE")["ETag"]
        except ClientError as error:
            if is_missing(error):
                return ""
            raise

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the function, and publish it if the program says so."""
        cloudfront = aws.client("cloudfront")
        etag = cloudfront.describe_function(Name=id)["ETag"]
        if _WORKED_ON & changed:
            etag = cloudfront.update_function(Name=id, IfMatch=etag, **_definition(props))["ETag"]
        if props.get("publish"):
            cloudfront.publish_function(Name=id, IfMatch=etag)

    def unsettled(self, changed: frozenset[str]) -> frozenset[str]:
        """Every change makes a version, and publishing one makes the live one."""
        return frozenset({"etag", "liveStageEtag", "status"})

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the function; AWS refuses that while a distribution has it."""
        cloudfront = aws.client("cloudfront")
        cloudfront.delete_function(Name=id, IfMatch=cloudfront.describe_function(Name=id)["ETag"])


def _definition(props: Props) -> dict[str, Any]:
    stores: list[str] = props.get("keyValueStoreAssociations") or []
    associations = {"Quantity": len(stores), "Items": [{"KeyValueStoreARN": arn} for arn in stores]}
    config = {
        "Comment": props.get("comment") or "",
        "Runtime": props["runtime"],
        **({"KeyValueStoreAssociations": associations} if stores else {}),
    }
    return {"FunctionConfig": config, "FunctionCode": props["code"].encode()}


class KeyValueStore(CloudFrontResource):
    """A store of keys and values, which functions read. Its id is its name."""

    token = "aws:cloudfront/keyValueStore:KeyValueStore"
    taggable = True
    properties = {"name": Property(replace=True, autoname=AutoName(max_length=64)), "comment": PLAIN}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the store."""
        cloudfront, name = aws.client("cloudfront"), props["name"]
        tagged = {"Tags": {_TAGS: tag_list(tags)}} if tags else {}
        cloudfront.create_key_value_store(Name=name, Comment=props.get("comment") or "", **tagged)
        return name

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the store, without what is in it."""
        answer = aws.client("cloudfront").describe_key_value_store(Name=id)
        store = answer["KeyValueStore"]
        return {
            "arn": store["ARN"],
            "name": id,
            "comment": store["Comment"] or None,
            "etag": answer["ETag"],
            "lastModifiedTime": store["LastModifiedTime"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "tags": tags_of(aws, store["ARN"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the comment."""
        cloudfront = aws.client("cloudfront")
        etag = cloudfront.describe_key_value_store(Name=id)["ETag"]
        cloudfront.update_key_value_store(Name=id, IfMatch=etag, Comment=props.get("comment") or "")

    def unsettled(self, changed: frozenset[str]) -> frozenset[str]:
        """Every change makes a version."""
        return frozenset({"etag", "lastModifiedTime"})

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the store; AWS refuses that while a function has it."""
        cloudfront = aws.client("cloudfront")
        etag = cloudfront.describe_key_value_store(Name=id)["ETag"]
        cloudfront.delete_key_value_store(Name=id, IfMatch=etag)


RESOURCES: Final = (Function(), KeyValueStore())
