"""What a resource's inputs become before anything is made: checked, completed with defaults, named. Pure functions."""

import hashlib
import secrets
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from . import schema
from .changes import DEFAULTS
from .resource import EVERYTHING, AutoName, Property, Resource
from .schema import Problem
from .session import partitions
from .wire import UNKNOWN, Props, Unknown

COMMON = frozenset({"tags", "region", DEFAULTS})


@dataclass(frozen=True)
class Naming:
    """How the engine asks for automatic names."""

    resource: str
    """The resource's name in the program."""
    seed: bytes = b""
    """Makes one name of it in both preview and deployment."""
    proposed: str = ""
    mode: Literal["propose", "enforce", "disable"] = "propose"


def check(resource: Resource, news: Props, olds: Props, naming: Naming) -> tuple[Props, list[Problem]]:
    """Return the inputs to work with, and every problem that they have."""
    fields = schema.inputs_of(resource.token)
    given = {name: value for name, value in news.items() if value is not None and name != DEFAULTS}
    found = schema.field_problems(given, fields)
    if not found:
        given = schema.converted_fields(given, fields)
        found = [*_unsupported(resource, given), *_alternatives(resource, given), *region_problems(given)]
        found = found or list(resource.problems(given))
    if found:
        return news, found
    return _completed(resource, given, olds, naming)


def _unsupported(resource: Resource, given: Props) -> Iterator[Problem]:
    types = schema.inputs_of(resource.token).types
    for name, value in given.items():
        if name in COMMON - resource.properties.keys():
            continue
        if name not in resource.properties:
            yield Problem(name, unsupported(resource, f"the property {name}"))
            continue
        if resource.properties[name].nested == EVERYTHING:
            continue
        for nested in dict.fromkeys(_nested_names(value, types[name])):
            if nested not in resource.properties[name].nested:
                yield Problem(f"{name}.{nested}", unsupported(resource, f"the property {name}.{nested}"))


def _alternatives(resource: Resource, given: Props) -> Iterator[Problem]:
    chosen = [name for name in resource.one_of if name in given]
    if resource.one_of and len(chosen) != 1:
        path = (chosen[1:] or resource.one_of)[0]
        yield Problem(path, f"give one of {', '.join(resource.one_of)}; given: {', '.join(chosen) or 'none'}")


def _nested_names(value: Any, expected: schema.Type) -> Iterator[str]:
    """Return the names of the properties of the objects in a value, those inside others with their path."""
    if isinstance(value, list) and expected.item:
        for item in cast("list[Any]", value):
            yield from _nested_names(item, expected.item)
    elif isinstance(value, dict) and expected.fields:
        for name, item in cast("Props", value).items():
            yield name
            yield from (f"{name}.{deeper}" for deeper in _nested_names(item, expected.fields.types[name]))


def unsupported(resource: Resource, what: str) -> str:
    """Return the message that says what the sandbox lacks, and where it can be added."""
    return f"the sandbox does not support {what} of {resource.token}; add it in {source_of(type(resource).__module__)}"


def source_of(module: str) -> str:
    """Return the file of a module that declares types, from the outermost package's folder on."""
    file = Path(str(sys.modules[module].__file__))
    parents = module.count(".") + (file.stem == "__init__")
    return "/".join(file.parts[-1 - parents :])


def region_problems(given: Props) -> Iterator[Problem]:
    """Return what is wrong with a region that is given."""
    name = given.get("region")
    if isinstance(name, str) and name not in partitions():
        yield Problem("region", f"AWS has no region {name}")


def _completed(resource: Resource, given: Props, olds: Props, naming: Naming) -> tuple[Props, list[Problem]]:
    inputs, filled, found = dict(given), list[str](), list[Problem]()
    for name, declared in resource.properties.items():
        if name in given or (declared.autoname and f"{name}Prefix" in given):
            continue
        if declared.needed:
            found.append(Problem(name, unsupported(resource, f"leaving out {name}")))
            continue
        value, problem = _default(name, declared, olds, naming)
        if problem:
            found.append(problem)
        elif value is not None:
            inputs[name] = value
            filled.append(name)
    inputs[DEFAULTS] = sorted(filled)
    return inputs, found


def _default(name: str, declared: Property, olds: Props, naming: Naming) -> tuple[Any, Problem | None]:
    if not declared.autoname:
        return declared.default, None
    if name in olds.get(DEFAULTS, []):
        return olds[name], None
    try:
        return automatic_name(declared.autoname, naming), None
    except ValueError as error:
        return None, Problem(name, str(error))


def automatic_name(rule: AutoName, naming: Naming) -> str:
    """Return the name of a resource that was given none: its name in the program and seven random hexadecimal digits.

    Raises:
        ValueError: The name would be too long for AWS, or the user turned automatic names off.
    """
    if naming.mode == "disable":
        raise ValueError("automatic names are turned off (pulumi:autonaming), so it must be given")
    seed = naming.seed or secrets.token_bytes(32)
    name = naming.proposed or f"{naming.resource}{rule.separator}{hashlib.sha256(seed).hexdigest()[:7]}"
    name = rule.prefix + (name.lower() if rule.lower and naming.mode != "enforce" else name)
    if len(name) > rule.max_length:
        raise ValueError(f"the automatic name {name} is longer than AWS's {rule.max_length} characters; give one")
    return name


def preview_of(resource: Resource, inputs: Props, tags_all: Mapping[str, Any] | Unknown, region: str) -> Props:
    """Return what a preview can tell of a resource that does not exist yet: its inputs, all else unknown."""
    state: Props = dict.fromkeys(schema.outputs_of(resource.token), UNKNOWN)
    state |= {name: value for name, value in inputs.items() if name != DEFAULTS}
    if resource.taggable:
        state |= {"tags": inputs.get("tags"), "tagsAll": tags_all}
    if resource.regional:
        state["region"] = region
    return state
