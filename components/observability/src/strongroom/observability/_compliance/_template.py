"""Templates of conformance packs.

https://docs.aws.amazon.com/config/latest/developerguide/custom-conformance-pack.html
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeAlias, cast

import yaml
from pydantic import AfterValidator, Field

from strongroom.core import Problem, RuleError
from strongroom.observability._compliance._pack import MOST_RULES

_RULE = "AWS::Config::ConfigRule"
_TYPES = (_RULE, "AWS::Config::RemediationConfiguration")


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short functions, such as `!Ref`, as text."""


def _function(_loader: _Loader, name: str, _node: yaml.Node) -> str:
    return f"!{name}"


_Loader.add_multi_constructor("!", _function)  # pyright: ignore[reportUnknownMemberType]


def _read(text: str) -> Any:
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError):
        raise RuleError("must be a template in YAML or JSON", "correct its syntax") from None


def _section(template: Any, name: str) -> Mapping[str, Any]:
    found = cast("Mapping[str, Any]", template).get(name) if isinstance(template, dict) else None
    return cast("Mapping[str, Any]", found) if isinstance(found, dict) else {}


def _type_of(resource: Any) -> Any:
    return cast("Mapping[str, Any]", resource).get("Type") if isinstance(resource, dict) else None


def _checked(text: str) -> str:
    resources = _section(_read(text), "Resources")
    if not resources:
        raise RuleError("must have Resources, at least one", f"add a resource of the type {_RULE}")
    types = [_type_of(resource) for resource in resources.values()]
    if any(each not in _TYPES for each in types):
        wrong = next(name for name, each in zip(resources, types, strict=True) if each not in _TYPES)
        reason = f"must have resources of the types {' and '.join(_TYPES)} only"
        raise RuleError(reason, f"remove the resource in place {[*resources].index(wrong) + 1}, or change its Type")
    if (rules := types.count(_RULE)) > MOST_RULES:
        raise RuleError(f"must have at most {MOST_RULES} rules", "make several packs", rules)
    return text


TemplateBody: TypeAlias = Annotated[str, Field(min_length=1, max_length=51_200), AfterValidator(_checked)]
"""The template of a conformance pack, in YAML or JSON."""


def parameter_problems(text: str, given: Mapping[str, object]) -> Iterator[Problem]:
    """Find parameters that a template does not declare, and required ones without a value.

    Args:
        text: A template, right by itself.
        given: Values by the parameter's name.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    declared = _section(_read(text), "Parameters")
    for name in given:
        if name not in declared:
            yield Problem(f"parameters.{name}", "must be declared in the template's Parameters", "declare or remove it")
    for name, parameter in declared.items():
        if name not in given and not (isinstance(parameter, dict) and "Default" in parameter):
            yield Problem(f"parameters.{name}", "is required: the template has no Default for it", "add a value")
