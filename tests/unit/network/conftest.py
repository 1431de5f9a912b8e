from typing import Any

import pytest
from recording import Cloud, Deployment, Recorder

from strongroom.network import Network, NetworkArgs


class Deploy:
    """Deploys one network with the given inputs, somewhere with six zones.

    An input that is a function is called in the program, where Outputs can be made.
    """

    def __init__(self, record: Recorder) -> None:
        self._record = record

    def __call__(self, *, cloud: Cloud | None = None, **inputs: Any) -> Deployment:
        drawn = cloud or Cloud.drawn()
        home = Cloud(drawn.partition, drawn.region, drawn.account_id, "abcdef")

        def program() -> Network:
            made = {name: value() if callable(value) else value for name, value in inputs.items()}
            return Network("portal", NetworkArgs(**made))

        return self._record(program, cloud=home)


@pytest.fixture
def deploy(record: Recorder) -> Deploy:
    return Deploy(record)
