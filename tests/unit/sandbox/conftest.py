"""What the tests of the sandbox share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from provider_client import World

from strongroom.sandbox.local_aws import LocalAws

# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def local() -> Iterator[LocalAws]:
    """A local AWS that the session's tests share."""
    with LocalAws() as local:
        yield local


@pytest.fixture
def world(local: LocalAws, tmp_path: Path) -> Iterator[World]:
    """An account that only this test has."""
    world = World(local, tmp_path / "journal")
    yield world
    world.close()
