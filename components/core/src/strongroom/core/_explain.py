"""Pydantic's validation errors in plain words: one problem per field, with a reason and a remedy."""

import difflib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

import pulumi
from pydantic import BaseModel, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from strongroom.core._errors import Problem, RuleError

Path = tuple[int | str, ...]

_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("is required", "give it a value"),
    "int_type": ("must be a whole number", "give a number such as 3, without quotes"),
    "int_from_float": ("must be a whole number", "give a number such as 3"),
    "float_type": ("must be a number", "give a number such as 0.5, without quotes"),
    "bool_type": ("must be true or false", "give true or false, without quotes"),
    "string_type": ("must be text", "give a string"),
    "list_type": ("must be a list", "give a list, also for a single value"),
    "tuple_type": ("must be a list", "give a list, also for a single value"),
    "set_type": ("must be a list", "give a list, also for a single value"),
    "frozen_set_type": ("must be a list", "give a list, also for a single value"),
    "dict_type": ("must be a mapping", "give keys with their values"),
    "mapping_type": ("must be a mapping", "give keys with their values"),
    "model_type": ("must be a mapping or {class_name}", "give its fields with their values"),
    "model_attributes_type": ("must be a mapping or a model", "give its fields with their values"),
    "union_tag_invalid": ("must have as {discriminator} one of {expected_tags}", "choose one of these"),
    "union_tag_not_found": ("must have the field {discriminator}, which tells what it is", "add it"),
    "none_required": ("must be left out", "leave it out"),
    "literal_error": ("must be {expected}", "choose one of these"),
    "greater_than_equal": ("must be at least {ge}", "use {ge} or more"),
    "greater_than": ("must be more than {gt}", "use more than {gt}"),
    "less_than_equal": ("must be at most {le}", "use {le} or less"),
    "less_than": ("must be less than {lt}", "use less than {lt}"),
    "too_short": ("must have at least {min_length} items", "add items up to that"),
    "too_long": ("must have at most {max_length} items", "remove items down to that"),
    "string_too_short": ("must have at least {min_length} characters", "lengthen it"),
    "string_too_long": ("must have at most {max_length} characters", "shorten it"),
    "string_pattern_mismatch": ("must match the pattern {pattern}", "write it so that it matches"),
}

_OTHER_KIND = {"literal_error", "none_required", "int_from_float", "is_instance_of"}


@dataclass(frozen=True)
class Explanation:
    """What is wrong with one input."""

    path: Path
    """The way to the input; empty for a rule about several inputs."""
    reason: str
    remedy: str
    kind: str
    """Pydantic's type of the error."""
    suggestion: str | int | None = None
    """The value that was probably meant; None when that can't be told."""

    def problem(self, *, prefix: Path = ()) -> Problem:
        """Return the problem, told by its path with dots."""
        return Problem(".".join(map(str, (*prefix, *self.path))), self.reason, self.remedy)


@dataclass(frozen=True)
class _Finding:
    """One of pydantic's errors, with the tags of a union's branches taken out of its location."""

    path: Path
    union: Path | None
    branch: str
    details: ErrorDetails

    @property
    def other_kind(self) -> bool:
        """Whether the union's branch does not apply at all: the value is of another kind."""
        kind = self.details["type"]
        return self.path == self.union and (kind.endswith("_type") or kind in _OTHER_KIND)


def explain(
    error: ValidationError,
    data: object,
    model: type[BaseModel] | None = None,
    *,
    by_alias: bool = False,
    is_secret: Callable[[Path], bool] = lambda _: False,
) -> list[Explanation]:
    """Say what is wrong with the inputs of a model, or with one value.

    Args:
        error: What pydantic found.
        data: What was validated; it tells a key of the inputs from the name of a union's branch.
        model: The model that was validated; None for a value of another type.
        by_alias: Whether the inputs are called by their camelCase names.
        is_secret: Whether the value at a path must not be shown.

    Returns:
        One explanation per problem: a union's branches are told as one.
    """
    findings = [_finding(details, data, is_model=model is not None) for details in error.errors(include_url=False)]
    unions: dict[Path, dict[str, list[_Finding]]] = defaultdict(lambda: defaultdict(list))
    for found in findings:
        if found.union is not None:
            unions[found.union][found.branch].append(found)

    def explained(found: _Finding) -> Explanation:
        return _explained(found, fields_at(model, found.path[:-1], by_alias=by_alias), secret=is_secret(found.path))

    explanations: dict[Explanation, None] = {}
    for found in findings:
        if found.union is None:
            explanations[explained(found)] = None
        else:
            explanations.update(dict.fromkeys(_one_reason(unions[found.union].values(), explained)))
    return list(explanations)


def fields_at(model: type[BaseModel] | None, path: Path, *, by_alias: bool) -> dict[str, FieldInfo]:
    """Return the fields, by the names that inputs have, of the model that is found at a path."""

    def named(models: Iterable[type[BaseModel]]) -> dict[str, FieldInfo]:
        return {
            to_camel(name) if by_alias else name: field for each in models for name, field in each.model_fields.items()
        }

    models = [model] if model is not None else []
    for step in path:
        if (field := named(models).get(str(step))) is not None:
            models = list(_models_in(field.annotation))
    return named(models)


def _finding(details: ErrorDetails, data: object, *, is_model: bool) -> _Finding:
    path: Path = ()
    union: Path | None = None
    branch = ""
    here = data
    last = len(details["loc"]) - 1
    for index, step in enumerate(details["loc"]):
        names_input = (is_model and index == 0) or (index == last and details["type"] in {"missing", "extra_forbidden"})
        inside, here = _step(here, step)
        if inside or names_input or isinstance(step, int):
            path += (step,)
        elif step != "[key]" and union is None:
            union, branch = path, step
    return _Finding(path, union, branch, details)


def _step(value: object, step: int | str) -> tuple[bool, object]:
    if isinstance(value, Mapping) and step in value:
        return True, cast("Mapping[object, object]", value)[step]
    if isinstance(value, list | tuple) and isinstance(step, int):
        return True, cast("Sequence[object]", value)[step]
    return False, cast("object", value)


def _one_reason(branches: Iterable[list[_Finding]], explained: Callable[[_Finding], Explanation]) -> list[Explanation]:
    """Explain a union once: by the branch that the value was meant for, or by all branches in one sentence."""
    meant = next((found for found in branches if not any(finding.other_kind for finding in found)), None)
    if meant is not None:
        return [explained(finding) for finding in meant]
    each = [explained(finding) for found in branches for finding in found]
    reasons = dict.fromkeys(explanation.reason.removeprefix("must be ") for explanation in each)
    return [replace(each[0], reason="must be " + " or ".join(reasons))] if len(reasons) > 1 else each[:1]


def _explained(found: _Finding, siblings: Mapping[str, FieldInfo], *, secret: bool) -> Explanation:
    details = found.details
    if details["type"] == "extra_forbidden":
        nearest = _nearest(str(found.path[-1]), siblings)
        remedy = f"did you mean {nearest}?" if nearest else f"the inputs are {', '.join(sorted(siblings))}."
        return Explanation(found.path, "no such input", remedy, details["type"])
    reason, remedy, suggestion = _words(details, secret=secret)
    return Explanation(found.path, reason, remedy, details["type"], suggestion)


def _words(details: ErrorDetails, *, secret: bool) -> tuple[str, str, str | int | None]:
    context = details.get("ctx", {})
    if isinstance(details["input"], pulumi.Output):
        return "must be known before the deployment, so it can't be an Output", "give a plain value", None
    if isinstance(cause := context.get("error"), ValueError | AssertionError):
        return _rule(cause, secret=secret)
    if details["type"] not in _WORDS:
        reason = details["msg"].replace("Input should", "must").rstrip(".")
        return ("is not valid" if secret else reason), "see the description of this input", None
    reason, remedy = (text.format(**context) for text in _WORDS[details["type"]])
    if details["type"] == "literal_error" and isinstance(details["input"], str) and not secret:
        nearest = _nearest(details["input"], re.findall(r"'([^']*)'", context["expected"]))
        return reason, f"did you mean {nearest}?" if nearest else remedy, nearest
    if details["type"] == "string_type" and isinstance(details["input"], int) and not secret:
        return reason, remedy, json.dumps(details["input"])
    return reason, remedy, context.get("ge", context.get("le"))


def _rule(cause: ValueError | AssertionError, *, secret: bool) -> tuple[str, str, str | int | None]:
    rule = cause if isinstance(cause, RuleError) else None
    if secret:
        return rule.reason if rule else "is not valid", "correct the secret, which is not shown here", None
    return (rule.shown_reason, rule.remedy, rule.suggestion) if rule else (str(cause), "", None)


def _nearest(name: str, names: Iterable[str]) -> str | None:
    known = {each.casefold(): each for each in names}
    return next((known[each] for each in difflib.get_close_matches(name.casefold(), known, n=1)), None)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
