"""AWS CloudTrail."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..changes import filled
from ..resource import EVERYTHING, PLAIN, AutoName, Property, Resource, existing, only
from ..schema import Problem
from ..session import Session
from ..wire import Props
from .lists import items_of
from .tags import tag_dict, tag_list
from .translate import Names, request, told

_TEXTS: Final[Mapping[str, str]] = {
    "cloudWatchLogsGroupArn": "CloudWatchLogsLogGroupArn",
    "cloudWatchLogsRoleArn": "CloudWatchLogsRoleArn",
    "kmsKeyId": "KmsKeyId",
    "s3BucketName": "S3BucketName",
    "s3KeyPrefix": "S3KeyPrefix",
    "snsTopicName": "SnsTopicName",
}
_SWITCHES: Final[Mapping[str, str]] = {
    "enableLogFileValidation": "EnableLogFileValidation",
    "includeGlobalServiceEvents": "IncludeGlobalServiceEvents",
    "isMultiRegionTrail": "IsMultiRegionTrail",
    "isOrganizationTrail": "IsOrganizationTrail",
}
_SELECTORS: Final = ("eventSelectors", "advancedEventSelectors")
_TOGETHER: Final = frozenset({"cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"})
"""AWS takes either with the other only."""
_BASIC: Final = {"includeManagementEvents": True, "readWriteType": "All"}
_NAMES: Final[Names] = {
    "endsWiths": "EndsWith",
    "notEndsWiths": "NotEndsWith",
    "notStartsWiths": "NotStartsWith",
    "startsWiths": "StartsWith",
}


class Trail(Resource):
    """A trail. Its id is its ARN."""

    token = "aws:cloudtrail/trail:Trail"
    taggable = True
    properties = {
        **dict.fromkeys(_TEXTS, PLAIN),
        "advancedEventSelectors": Property(nested=EVERYTHING, after_create=True),
        "enableLogFileValidation": Property(default=False),
        "enableLogging": Property(default=True),
        "eventSelectors": Property(nested=EVERYTHING, inner=_BASIC, after_create=True),
        "includeGlobalServiceEvents": Property(default=True),
        "insightSelectors": Property(form="set", nested=EVERYTHING, after_create=True),
        "isMultiRegionTrail": Property(default=False),
        "isOrganizationTrail": Property(default=False),
        "name": Property(replace=True, autoname=AutoName(max_length=128)),
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return selectors of both kinds at once."""
        if all(props.get(name) for name in _SELECTORS):
            yield Problem(_SELECTORS[1], f"conflicts with {_SELECTORS[0]}: leave one of them out")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the trail, and start it, which AWS leaves stopped."""
        cloudtrail = aws.client("cloudtrail")
        given = {theirs: props[ours] for ours, theirs in {**_TEXTS, **_SWITCHES}.items() if ours in props}
        arn: str = cloudtrail.create_trail(Name=props["name"], TagsList=tag_list(tags), **given)["TrailARN"]
        if props["enableLogging"]:
            with existing(arn):
                cloudtrail.start_logging(Name=arn)
        return arn

    @staticmethod
    def _select(aws: Session, arn: str, props: Props, changed: frozenset[str]) -> None:
        cloudtrail = aws.client("cloudtrail")
        if changed & {*_SELECTORS}:
            basic, advanced = (items_of(props, name) for name in _SELECTORS)
            shape = "AdvancedEventSelector" if advanced else "EventSelector"
            # Without any, it goes back to what AWS gives to every trail.
            selectors: list[Props] = advanced or filled(basic or [{}], _BASIC)
            asked = [request(aws, "cloudtrail", shape, selector, _NAMES) for selector in selectors]
            cloudtrail.put_event_selectors(TrailName=arn, **{f"{shape}s": asked})
        if "insightSelectors" in changed:
            insights = [{"InsightType": each["insightType"]} for each in items_of(props, "insightSelectors")]
            cloudtrail.put_insight_selectors(TrailName=arn, InsightSelectors=insights)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the trail."""
        cloudtrail = aws.client("cloudtrail")
        seen = only(cloudtrail.describe_trails(trailNameList=[id])["trailList"])
        arn = seen["TrailARN"]
        return {
            **{ours: seen.get(theirs) for ours, theirs in _TEXTS.items()},
            **{ours: seen.get(theirs, False) for ours, theirs in _SWITCHES.items()},
            "arn": arn,
            "enableLogFileValidation": seen["LogFileValidationEnabled"],
            "enableLogging": cloudtrail.get_trail_status(Name=arn)["IsLogging"],
            "homeRegion": seen["HomeRegion"],
            "name": seen["Name"],
            "snsTopicArn": seen.get("SnsTopicARN"),
            "snsTopicName": _topic_of(aws, seen.get("SnsTopicARN")),
            **self._selectors(cloudtrail, seen),
            "tags": tag_dict(cloudtrail.list_tags(ResourceIdList=[arn])["ResourceTagList"][0]["TagsList"]),
        }

    def _selectors(self, cloudtrail: Any, seen: Mapping[str, Any]) -> Props:
        """Return the trail's own selectors; those that every trail has are not told."""
        found: dict[str, Any] = {}
        if seen["HasCustomEventSelectors"]:
            found = cloudtrail.get_event_selectors(TrailName=seen["TrailARN"])
        if seen["HasInsightSelectors"]:
            found |= cloudtrail.get_insight_selectors(TrailName=seen["TrailARN"])
        names = {name: f"{name[0].upper()}{name[1:]}" for name in (*_SELECTORS, "insightSelectors")}
        return {ours: told(self.token, ours, found.get(theirs), _NAMES) for ours, theirs in names.items()}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the trail, its selectors, and whether it runs."""
        cloudtrail = aws.client("cloudtrail")
        changed |= _TOGETHER if changed & _TOGETHER else frozenset()
        asked: dict[str, Any] = {theirs: props.get(ours) or "" for ours, theirs in _TEXTS.items() if ours in changed}
        asked |= {theirs: props[ours] for ours, theirs in _SWITCHES.items() if ours in changed}
        if asked:
            cloudtrail.update_trail(Name=id, **asked)
        if "enableLogging" in changed:
            (cloudtrail.start_logging if props["enableLogging"] else cloudtrail.stop_logging)(Name=id)
        self._select(aws, id, props, changed)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the trail; what it wrote stays."""
        aws.client("cloudtrail").delete_trail(Name=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("cloudtrail").add_tags(ResourceId=id, TagsList=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("cloudtrail").remove_tags(ResourceId=id, TagsList=[{"Key": key} for key in keys])


def _topic_of(aws: Session, arn: str | None) -> str | None:
    """Return a topic as the official provider names it: by its name if it is of this account and region."""
    here = aws.arn("sns", "")
    return arn.removeprefix(here) if arn else None


RESOURCES: Final = (Trail(),)
