from typing import Any

import pytest
from recording import Cloud, Deployment, Recorder

from strongroom.network import Network, NetworkArgs


class Deploy:
    """Deploys one network with the given inputs, somewhere with six zones; once, for all tests of a module that do.

    An input that is a function is called in the program, where Outputs can be made.
    """

    def __init__(self, record: Recorder) -> None:
        self._record = record
        self._made: list[tuple[dict[str, Any], Deployment]] = []

    def __call__(self, *, cloud: Cloud | None = None, **inputs: Any) -> Deployment:
        asked = {**inputs, "cloud": cloud}
        for made, deployment in self._made:
            if made == asked:
                return deployment
        drawn = cloud or Cloud.drawn()
        home = Cloud(drawn.partition, drawn.region, drawn.account_id, "abcdef")

        def program() -> Network:
            made = {name: value() if callable(value) else value for name, value in inputs.items()}
            return Network("portal", NetworkArgs.model_validate(made))

        deployment = self._record(program, cloud=home)
        self._made.append((asked, deployment))
        return deployment


@pytest.fixture(scope="module")
def deploy(record: Recorder) -> Deploy:
    return Deploy(record)
