"""The answers to other names of inputs, compared with the inputs of all packages."""

import importlib

from pydantic import BaseModel

from strongroom.core._other_names import _ALWAYS, _FIELDS  # pyright: ignore[reportPrivateUsage]

PACKAGES = ("network", "data", "compute", "edge", "observability")


def fields() -> set[str]:
    found: set[str] = set()
    for package in PACKAGES:
        module = importlib.import_module(f"strongroom.{package}")
        for name in module.__all__:
            public = getattr(module, name)
            if isinstance(public, type) and issubclass(public, BaseModel):
                found |= set(public.model_fields)
    return found


def test_each_suggested_field_exists_and_no_answered_name_is_a_field_everywhere() -> None:
    existing = fields()
    assert {field for answers in _FIELDS.values() for field in answers} - existing == set()
    assert _ALWAYS.keys() & (existing | _FIELDS.keys()) == set()
    assert all(name not in answers for name, answers in _FIELDS.items())
