"""Fixtures of the unit tests."""

import pytest
from hypothesis import settings
from recording import Recorder

# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def record() -> Recorder:
    """The recording kit; of the whole session, so that property-based tests can use it in every run."""
    return Recorder()
