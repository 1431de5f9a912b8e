"""What the types of CloudFront have in common: versions, and a configuration that is given as a whole."""

from typing import Any, ClassVar, cast

from botocore import xform_name

from ... import schema
from ...changes import filled
from ...resource import Resource
from ...session import Session
from ...wire import Props
from ..s3.common import as_said
from ..tags import tag_dict, tag_list
from ..translate import Names, request, told


class CloudFrontResource(Resource):
    """A resource of CloudFront: it is in no region, and tagged by its ARN if at all."""

    regional = False

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("cloudfront").tag_resource(Resource=known["arn"], Tags={"Items": tag_list(tags)})

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("cloudfront").untag_resource(Resource=known["arn"], TagKeys={"Items": keys})


class Configured(CloudFrontResource):
    """A resource that is nothing but a configuration, which AWS takes as a whole and keeps under an id."""

    kind: ClassVar[str]
    """What AWS calls it, such as `CachePolicy`."""
    path: ClassVar[str] = ""
    """What stands before the id in its ARN; empty if it has none."""
    names: ClassVar[Names] = {}
    """What AWS names differently."""

    def configuration(self, aws: Session, props: Props) -> dict[str, Any]:
        """Return the configuration as AWS takes it."""
        given = {name: filled(props.get(name), declared.inner) for name, declared in self.properties.items()}
        return request(aws, "cloudfront", f"{self.kind}Config", given, self.names)

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make it. AWS makes its id."""
        return self._call(aws, "create", **{f"{self.kind}Config": self.configuration(aws, props)})[self.kind]["Id"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return its configuration, and its version."""
        answer = self._call(aws, "get", Id=id)
        seen = configuration_seen(self.token, answer[self.kind][f"{self.kind}Config"], known, self.names)
        arn = {"arn": global_arn(aws, f"{self.path}/{id}")} if self.path else {}
        return {**{name: seen.get(name) for name in self.properties}, **arn, "etag": answer["ETag"]}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Give it another configuration."""
        config = {f"{self.kind}Config": self.configuration(aws, props)}
        self._call(aws, "update", Id=id, IfMatch=self._version(aws, id), **config)

    def unsettled(self, changed: frozenset[str]) -> frozenset[str]:
        """Every change makes a version."""
        return frozenset({"etag"})

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete it; AWS refuses that while it is in use."""
        self._call(aws, "delete", Id=id, IfMatch=self._version(aws, id))

    def _version(self, aws: Session, id: str) -> str:
        return self._call(aws, "get", Id=id)["ETag"]

    def _call(self, aws: Session, verb: str, **arguments: Any) -> dict[str, Any]:
        return getattr(aws.client("cloudfront"), f"{verb}_{xform_name(self.kind)}")(**arguments)


def configuration_seen(token: str, seen: dict[str, Any], known: Props, names: Names) -> Props:
    """Return what AWS says of a configuration, in the program's words where they mean the same."""
    theirs = {name.lower(): value for name, value in seen.items()}
    result: Props = {}
    for ours, expected in schema.inputs_of(token).types.items():
        value = told(token, ours, theirs.get(names.get(ours, ours).lower()), names)
        said = known.get(ours)
        result[ours] = _trimmed(value, expected) if said is None else as_said(value, said)
    return result


def _trimmed(seen: Any, expected: schema.Type) -> Any:
    """Return what AWS says of what the program says nothing of, without what means the same as to say nothing."""
    match seen:
        case dict() if expected.fields:
            types, required = expected.fields.types, expected.fields.required
            inner = {name: _trimmed(value, types[name]) for name, value in cast("Props", seen).items()}
            kept = {name: value for name, value in inner.items() if value or name in required}
            return kept if any(inner.values()) else None
        case list() if expected.item:
            return [_trimmed(item, expected.item) for item in cast("list[Any]", seen)]
        case _:
            return seen


def global_arn(aws: Session, resource: str) -> str:
    """Return the ARN of a resource of CloudFront."""
    return f"arn:{aws.partition}:cloudfront::{aws.account_id}:{resource}"


def tags_of(aws: Session, arn: str) -> dict[str, str]:
    """Return the tags of a resource."""
    return tag_dict(aws.client("cloudfront").list_tags_for_resource(Resource=arn)["Tags"]["Items"])
