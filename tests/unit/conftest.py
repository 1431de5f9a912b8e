"""Fixtures of the unit tests."""

import pytest
from recording import Recorder


@pytest.fixture(scope="session")
def record() -> Recorder:
    """The recording kit; of the whole session, so that property-based tests can use it in every run."""
    return Recorder()
