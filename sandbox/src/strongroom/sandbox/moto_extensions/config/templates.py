"""The templates of conformance packs: a small CloudFormation that knows rules and remediation. Pure functions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import yaml

RULE: Final = "AWS::Config::ConfigRule"
REMEDIATION: Final = "AWS::Config::RemediationConfiguration"
_PLACEHOLDER: Final = re.compile(r"\$\{([\w:]+)\}")
_NOTHING: Final = object()
"""What `AWS::NoValue` leaves."""


class TemplateError(ValueError):
    """A template is not valid or not supported."""


@dataclass(frozen=True)
class Declared:
    """A resource of a template, with its references resolved."""

    kind: str
    properties: dict[str, Any]


class _Loader(yaml.SafeLoader):
    """Reads the short form of functions, `!Ref X`, as the long one."""


def _function(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    match node:
        case yaml.ScalarNode():
            value: Any = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case _:
            value = loader.construct_mapping(cast("yaml.MappingNode", node), deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


cast("Any", _Loader).add_multi_constructor("!", _function)


def declared_in(text: str, given: Mapping[str, str], pseudo: Mapping[str, str]) -> list[Declared]:
    """Return the resources that a template declares, without those whose condition does not hold.

    Args:
        text: The template, in YAML or JSON.
        given: The values of its parameters.
        pseudo: The values of AWS's own, such as `AWS::Region`.

    Raises:
        TemplateError: It can't be read, a parameter lacks a value, or it holds what a pack can't.
    """
    try:
        template: Any = yaml.load(text, _Loader)  # noqa: S506 - a safe loader's subclass
    except yaml.YAMLError as error:
        raise TemplateError(f"the template is neither YAML nor JSON: {error}") from error
    if not isinstance(template, dict) or "Resources" not in template:
        raise TemplateError("the template has no Resources")
    scope = _Scope(cast("dict[str, Any]", template), given, pseudo)
    return [found for one in scope.resources.values() if (found := scope.declared(one))]


class _Scope:
    """What the references of a template mean."""

    def __init__(self, template: dict[str, Any], given: Mapping[str, str], pseudo: Mapping[str, str]) -> None:
        parameters: dict[str, dict[str, Any]] = template.get("Parameters") or {}
        if strangers := sorted(given.keys() - parameters.keys()):
            raise TemplateError(f"Parameters: [{', '.join(strangers)}] do not exist in the template")
        values = {name: given.get(name, one.get("Default")) for name, one in parameters.items()}
        if missing := sorted(name for name, value in values.items() if value is None):
            raise TemplateError(f"Parameters: [{', '.join(missing)}] must have values")
        self.resources: dict[str, dict[str, Any]] = template["Resources"]
        self._conditions: dict[str, Any] = template.get("Conditions") or {}
        names = {
            logical: one.get("Properties", {}).get("ConfigRuleName", logical) for logical, one in self.resources.items()
        }
        self._values: dict[str, Any] = {**names, **values, **pseudo, "AWS::NoValue": _NOTHING}

    def declared(self, resource: dict[str, Any]) -> Declared | None:
        kind = resource.get("Type", "")
        if kind not in (RULE, REMEDIATION):
            raise TemplateError(f"a conformance pack can't hold resources of type {kind}")
        if "Condition" in resource and not self._holds({"Condition": resource["Condition"]}):
            return None
        properties = self.resolved(resource.get("Properties") or {})
        if not properties.get("ConfigRuleName"):
            raise TemplateError(f"a resource of type {kind} has no ConfigRuleName")
        return Declared(kind, properties)

    def resolved(self, value: Any) -> Any:
        match value:
            case {"Ref": str(name)}:
                return self._value(name)
            case {"Fn::If": [condition, one, other]}:
                return self.resolved(one if self._holds({"Condition": condition}) else other)
            case {"Fn::Sub": str(text)}:
                return _PLACEHOLDER.sub(lambda match: str(self._value(match[1])), text)
            case {"Fn::Join": [separator, parts]}:
                return str(separator).join(str(part) for part in self.resolved(parts))
            case dict():
                items = cast("dict[str, Any]", value).items()
                if unknown := [name for name, _ in items if name.startswith("Fn::")]:
                    raise TemplateError(f"the function {unknown[0]} is not supported")
                found = {name: self.resolved(item) for name, item in items}
                return {name: item for name, item in found.items() if item is not _NOTHING}
            case list():
                found_items = [self.resolved(item) for item in cast("list[Any]", value)]
                return [item for item in found_items if item is not _NOTHING]
            case _:
                return value

    def _value(self, name: str) -> Any:
        if name not in self._values:
            raise TemplateError(f"Unresolved resource dependencies [{name}]")
        return self._values[name]

    def _holds(self, condition: Any) -> bool:
        match condition:
            case {"Condition": str(name)} if name in self._conditions:
                return self._holds(self._conditions[name])
            case {"Fn::Equals": [one, other]}:
                return str(self.resolved(one)) == str(self.resolved(other))
            case {"Fn::Not": [inner]}:
                return not self._holds(inner)
            case {"Fn::And": [*every]}:
                return all(self._holds(one) for one in every)
            case {"Fn::Or": [*some]}:
                return any(self._holds(one) for one in some)
            case _:
                raise TemplateError(f"the condition {condition} is not supported")
