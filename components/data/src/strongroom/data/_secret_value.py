"""The value of a secret that is generated."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import pulumi
from pydantic import AfterValidator, Field, model_validator

from strongroom.core import Input, Model, RuleError, json_dumps, pattern


def _special_characters(value: str) -> str:
    if not value or set(value) - set(string.punctuation):
        raise RuleError("must be special characters of ASCII", f"choose among {string.punctuation}", value)
    if len(set(value)) < len(value):
        raise RuleError("must name each character once", f"use {''.join(dict.fromkeys(value))}", value)
    return value


SpecialCharacters: TypeAlias = Annotated[str, AfterValidator(_special_characters), Field(examples=["!#$%*-_=+"])]
"""Special characters of ASCII, each once."""

JsonKey: TypeAlias = Annotated[
    str, pattern(r"[A-Za-z0-9_.-]{1,64}", "a key of 1 to 64 letters, digits, dots, hyphens and underscores", "password")
]
"""A key of a JSON object."""

Minimum: TypeAlias = Annotated[int, Field(ge=0, le=128)]


class GeneratedValue(Model):
    """A random value: of which characters, and in which form the secret holds it.

    By these rules Pulumi makes the first value, and the rotation every further one.
    """

    length: Annotated[int, Field(ge=8, le=4096)] = 32
    """How many characters it has, 8 to 4096. Default: 32."""

    min_lower: Minimum | None = 1
    """At least so many are lower-case letters, up to 128; None for none of them. Default: 1."""

    min_upper: Minimum | None = 1
    """At least so many are upper-case letters, up to 128; None for none of them. Default: 1."""

    min_numeric: Minimum | None = 1
    """At least so many are digits, up to 128; None for none of them. Default: 1."""

    min_special: Minimum | None = 1
    """At least so many are special characters, up to 128; None for none of them. Default: 1."""

    special_characters: SpecialCharacters = "!@#$%&*()-_=+[]{}<>:?"
    """The special characters to choose from. Default: those that `pulumi_random.RandomPassword` has."""

    exclude_characters: SpecialCharacters | None = None
    """Special characters to leave out, such as `@:` for a value that becomes part of a URL. Default: none."""

    json_key: JsonKey | None = None
    """The key under which the value stands in a JSON object, such as `password`. Default: it is the whole secret.

    A secret that is rotated already must be brought into the new form by hand before its next rotation, which fails
    until then and leaves the value as it is.
    """

    fields: Mapping[JsonKey, Input[str]] = Field(default={}, repr=False)
    """What else the JSON object has, such as `username` and `host`. Default: nothing.

    A rotation keeps it as the secret has it by then; a change here no longer reaches a secret that is rotated.
    """

    @model_validator(mode="after")
    def _can_be_made(self) -> "GeneratedValue":
        classes = list(character_classes(self))
        if not classes:
            raise RuleError("a value needs characters to be made of", "give one of the minimums a number")
        if any(not each.characters for each in classes):
            reason = "exclude_characters leaves no special characters"
            raise RuleError(reason, "keep some, or set min_special to None")
        least = sum(each.minimum for each in classes)
        if least > self.length:
            reason = f"the minimums need {least} characters, and length is {self.length}"
            raise RuleError(reason, f"set length to {least} or more, or lower the minimums")
        return self

    @model_validator(mode="after")
    def _stands_in_an_object(self) -> "GeneratedValue":
        if self.fields and self.json_key is None:
            reason = "fields are part of a JSON object, and the value is the whole secret"
            raise RuleError(reason, "set json_key, for example to password")
        if self.json_key in self.fields:
            reason = f"fields has {self.json_key}, where the value itself stands"
            raise RuleError(reason, "remove it from fields, or use another json_key")
        return self


@dataclass(frozen=True)
class CharacterClass:
    """Characters of one kind, and how many of them there are at least."""

    name: str
    """What `RandomPassword` calls it."""
    characters: str
    minimum: int


def character_classes(value: GeneratedValue) -> Iterator[CharacterClass]:
    """Return the kinds of characters that a value is made of.

    Args:
        value: How it is made.
    """
    excluded = value.exclude_characters or ""
    special = "".join(each for each in value.special_characters if each not in excluded)
    kinds = (
        ("lower", string.ascii_lowercase, value.min_lower),
        ("upper", string.ascii_uppercase, value.min_upper),
        ("numeric", string.digits, value.min_numeric),
        ("special", special, value.min_special),
    )
    for name, characters, minimum in kinds:
        if minimum is not None:
            yield CharacterClass(name, characters, minimum)


def random_password_inputs(value: GeneratedValue) -> dict[str, Any]:
    """Return what makes `pulumi_random.RandomPassword` follow the rules.

    Args:
        value: How the value is made.
    """
    used = {each.name: each for each in character_classes(value)}
    inputs: dict[str, Any] = {"length": value.length}
    for name in ("lower", "upper", "numeric", "special"):
        inputs[name] = name in used
        inputs[f"min_{name}"] = used[name].minimum if name in used else 0
    if "special" in used:
        inputs["override_special"] = used["special"].characters
    return inputs


def rotation_rules(value: GeneratedValue) -> dict[str, Any]:
    """Return what makes the rotation function follow the rules, ready for JSON.

    Args:
        value: How the value is made.
    """
    classes = [
        {"characters": "".join(sorted(each.characters)), "minimum": each.minimum} for each in character_classes(value)
    ]
    return {"length": value.length, "classes": classes, "json_key": value.json_key}


def secret_string(value: GeneratedValue, password: pulumi.Output[str]) -> pulumi.Output[str]:
    """Return what the secret holds at first.

    Args:
        value: How the value is made.
        password: The value.
    """
    if value.json_key is None:
        return password
    return pulumi.Output.secret(json_dumps({**value.fields, value.json_key: password}))
