"""Every field of every model refuses unusable values by `InputError`, and repeats no secret."""

import json
import math
import re
from typing import Any

import pulumi
import pytest
from every_model import every_model, required_inputs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recording import Recorder

from strongroom.core import InputError, Model

MODELS = every_model()
of_every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.__module__}.{model.__name__}")

SECRETS = [
    "hunter2-hunter2",
    "correct horse battery staple",
    "Tr0ub4dor&3",
    "S3cretOriginValue-9f2c",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AKIAIOSFODNN7EXAMPLE",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "jane.doe@bank.example",
    "https://idp.example.com/token?client_secret=9f8e7d6c5b4a",
    "https://user:9f8e7d6c5b4a@idp.example.com/",
    "arn:aws:secretsmanager:eu-central-1:123456789012:secret:portal-db-Qz7XwK",
    "arn:aws:ssm:eu-central-1:123456789012:parameter/portal/db-9f8e7d6c",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n",
    "d3adb33fd3adb33fd3adb33fd3adb33f",
    "9f8e7d6c-5b4a-3f2e-1d0c-9b8a7f6e5d4c",
    "4111111111111111",
]


BASES: dict[str, dict[str, Any]] = {}


def base(model: type[Model]) -> dict[str, Any]:
    name = f"{model.__module__}.{model.__name__}"
    if name not in BASES:
        BASES[name] = required_inputs(model)
    return BASES[name]


def message(model: type[Model], inputs: dict[str, Any]) -> str:
    """Return the error with which a model refuses inputs; nothing if it accepts them."""
    try:
        model.model_validate(inputs)
    except InputError as error:
        return str(error)
    return ""


class Unknown:
    """An object of a class that no field expects."""


HOSTILE: list[Any] = [
    math.nan,
    math.inf,
    -math.inf,
    10**400,
    -(10**400),
    10**5000,
    1e308,
    True,
    None,
    "",
    "\x00",
    "\ud800",
    "a" * 3_000,
    b"bytes",
    {"a", "b"},
    frozenset({1}),
    {"a": 1}.keys(),
    range(3),
    [],
    [[[[[]]]]],
    [None],
    [math.nan],
    (1, 2, 3),
    [80],
    {},
    {1: 2},
    {None: None},
    {"a": {"b": {"c": [1, {"d": math.inf}]}}},
    {"a": {"x", "y"}},
    {("a", 1): b"\xff"},
    {"portal": [10**400]},
    Unknown(),
    Unknown,
    3 + 4j,
]


FOR_RULES: list[Any] = [math.nan, math.inf, 1e308, 10**400, "", "a" * 3_000, [], {}, [80], [[]]]


@of_every_model
def test_hostile_values_are_refused_by_input_errors(model: type[Model]) -> None:
    for value in HOSTILE:
        for wrapped in (value, [value], {"portal": value}):
            message(model, dict.fromkeys(model.model_fields, wrapped))
    # One at a time, so that rules between fields see them as well.
    for name in model.model_fields:
        for value in FOR_RULES:
            message(model, base(model) | {name: value})


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=5)
    | st.sampled_from(["portal", "10.0.0.0/16", "eu-central-1a", "arn:aws:sns:eu-central-1:123456789012:x", "443"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.sampled_from(["portal", "name", "type", "kind"]), inner, max_size=3)
        | st.frozensets(st.text(max_size=3), max_size=2)
    ),
    max_leaves=6,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(model=st.sampled_from(MODELS), data=st.data())
def test_random_values_are_refused_by_input_errors(model: type[Model], data: st.DataObject) -> None:
    names = (
        data.draw(st.lists(st.sampled_from(sorted(model.model_fields)), min_size=1, max_size=4))
        if model.model_fields
        else []
    )
    message(model, base(model) | {name: data.draw(JSON) for name in names})


@of_every_model
def test_outputs_do_not_crash_a_model(model: type[Model], record: Recorder) -> None:
    def program() -> None:
        output = pulumi.CustomResource("test:index:Thing", "thing", {}).id
        for name in model.model_fields:
            for value in (output, [output], {"portal": output}, {"portal": [output]}, {"portal": {"portal": output}}):
                message(model, base(model) | {name: value})

    record(program, preview=True)


@of_every_model
def test_sets_are_refused_where_order_matters(model: type[Model]) -> None:
    for name, field in model.model_fields.items():
        if re.search(r"(list|Sequence|tuple)\[", str(field.annotation)):
            for unordered in ({"portal"}, frozenset({"portal"}), {"portal": 1}.keys(), (each for each in ["portal"])):
                assert f"  {name}" in message(model, base(model) | {name: unordered}), name


@of_every_model
def test_secrets_in_the_wrong_field_are_not_repeated(model: type[Model]) -> None:
    names = [*model.model_fields, "no_such_field"]
    for secret in SECRETS:
        for value in (secret, [secret], {secret: secret}, {"portal": {secret: secret}}):
            assert_hidden(secret, message(model, dict.fromkeys(names, value)))
        assert_hidden(secret, message(model, base(model) | {secret: "value"}))
    # One at a time, so that rules between fields see them as well.
    for name in names:
        for secret in SECRETS:
            assert_hidden(secret, message(model, base(model) | {name: secret}))


def assert_hidden(secret: str, text: str) -> None:
    parts = {
        secret,
        secret.strip(),
        json.dumps(secret)[1:-1],
        *(line for line in secret.split("\n") if " " not in line),
    }
    parts |= (
        {"9f8e7d6c5b4a", "Qz7XwK", "jane.doe"} if "9f8e" in secret or "jane" in secret or "Qz7" in secret else set()
    )
    assert not [part for part in parts if part and part.casefold() in text.casefold()], text
