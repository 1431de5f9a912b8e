"""Default tags of the provider, checked with the tags of each component before anything is registered."""

from typing import Any

import pytest
from family import family
from recording import Cloud, Recorder, always

from strongroom.core import InputError
from strongroom.observability import AccountBaseline, AccountBaselineArgs, AuditTrail, AuditTrailArgs

CLOUD = Cloud("aws", "eu-central-1", "111122223333")
KEY = "arn:aws:kms:eu-central-1:111122223333:key/12345678-1234-1234-1234-123456789012"


def answers(tags: dict[str, str]) -> dict[str, Any]:
    return {"aws:index/getDefaultTags:getDefaultTags": always({"id": "aws", "tags": tags})}


@pytest.mark.parametrize("component", family(CLOUD))
def test_every_component_refuses_more_tags_than_a_resource_can_have(record: Recorder, component: str) -> None:
    create = family(CLOUD)[component]
    default = {f"tag{number}": "x" for number in range(48)}
    failure = record.failing(InputError, lambda: create("portal"), cloud=CLOUD, answers=answers(default))
    assert not failure.deployment.resources
    (problem,) = failure.error.problems
    assert problem.path == "tags"
    assert "got 51" in problem.reason


def test_trail_and_detector_refuse_tags_that_other_resources_can_have(record: Recorder) -> None:
    programs = {
        "Reviewed": lambda: AuditTrail(
            "portal", AuditTrailArgs(kms_key_arn=KEY, bucket_name="logs", topic_arns=[CLOUD.topic_arn])
        ),
        "Cost Center": lambda: AccountBaseline("portal", AccountBaselineArgs()),
    }
    for key, program in programs.items():
        failure = record.failing(InputError, program, cloud=CLOUD, answers=answers({key: ""}))
        assert not failure.deployment.resources
        assert key in failure.message
    record(
        lambda: AccountBaseline("portal", AccountBaselineArgs(guardduty=None)), answers=answers({"Cost Center": "1"})
    )
