"""What the tests of the sandbox share."""

from collections.abc import Iterator
from pathlib import Path

import lives
import pytest
from provider_client import ProviderClient, World

from strongroom.sandbox.local_aws import LocalAws


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


@pytest.fixture(scope="module")
def estate(local: LocalAws) -> Iterator[lives.World]:
    """An account that a module's tests share: each makes what it needs under new names."""
    account = local.account()
    provider = ProviderClient(local.serve(account)["aws"], {"region": lives.world.REGION})
    yield lives.World(account, provider)
    provider.close()
