"""What the types of S3 have in common: resources that set one thing of a bucket, and the words that AWS has for it."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, cast

from ...resource import Resource
from ...session import Session
from ...wire import Props


class BucketPart(Resource):
    """One thing that is set of a bucket. Its id is the bucket's name."""

    @abstractmethod
    def put(self, s3: Any, props: Props) -> None:
        """Set it."""

    @abstractmethod
    def get(self, s3: Any, bucket: str) -> Props | None:
        """Return what AWS says of it; None if it is not set."""

    @abstractmethod
    def remove(self, s3: Any, bucket: str, known: Props) -> None:
        """Set it back to what a new bucket has."""

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set it for the first time."""
        self.put(aws.client("s3"), props)
        return props["bucket"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return how it is set."""
        seen = self.get(aws.client("s3"), id)
        if seen is None:
            return None
        return {"bucket": id, **{name: as_said(value, known.get(name)) for name, value in seen.items()}}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Set it anew: AWS takes the whole of it."""
        self.put(aws.client("s3"), props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Set it back."""
        self.remove(aws.client("s3"), id, known)


def paths(*leaves: str) -> frozenset[str]:
    """Return the paths of nested properties, with those of the objects that hold them."""
    parts = [leaf.split(".") for leaf in leaves]
    return frozenset(".".join(part[:end]) for part in parts for end in range(1, len(part) + 1))


def as_said(seen: Any, said: Any) -> Any:
    """Return what AWS says, in the program's words where they mean the same.

    What is false, zero or empty means the same as what is left out, and so does an id that AWS makes up.
    """
    match seen:
        case dict():
            ours: Props = cast("Props", said) if isinstance(said, dict) else {}
            told = {name: as_said(value, ours.get(name)) for name, value in cast("Props", seen).items()}
            told = {
                name: value for name, value in told.items() if name in ours or (value and not (ours and name == "id"))
            }
            return {**told, **{name: value for name, value in ours.items() if not value and name not in told}}
        case list():
            own = cast("list[Any]", said) if isinstance(said, list) else []
            items = cast("list[Any]", seen)
            return [as_said(item, own[i] if i < len(own) else None) for i, item in enumerate(items)]
        case _:
            return seen


_WORDS: Final[Mapping[str, str]] = {
    "id": "ID",
    "sseAlgorithm": "SSEAlgorithm",
    "kmsMasterKeyId": "KMSMasterKeyID",
    "replicaKmsKeyId": "ReplicaKmsKeyID",
}
_OURS: Final[Mapping[str, str]] = {theirs: ours for ours, theirs in _WORDS.items()}


def to_aws(value: Any) -> Any:
    """Return a nested property as AWS takes it: `daysAfterInitiation` is `DaysAfterInitiation`, tags are pairs."""
    match value:
        case dict():
            return {
                _WORDS.get(name, name[0].upper() + name[1:]): (
                    [{"Key": key, "Value": text} for key, text in item.items()] if name == "tags" else to_aws(item)
                )
                for name, item in cast("Props", value).items()
                if item is not None
            }
        case list():
            return [to_aws(item) for item in cast("list[Any]", value)]
        case _:
            return value


def from_aws(value: Any) -> Any:
    """Return what AWS answers as a nested property: the inverse of `to_aws`."""
    match value:
        case dict():
            return {
                _OURS.get(name, name[0].lower() + name[1:]): (
                    {tag["Key"]: tag["Value"] for tag in item} if name == "Tags" else from_aws(item)
                )
                for name, item in cast("Props", value).items()
            }
        case list():
            return [from_aws(item) for item in cast("list[Any]", value)]
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        case _:
            return value
