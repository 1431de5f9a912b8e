"""Pytest fixtures that give each test an AWS account and Pulumi state of its own.

Installing strongroom-sandbox is enough; pytest finds the plugin by itself. The moto server and the Pulumi CLI are
shared by all tests of a session: an account of its own costs a test nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .local_aws import LocalAws
    from .testing import TestSandbox


@pytest.fixture(scope="session")
def local_aws() -> "Iterator[LocalAws]":
    """The local AWS that the session's tests share."""
    from .local_aws import LocalAws  # slow to import: only for those who use it

    with LocalAws() as aws:
        yield aws


@pytest.fixture
def sandbox(local_aws: "LocalAws", tmp_path: Path) -> "TestSandbox":
    """An AWS account and Pulumi state that only this test has."""
    from .testing import TestSandbox

    return TestSandbox(local_aws, tmp_path / "sandbox")
