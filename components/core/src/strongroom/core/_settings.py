"""Settings: a stack's configuration in one model."""

import json
import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

import pulumi
from pulumi.runtime import get_config_env, is_config_secret
from pulumi.runtime.config import CONFIG, get_config
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from strongroom.core._errors import InputError, Problem
from strongroom.core._explain import Explanation, explain, fields_at
from strongroom.core._inputs import Model

_TYPE_OPTIONS = {"string_type": "--type string ", "float_type": "--type float "}

SettingsT = TypeVar("SettingsT", bound=Model)


def load_settings(settings: type[SettingsT]) -> SettingsT:
    """Read the configuration of the current stack into a model.

    The keys are those of the project (`banking-portal:zoneCount`), in camelCase for the model's fields, in nested
    models too; the keys of other namespaces, such as `aws:region`, are left alone. Values that are no text (numbers,
    booleans, lists, mappings) are read as JSON, which is how Pulumi hands them over.

    A value set with `--secret` becomes a secret `Output` where the field is an `Input[...]`, and never appears in a
    message. A rule between settings is told as it is written, so it should name the settings, not their values.

    Args:
        settings: The model. Its defaults hold for the keys that are not set.

    Returns:
        The settings, valid as a whole.

    Raises:
        InputError: If a value is missing or can't be used, or a key is none of the settings; all of them at once, each
            with its full key and the command that mends it.
    """
    project = pulumi.get_project()
    given = _given(project, settings)
    secrets = {key for key in given if is_config_secret(f"{project}:{key}")}
    try:
        loaded = TypeAdapter(settings).validate_python(given, by_alias=True, by_name=False)
    except ValidationError as error:
        found = explain(error, given, settings, by_alias=True, is_secret=lambda path: not secrets.isdisjoint(path[:1]))
        problems = [_problem(explanation, project, settings, secrets) for explanation in found]
        raise InputError(f"configuration of stack {pulumi.get_stack()}", problems) from None
    fields = settings.model_fields
    return BaseModel.model_copy(
        loaded,
        update={
            name: _sealed(getattr(loaded, name), field.annotation)
            for name, field in fields.items()
            if to_camel(name) in secrets
        },
    )


def _given(project: str, settings: type[Model]) -> dict[str, Any]:
    """Return the project's keys and their values, whether or not they are settings."""
    fields = fields_at(settings, (), by_alias=True)
    prefix = f"{project}:"
    keys = {key.removeprefix(prefix) for key in (*CONFIG.get(), *get_config_env()) if key.startswith(prefix)}
    values = {key: get_config(prefix + key) for key in (*fields, *sorted(keys - fields.keys()))}
    return {
        key: _decoded(value, fields[key].annotation) if key in fields else value
        for key, value in values.items()
        if value is not None
    }


def _decoded(value: Any, annotation: Any) -> Any:
    """Read a value as JSON where the setting is no text; where it may be text too, if the JSON is what it may be."""
    members = list(_members(annotation))
    takes_text = [_is_text(member) for member in members]
    if not isinstance(value, str) or all(takes_text):
        return value
    try:
        decoded = json.loads(value)
    except ValueError:
        return value
    return decoded if not any(takes_text) or any(_is_kind(decoded, member) for member in members) else value


def _members(annotation: Any) -> Iterator[Any]:
    """Take unions and annotations apart, leaving out None and Outputs (an Input has their value beside them)."""
    if get_origin(annotation) is Annotated:
        yield from _members(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        yield from chain.from_iterable(map(_members, get_args(annotation)))
    elif annotation is not type(None) and get_origin(annotation) is not pulumi.Output:
        yield annotation


def _is_input(annotation: Any) -> bool:
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return any(map(_is_input, get_args(annotation)))
    return get_origin(annotation) is pulumi.Output


def _is_text(member: Any) -> bool:
    if get_origin(member) is Literal:
        return all(isinstance(value, str) for value in get_args(member))
    return member is str


def _is_kind(value: Any, member: Any) -> bool:
    if isinstance(value, list):
        return _is_list(member)
    if isinstance(value, dict):
        return _is_mapping(member)
    if get_origin(member) is Literal:
        return value in get_args(member)
    return type(value) is member


def _is_list(member: Any) -> bool:
    return (get_origin(member) or member) in (list, tuple, set, frozenset, Sequence)


def _is_mapping(member: Any) -> bool:
    kind = get_origin(member) or member
    return kind in (dict, Mapping) or (isinstance(kind, type) and issubclass(kind, Model))


def _problem(found: Explanation, project: str, settings: type[Model], secrets: Collection[str]) -> Problem:
    """Name the full key, and the command that mends it."""
    if not found.path:
        return Problem("", found.reason, found.remedy)
    first, *inner = found.path
    key = f"{project}:{first}" + "".join(map(_accessor, inner))
    # Pulumi takes what is set by a path for a number or a boolean if it looks like one, and any other for text.
    option = f"--path {_TYPE_OPTIONS.get(found.kind, '')}" if inner else ""
    field = fields_at(settings, found.path[:-1], by_alias=True).get(str(found.path[-1]))
    if found.kind == "extra_forbidden":
        command = f"pulumi config rm {option}{shlex.quote(key)}"
        return Problem(key, found.reason, f"{found.remedy} To remove it, run: {command}")
    if first in secrets:
        command = f"pulumi config set --secret {option}{shlex.quote(key)}"
    elif field is not None and (inside := _inside(field.annotation)):
        command = f"pulumi config set --path {shlex.quote(key + inside)} VALUE"
    else:
        command = f"pulumi config set {option}{shlex.quote(key)} {_example(found, field)}"
    return Problem(key, found.reason, "; ".join(filter(None, (found.remedy, f"run: {command}"))))


def _accessor(step: int | str) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if step.isidentifier() else f"[{json.dumps(step)}]"


def _inside(annotation: Any) -> str:
    """The way to a value inside a setting that is only a list or only a mapping; nothing for any other."""
    members = list(_members(annotation))
    if all(map(_is_list, members)):
        return "[0]"
    return ".KEY" if all(map(_is_mapping, members)) else ""


def _example(found: Explanation, field: FieldInfo | None) -> str:
    """A value that is right: the one that was probably meant, the default, or the type's own example."""
    candidates = [found.suggestion, *([] if field is None else [field.default, *(field.examples or ())])]
    value = next((value for value in candidates if isinstance(value, str | int)), "VALUE")
    return shlex.quote(value if isinstance(value, str) else json.dumps(value))


def _sealed(value: Any, annotation: Any) -> Any:
    """Make a secret value a secret Output where it is an Input, at any depth."""
    if value is None:
        return None
    if _is_input(annotation):
        return pulumi.Output.secret(value)
    if isinstance(value, Model):
        fields = type(value).model_fields
        return value.model_copy(
            update={name: _sealed(getattr(value, name), field.annotation) for name, field in fields.items()}
        )
    arguments = next((get_args(member) for member in _members(annotation) if get_args(member)), (None,))
    if isinstance(value, Mapping):
        return {key: _sealed(item, arguments[-1]) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        items = cast("list[Any] | tuple[Any, ...]", value)
        return type(items)(_sealed(item, arguments[0]) for item in items)
    return value
