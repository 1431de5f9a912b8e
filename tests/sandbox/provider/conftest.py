"""What the tests of the provider share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from provider_client import World

from strongroom.sandbox.local_aws import LocalAws


@pytest.fixture
def world(local_aws: LocalAws, tmp_path: Path) -> Iterator[World]:
    """An account that only this test has."""
    world = World(local_aws, tmp_path / "journal")
    yield world
    world.close()
