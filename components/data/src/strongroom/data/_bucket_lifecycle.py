"""What becomes of objects as they grow old, and the rules by which S3 does it."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Annotated, TypeAlias, get_args

import pulumi_aws as aws
from pydantic import AfterValidator, Field, model_validator

from strongroom.core import Durability, Model, RuleError
from strongroom.data._bucket_types import Days, KeyPrefix, StorageClass

_INFREQUENT: tuple[StorageClass, ...] = ("STANDARD_IA", "ONEZONE_IA")
_KEPT_A_MONTH: tuple[StorageClass, ...] = (*_INFREQUENT, "GLACIER_IR")
_MONTH = 30
_INCOMPLETE_UPLOAD_DAYS = 7


class Transition(Model):
    """A move of objects to another storage class.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
    """

    days: Annotated[int, Field(ge=0, le=36500)]
    """Days after an object was written, 0 to 36,500; at least 30 for `STANDARD_IA` and `ONEZONE_IA`."""

    storage_class: StorageClass
    """The class that it moves to."""

    @model_validator(mode="after")
    def _not_too_early(self) -> "Transition":
        if self.storage_class in _INFREQUENT and self.days < _MONTH:
            reason = f"S3 moves no object to {self.storage_class} in its first {_MONTH} days"
            raise RuleError(reason, f"use {_MONTH} days or more", suggestion=_MONTH)
        return self


def _in_order(transitions: Sequence[Transition]) -> Sequence[Transition]:
    warmth: tuple[StorageClass, ...] = get_args(StorageClass)
    for one, other in pairwise(transitions):
        if warmth.index(other.storage_class) <= warmth.index(one.storage_class):
            reason = f"S3 moves no object from {one.storage_class} to {other.storage_class}"
            raise RuleError(reason, f"list classes in the order {', '.join(warmth)}")
        apart = _MONTH if one.storage_class in _KEPT_A_MONTH else 1
        if other.days < one.days + apart:
            reason = f"{other.storage_class} comes too early after {one.storage_class}"
            raise RuleError(reason, f"use {one.days + apart} days or more")
    return transitions


Transitions: TypeAlias = Annotated[list[Transition], AfterValidator(_in_order)]
"""Moves to colder and colder storage classes, in order; 30 days lie after a move to one that S3 keeps for a month."""


def check_expiration(expiration_days: int | None, transitions: Sequence[Transition]) -> None:
    """Check that objects don't expire before their last move.

    Args:
        expiration_days: When they expire, if they do.
        transitions: Their moves, in order.

    Raises:
        RuleError: They do.
    """
    if expiration_days is not None and transitions and expiration_days <= transitions[-1].days:
        reason = f"objects expire after {expiration_days} days, before they move to {transitions[-1].storage_class}"
        raise RuleError(reason, f"let them expire after {transitions[-1].days + 1} days or more, or remove the move")


class LifecycleRule(Model):
    """What becomes of the objects of one folder, besides what becomes of all; the earlier expiration wins."""

    prefix: KeyPrefix
    """The beginning of the objects' keys, such as `reports/`."""

    expiration_days: Days | None = None
    """Days after which the objects are deleted, 1 to 36,500. Default: by this rule never."""

    transitions: Transitions = []
    """Moves to other storage classes. Default: none."""

    noncurrent_version_expiration_days: Days | None = None
    """Days after which overwritten and deleted versions are gone, 1 to 36,500. Default: as for the whole bucket."""

    @model_validator(mode="after")
    def _does_something(self) -> "LifecycleRule":
        if not (self.expiration_days or self.transitions or self.noncurrent_version_expiration_days):
            raise RuleError("a rule must do something", "give expiration_days, transitions or both")
        check_expiration(self.expiration_days, self.transitions)
        return self


def lifecycle_rules(
    durability: Durability,
    *,
    expiration_days: int | None = None,
    transitions: Sequence[Transition] = (),
    noncurrent_version_expiration_days: int | None = None,
    further: Mapping[str, LifecycleRule] | None = None,
) -> list[aws.s3.BucketLifecycleConfigurationRuleArgsDict]:
    """Build the rules of a bucket; the first is for all objects.

    Args:
        durability: What the bucket is for; overwritten versions are kept for 90 days if it is persistent, else for 7.
        expiration_days: When all objects expire; never when None.
        transitions: Moves of all objects, in order.
        noncurrent_version_expiration_days: When overwritten and deleted versions are gone; None for the default.
        further: Rules of folders, by name.
    """
    kept = noncurrent_version_expiration_days or (90 if durability == "persistent" else 7)
    every = _rule("All objects", "", expiration_days, transitions, kept)
    every["abort_incomplete_multipart_upload"] = {"days_after_initiation": _INCOMPLETE_UPLOAD_DAYS}
    if expiration_days is None:
        # Otherwise the expiration itself takes away delete markers that nothing is left of.
        every["expiration"] = {"expired_object_delete_marker": True}
    return [
        every,
        *(
            _rule(name, rule.prefix, rule.expiration_days, rule.transitions, rule.noncurrent_version_expiration_days)
            for name, rule in (further or {}).items()
        ),
    ]


def _rule(
    name: str, prefix: str, expiration_days: int | None, transitions: Sequence[Transition], kept: int | None
) -> aws.s3.BucketLifecycleConfigurationRuleArgsDict:
    rule: aws.s3.BucketLifecycleConfigurationRuleArgsDict = {
        "id": name,
        "status": "Enabled",
        "filter": {"prefix": prefix},
    }
    if expiration_days is not None:
        rule["expiration"] = {"days": expiration_days}
    if transitions:
        rule["transitions"] = [{"days": each.days, "storage_class": each.storage_class} for each in transitions]
    if kept is not None:
        rule["noncurrent_version_expiration"] = {"noncurrent_days": kept}
    return rule
