"""Amazon CloudWatch Logs."""

from ..resource import PLAIN, AutoName, Property, Resource, only
from ..session import Session
from ..wire import Props


class LogGroup(Resource):
    """A log group."""

    token = "aws:cloudwatch/logGroup:LogGroup"
    taggable = True
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=512)),
        "kmsKeyId": PLAIN,
        "retentionInDays": Property(default=0, after_create=True),
        "logGroupClass": Property(default="STANDARD", replace=True),
        "skipDestroy": Property(default=False),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the group. Its id is its name."""
        key = {"kmsKeyId": props["kmsKeyId"]} if "kmsKeyId" in props else {}
        aws.client("logs").create_log_group(
            logGroupName=props["name"], logGroupClass=props["logGroupClass"], tags=tags, **key
        )
        return props["name"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the group."""
        logs = aws.client("logs")
        pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=id)
        group = only([group for page in pages for group in page["logGroups"] if group["logGroupName"] == id])
        arn = group["arn"].removesuffix(":*")
        return {
            "arn": arn,
            "name": id,
            "kmsKeyId": group.get("kmsKeyId"),
            "retentionInDays": group.get("retentionInDays", 0),
            "logGroupClass": group.get("logGroupClass", "STANDARD"),
            "tags": logs.list_tags_for_resource(resourceArn=arn)["tags"],
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the key, or the retention: 0 days is for ever."""
        logs = aws.client("logs")
        if "kmsKeyId" in changed and props.get("kmsKeyId"):
            logs.associate_kms_key(logGroupName=id, kmsKeyId=props["kmsKeyId"])
        elif "kmsKeyId" in changed:
            logs.disassociate_kms_key(logGroupName=id)
        if "retentionInDays" in changed and props["retentionInDays"]:
            logs.put_retention_policy(logGroupName=id, retentionInDays=props["retentionInDays"])
        elif "retentionInDays" in changed:
            logs.delete_retention_policy(logGroupName=id)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the group, unless the program says to keep it."""
        if not known.get("skipDestroy"):
            aws.client("logs").delete_log_group(logGroupName=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("logs").tag_resource(resourceArn=known["arn"], tags=tags)

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("logs").untag_resource(resourceArn=known["arn"], tagKeys=keys)


RESOURCES = (LogGroup(),)
