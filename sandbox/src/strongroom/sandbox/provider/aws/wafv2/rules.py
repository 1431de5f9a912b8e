"""The rules of web ACLs and rule groups, in the program's words and in AWS's."""

import json
from collections.abc import Callable, Iterable
from typing import Any, Final, cast

from ...resource import EVERYTHING, Property
from ...schema import Problem
from ...session import Session
from ...wire import Props
from ..lists import items_of
from ..translate import request, told

_RATE_DEFAULTS: Final = {"statement": {"rateBasedStatement": {"evaluationWindowSec": 300}}}
RULES: Final = Property(form="set", empties=True, nested=EVERYTHING, inner=_RATE_DEFAULTS)
JSON_RULES: Final = Property(form="json")
ACTION: Final = Property(empties=True, nested=EVERYTHING)
CONFIG: Final = Property(nested=EVERYTHING)
BODIES: Final = Property(form="set", nested=EVERYTHING)
_LISTED: Final = ("addressFields", "phoneNumberFields")
"""Objects with a list of identifiers, which AWS has as a list of objects with an identifier each."""


def asked_rules(aws: Session, props: Props, json_name: str) -> list[dict[str, Any]]:
    """Return the rules as AWS takes them: those that the program lists, or those of its JSON document."""
    if document := props.get(json_name):
        return json.loads(document)
    listed = {"rules": _reshaped(items_of(props, "rules"), _as_objects)}
    return request(aws, "wafv2", "WebACL", listed, empties=True).get("Rules", [])


def told_rules(token: str, found: dict[str, Any], known: Props, json_name: str) -> Props:
    """Return the rules that AWS tells of; those that come from a JSON document are not compared with it."""
    if known.get(json_name):
        return {json_name: known[json_name]}
    objects = _reshaped(items_of(found, "Rules"), _as_identifiers)
    return {"rules": told(token, "rules", objects, empties=True)}


def asked_bodies(aws: Session, props: Props) -> dict[str, Any]:
    """Return the bodies of answers by their keys, as AWS has them."""
    bodies = {
        body["key"]: {"ContentType": body["contentType"], "Content": body["content"]}
        for body in items_of(props, "customResponseBodies")
    }
    return {"CustomResponseBodies": bodies} if bodies else {}


def told_bodies(found: dict[str, Any]) -> list[Props] | None:
    """Return the bodies of answers as the program lists them."""
    bodies: dict[str, Any] = found.get("CustomResponseBodies") or {}
    return [
        {"key": key, "contentType": body["ContentType"], "content": body["Content"]} for key, body in bodies.items()
    ] or None


def document_problems(props: Props, json_name: str) -> Iterable[Problem]:
    """Return what is wrong with rules that are given as a document, or twice."""
    document = props.get(json_name)
    if document is not None and "rules" in props:
        yield Problem(json_name, "give it or rules, not both")
    if isinstance(document, str):
        try:
            if not isinstance(json.loads(document), list):
                yield Problem(json_name, "expected a JSON list of rules in AWS's words")
        except ValueError as error:
            yield Problem(json_name, f"no valid JSON: {error}")


def _as_objects(value: Props) -> list[Props]:
    return [{"identifier": name} for name in value["identifiers"]]


def _as_identifiers(value: list[dict[str, str]]) -> Props:
    return {"identifiers": [each["Identifier"] for each in value]}


def _reshaped(value: Any, reshape: Callable[[Any], Any]) -> Any:
    """Return a value with each object that AWS has in another shape reshaped, at any depth."""
    match value:
        case dict():
            return {
                name: reshape(item) if name[0].lower() + name[1:] in _LISTED else _reshaped(item, reshape)
                for name, item in cast("Props", value).items()
            }
        case list():
            return [_reshaped(item, reshape) for item in cast("list[Any]", value)]
        case _:
            return value
