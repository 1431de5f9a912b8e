"""What the tests of the provider share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lives.world import World as Estate
from lives.world import new_world
from provider_client import World

from strongroom.sandbox.local_aws import LocalAws


@pytest.fixture
def world(local_aws: LocalAws, tmp_path: Path) -> Iterator[World]:
    """An account that only this test has."""
    world = World(local_aws, tmp_path / "journal")
    yield world
    world.close()


@pytest.fixture(scope="module")
def estate(local_aws: LocalAws) -> Iterator[Estate]:
    """An account that a module's tests share: each makes what it needs under new names."""
    with new_world(local_aws) as estate:
        yield estate
