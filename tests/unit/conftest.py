"""Fixtures of the unit tests."""

import pytest
from recording import Recorder


def pytest_configure(config: pytest.Config) -> None:
    # Importing the AWS SDK warns of its own old aliases. A program that uses one is still told: Pulumi logs it.
    config.addinivalue_line("filterwarnings", "ignore:.* has been deprecated in favor of:DeprecationWarning")


@pytest.fixture(scope="session")
def record() -> Recorder:
    """The recording kit; of the whole session, so that property-based tests can use it in every run."""
    return Recorder()
