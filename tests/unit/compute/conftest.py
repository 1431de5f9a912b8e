"""Fixtures of the unit tests of compute."""

from typing import Any

import pytest
from recording import Deployment, Recorder
from web_service_inputs import web_service_inputs

from strongroom.compute import WebService, WebServiceArgs


class Deploy:
    """Deploys one web service with the given inputs; one that is a function is called in the program."""

    def __init__(self, record: Recorder) -> None:
        self._record = record

    def __call__(self, name: str = "portal", *, preview: bool = False, **inputs: Any) -> Deployment:
        def program() -> WebService:
            made = {key: value() if callable(value) else value for key, value in inputs.items()}
            return WebService(name, WebServiceArgs(**web_service_inputs(**made)))

        return self._record(program, preview=preview)


@pytest.fixture(scope="session")
def record() -> Recorder:
    """The recording kit, in the partition whose CloudFront may connect to a service by default."""
    return Recorder("aws")


@pytest.fixture
def deploy(record: Recorder) -> Deploy:
    return Deploy(record)
