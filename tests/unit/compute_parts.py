"""What the tests of a web service's instances share."""

import base64
from typing import Any, Protocol

import pytest
from recording import Deployment, Recorded
from web_service_inputs import web_service_inputs

from strongroom.compute import WebServiceArgs
from strongroom.core import InputError


class Deploy(Protocol):
    """Deploys one web service with the given inputs; one that is a function is called in the program."""

    def __call__(self, name: str = "portal", *, preview: bool = False, **inputs: Any) -> Deployment: ...


def refusals(**inputs: Any) -> dict[str, str]:
    """What is refused, by path: the reason and the remedy."""
    with pytest.raises(InputError) as caught:
        WebServiceArgs(**web_service_inputs(**inputs))
    return {problem.path: f"{problem.reason}; {problem.remedy}" for problem in caught.value.problems}


def template(deployment: Deployment) -> Recorded:
    return deployment.one("aws:ec2/launchTemplate:LaunchTemplate")


def group(deployment: Deployment) -> Recorded:
    return deployment.one("aws:autoscaling/group:Group")


def user_data(deployment: Deployment) -> str:
    return base64.b64decode(template(deployment).inputs["userData"]).decode()
