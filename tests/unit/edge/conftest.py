"""Fixtures of the unit tests of edge."""

from typing import Any

import pytest
from edge_inputs import site_inputs
from recording import Deployment, Recorder

from strongroom.edge import Site, SiteArgs


class Deploy:
    """Deploys one site with the given inputs; one that is a function is called in the program."""

    def __init__(self, record: Recorder) -> None:
        self._record = record

    def __call__(self, name: str = "portal", *, preview: bool = False, **inputs: Any) -> Deployment:
        def program() -> Site:
            made = {key: value() if callable(value) else value for key, value in inputs.items()}
            return Site(name, SiteArgs(**site_inputs(**made)))

        return self._record(program, preview=preview)


@pytest.fixture(scope="session")
def record() -> Recorder:
    """The recording kit, in the one partition that has CloudFront."""
    return Recorder("aws")


@pytest.fixture
def deploy(record: Recorder) -> Deploy:
    return Deploy(record)
