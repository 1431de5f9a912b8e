"""Pydantic's validation errors in plain words: one problem per field, with a reason and a remedy."""

import json
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

import pulumi
from pydantic import BaseModel, ValidationError
from pydantic.alias_generators import to_camel, to_snake
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from strongroom.core._errors import Problem, RuleError
from strongroom.core._nearest import nearest_name, nearest_names
from strongroom.core._other_names import always_set, same_input
from strongroom.core._shown import hiding, shown, shown_key

Path = tuple[int | str, ...]

_LIST = ("must be a list", "use a list, also for a single value")
_SET = ("must be a list or a set", "use a list, also for a single value")
_MAPPING = ("must be a mapping", "use keys with their values")
_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("is required", "give it a value"),
    "int_type": ("must be a whole number", "use a number such as 3, without quotes"),
    "int_from_float": ("must be a whole number", "use a number such as 3"),
    "float_type": ("must be a number", "use a number such as 0.5, without quotes"),
    "finite_number": ("must be a finite number", "use a number such as 0.5"),
    "bool_type": ("must be true or false", "use true or false, without quotes"),
    "string_type": ("must be a string", "use a string"),
    "string_unicode": ("must be a string that UTF-8 can encode", "remove unpaired surrogates"),
    "string_sub_type": ("must be a string", "use a string"),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "sequence_str": _LIST,
    "set_type": _SET,
    "frozen_set_type": _SET,
    "set_item_not_hashable": ("must be a plain value", "use strings or numbers"),
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "model_type": ("must be a mapping or {class_name}", "set its fields"),
    "model_attributes_type": ("must be a mapping or a model", "set its fields"),
    "union_tag_invalid": ("must have as {discriminator} one of {expected_tags}", "choose one of these"),
    "union_tag_not_found": ("must have the field {discriminator}, which decides its other fields", "set it"),
    "none_required": ("must be left out", "remove it"),
    "literal_error": ("must be {expected}", "choose one of these"),
    "greater_than_equal": ("must be at least {ge}", "use {ge} or more"),
    "greater_than": ("must be more than {gt}", "use more than {gt}"),
    "less_than_equal": ("must be at most {le}", "use {le} or less"),
    "less_than": ("must be less than {lt}", "use less than {lt}"),
    "multiple_of": ("must be a multiple of {multiple_of}", "use a multiple of {multiple_of}"),
    "too_short": ("must have at least {min_length} {unit}", "add more"),
    "too_long": ("must have at most {max_length} {unit}", "remove some"),
    "string_too_short": ("must have at least {min_length} characters", "lengthen it"),
    "string_too_long": ("must have at most {max_length} characters", "shorten it"),
    "string_pattern_mismatch": ("must match the pattern {pattern}", "use a string that matches it"),
}

_KINDS: dict[type, str] = {
    dict: "a mapping",
    list: "a list",
    tuple: "a list",
    set: "a set, which has no order",
    frozenset: "a set, which has no order",
}
_SORTED = "use a list, such as sorted(…)"
_INSTANCES = {"Sequence": _LIST, "Mapping": _MAPPING}
_OTHER_KIND = {"literal_error", "none_required", "int_from_float", "is_instance_of", "sequence_str"}


@dataclass(frozen=True)
class Explanation:
    """What is wrong with one input."""

    path: Path
    """Path of the input, keys that may be secrets by their positions; empty for a rule about several inputs."""
    reason: str
    remedy: str
    kind: str
    """Pydantic's type of the error."""
    suggestion: str | int | None = None
    """The value that was probably meant; None if it is unknown."""

    def problem(self, *, prefix: Path = ()) -> Problem:
        """Return the problem, with dots in its path."""
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
    names = _aliases(model, data) if by_alias else {}
    findings = [
        _finding({**details, "loc": _by_alias(details["loc"], names)}, data, is_model=model is not None)
        for details in error.errors(include_url=False)
    ]
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
    hide = hiding(data, fields_at(model, (), by_alias=by_alias))
    return [
        replace(
            each,
            path=_shown_path(each.path, data, model, by_alias=by_alias),
            reason=hide(each.reason),
            remedy=hide(each.remedy),
            suggestion=None if isinstance(each.suggestion, str) and not shown(each.suggestion) else each.suggestion,
        )
        for each in explanations
    ]


def _aliases(model: type[BaseModel] | None, data: object) -> dict[int | str, str]:
    """Return the aliases of fields that the data does not contain."""
    given: Mapping[object, object] = cast("Mapping[object, object]", data) if isinstance(data, Mapping) else {}
    return {} if model is None else {name: to_camel(name) for name in model.model_fields if name not in given}


def _by_alias(location: Path, names: Mapping[int | str, str]) -> Path:
    """Return a location with the alias of the field: pydantic calls a default value by the name of its field."""
    return (names.get(location[0], location[0]), *location[1:]) if location else ()


def _shown_path(path: Path, data: object, model: type[BaseModel] | None, *, by_alias: bool) -> Path:
    """Return a path with the positions of keys that may be secrets."""
    shown_path: Path = ()
    here = data
    for index, step in enumerate(path):
        is_field = step in fields_at(model, path[:index], by_alias=by_alias)
        shown_path += (step if is_field or shown_key(step) is not None else _position(here, step),)
        _, here = _step(here, step)
    return shown_path


def _position(value: object, key: int | str) -> str:
    keys = list(map(str, cast("Mapping[object, object]", value))) if isinstance(value, Mapping) else []
    return f"<key {keys.index(str(key)) + 1}>" if str(key) in keys else "<key>"


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
        items = cast("Sequence[object]", value)
        return (True, items[step]) if step < len(items) else (True, None)  # a missing item of a tuple
    return False, cast("object", value)


def _one_reason(branches: Iterable[list[_Finding]], explained: Callable[[_Finding], Explanation]) -> list[Explanation]:
    """Explain a union once: by the branch that the value was meant for, or by all branches in one sentence."""
    meant = next((found for found in branches if not any(finding.other_kind for finding in found)), None)
    if meant is not None:
        return [explained(finding) for finding in meant]
    found = [finding for branch in branches for finding in branch]
    each = [explained(finding) for finding in found]
    reasons = dict.fromkeys(_words(finding.details, secret=False).reason.removeprefix("must be ") for finding in found)
    value = cast("object", found[0].details["input"])
    if len(reasons) == 1 or isinstance(value, pulumi.Output):
        return each[:1]
    reason = "must be " + " or ".join(reasons) + _got(value)
    return [replace(each[0], reason=reason, remedy=_SORTED if isinstance(value, set | frozenset) else each[0].remedy)]


def _explained(found: _Finding, siblings: Mapping[str, FieldInfo], *, secret: bool) -> Explanation:
    details = found.details
    if details["type"] == "extra_forbidden":
        return Explanation(found.path, "no such input", _instead(str(found.path[-1]), siblings), details["type"])
    words = _words(details, secret=secret)
    return Explanation(found.path, words.reason + words.got, words.remedy, details["type"], words.suggestion)


@dataclass(frozen=True)
class _Words:
    reason: str
    remedy: str
    suggestion: str | int | None = None
    got: str = ""
    """The value, or its kind, as the rest of the reason."""


def _words(details: ErrorDetails, *, secret: bool) -> _Words:
    context = details.get("ctx", {})
    value = details["input"]
    if isinstance(value, pulumi.Output | Awaitable):
        return _Words("must be known before the deployment, so it can't be an Output", "use a plain value")
    if isinstance(cause := context.get("error"), ValueError | AssertionError):
        return _rule(cause, secret=secret)
    kind = details["type"]
    words = _INSTANCES.get(str(context.get("class"))) if kind == "is_instance_of" else _WORDS.get(kind)
    if words is None:
        reason = details["msg"].replace("Input should", "must").rstrip(".")
        return _Words("is not valid" if secret else reason, "see the description of this input")
    unit = "characters" if isinstance(value, str) else "items"
    reason, remedy = (text.format(**{**context, "unit": unit}) for text in words)
    if words == _LIST and isinstance(value, set | frozenset):
        return _Words(reason, _SORTED, got=_got(details["input"]))
    if kind in {"too_short", "too_long"} and isinstance(value, Sized):
        return _Words(reason, remedy, got=f", got {len(value)}")
    if kind == "literal_error" and isinstance(value, str) and not secret:
        nearest = nearest_name(value, re.findall(r"'([^']*)'", context["expected"]))
        return _Words(reason, f"did you mean {nearest}?" if nearest else remedy, nearest, _got(value))
    if kind == "string_type" and isinstance(value, int) and not secret and (number := shown(value)):
        return _Words(reason, remedy, json.dumps(value), f", got {number}")
    if kind in {"missing", "union_tag_not_found", "union_tag_invalid"} or secret:
        return _Words(reason, remedy, context.get("ge", context.get("le")))
    return _Words(reason, remedy, context.get("ge", context.get("le")), _got(value))


def _got(value: object) -> str:
    """Return a value as the rest of a reason: itself if it can't be a secret, else its kind."""
    if isinstance(value, int | float | str):
        return "" if (text := shown(value)) is None else f", got {text}"
    return f", got {_KINDS.get(type(value), type(value).__name__)}"


def _rule(cause: ValueError | AssertionError, *, secret: bool) -> _Words:
    rule = cause if isinstance(cause, RuleError) else None
    if secret:
        return _Words(rule.reason if rule else "is not valid", "correct the secret, which is not shown here")
    return _Words(rule.shown_reason, rule.remedy, rule.suggestion) if rule else _Words(str(cause), "")


def _instead(name: str, fields: Collection[str]) -> str:
    """Return what to use instead of an input that does not exist."""
    in_snake_case = to_snake(name)
    fields_by_name = {to_snake(field): field for field in fields}
    if same := same_input(in_snake_case, fields_by_name):
        return f"use {fields_by_name[same]}"
    if nearest := nearest_name(name, fields):
        return f"did you mean {nearest}?"
    if reason := always_set(in_snake_case):
        return f"remove it: {reason}"
    return f"the nearest inputs are {', '.join(nearest_names(name, fields))}"


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
