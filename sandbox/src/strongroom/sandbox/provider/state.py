"""A resource's state, put together from its inputs and from what AWS says. Pure functions."""

from collections.abc import Mapping
from typing import Any

from . import schema
from .changes import DEFAULTS, same
from .resource import PLAIN, Resource
from .session import Session
from .wire import Props, Secret


def observed_inputs(resource: Resource, aws: Session, inputs: Props, seen: Props) -> Props:
    """Return inputs brought up to what AWS says, so that the next deployment puts right what drifted.

    A value that AWS words differently but means the same stays as the program words it. On import, with no inputs
    yet, they are all taken from AWS.
    """
    if not inputs:  # what AWS does not know of, such as how to delete, starts as the provider's own default
        inputs = {name: declared.default for name, declared in resource.properties.items()}
    names = inputs.keys() - {DEFAULTS}
    result: Props = {DEFAULTS: inputs.get(DEFAULTS, [])}
    for name in names - _apart(resource):
        value = _settled(resource, name, inputs.get(name), seen)
        if value is not None:
            result[name] = value
    if "region" in inputs:
        result["region"] = inputs["region"]
    if resource.taggable:
        result["tags"] = _own_tags(aws.default_tags, inputs.get("tags") or {}, seen.get("tags") or {})
        if not result["tags"] and "tags" not in inputs:
            del result["tags"]
    return result


def _apart(resource: Resource) -> frozenset[str]:
    """Return what is settled in its own way; a type may have tags of another kind, which are not among it."""
    return frozenset({"tags", "region"}) - resource.properties.keys()


def _settled(resource: Resource, name: str, value: Any, seen: Props) -> Any:
    if name not in seen or same(seen[name], value, resource.properties.get(name, PLAIN)):
        return value
    return seen[name]


def _own_tags(defaults: Mapping[str, str], own: Mapping[str, str], seen: Mapping[str, str]) -> dict[str, str]:
    """Return the tags that a resource has, less those that the provider adds by itself."""
    return {key: value for key, value in seen.items() if key in own or defaults.get(key) != value}


def outputs(resource: Resource, aws: Session, inputs: Props, seen: Props) -> Props:
    """Return the state of a resource: its inputs and all that AWS says of it.

    Raises:
        TypeError: The type's declaration reads a property that the SDK does not have.
    """
    state = {name: value for name, value in inputs.items() if name != DEFAULTS}
    for name in seen.keys() - _apart(resource) - {DEFAULTS}:
        state[name] = _settled(resource, name, inputs.get(name), seen)
    if resource.taggable:
        state["tagsAll"] = dict(seen.get("tags") or {})
    if resource.regional:
        state["region"] = aws.region
    if strangers := state.keys() - schema.outputs_of(resource.token) - schema.inputs_of(resource.token).types.keys():
        raise TypeError(f"{resource.token} has no {', '.join(sorted(strangers))}: mend its declaration")
    return with_secret_outputs(resource, state)


def with_secret_outputs(resource: Resource, state: Props) -> Props:
    """Return a state with the outputs marked that are secret whatever the inputs are."""
    return {name: Secret(value) if name in resource.secret_outputs else value for name, value in state.items()}
