"""The tables in the READMEs say what the docstrings say."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Annotated

import pytest
from pydantic import Field

from strongroom.core import Model
from strongroom.network import NetworkArgs

TOOL = Path(__file__).parents[2] / "tools" / "reference.py"


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["reference"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


class Documented(Model):
    size: Annotated[int, Field(ge=1)] | None = 3
    """How large it is, in metres.

    Default: three | more.
    """
    name: str
    """What it is called."""


class Silent(Model):
    size: int = 3


def test_every_table_is_up_to_date(reference: ModuleType) -> None:
    tables = 0
    for readme in reference.READMES:
        text = readme.read_text()
        assert reference.rendered(text) == text, f"{readme.parent.name}: run make reference"
        tables += text.count("<!-- table: ")
    assert tables


def test_a_table_that_is_out_of_date_is_written_anew(reference: ModuleType) -> None:
    frame = "<!-- table: inputs of strongroom.network.IpamAllocation -->\n{}<!-- end -->"
    written = reference.rendered(frame.format("| old |\n"))
    assert "old" not in written
    assert "| `pool_id` | `Input[IpamPoolId]` | required | Id of the IPv4 pool" in written
    assert reference.rendered(written) == written


def test_a_field_is_shown_with_its_type_default_and_docstring(reference: ModuleType) -> None:
    size, name = reference.fields(Documented)
    assert (size.name, size.type, size.default) == ("size", "int | None", "3")
    assert size.description == "How large it is, in metres.\n\nDefault: three | more."
    assert (name.type, name.default) == ("str", None)


def test_inherited_fields_come_after_ones_own(reference: ModuleType) -> None:
    names = [field.name for field in reference.fields(NetworkArgs)]
    assert names[-3:] == ["environment_suffix", "base_name", "tags"]
    assert set(names) == set(NetworkArgs.model_fields)


def test_a_field_without_a_docstring_is_refused(reference: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"Silent.size has no docstring"):
        reference.fields(Silent)
