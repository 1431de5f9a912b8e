"""Access Analyzer and Inspector: what they refuse, and what they do by themselves."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from lives import World
from lives.accessanalyzer import ANALYZER, ARCHIVE_RULE, UNUSED
from lives.inspector2 import ENABLER
from lives.world import new_world
from provider_client import InvalidInputsError

from strongroom.sandbox.local_aws import LocalAws


@pytest.fixture
def world(local_aws: LocalAws) -> Iterator[World]:
    """An account without either."""
    with new_world(local_aws) as world:
        yield world


def test_a_region_has_one_analyzer_of_a_type(world: World) -> None:
    world.make(ANALYZER, analyzerName="external")
    world.make(ANALYZER, analyzerName="unused", type="ACCOUNT_UNUSED_ACCESS")
    world.make(ANALYZER, analyzerName="external", region="eu-central-1")

    with pytest.raises(grpc.RpcError, match="ServiceQuotaExceededException"):
        world.make(ANALYZER, analyzerName="another")
    with pytest.raises(grpc.RpcError, match="ConflictException"):
        world.make(ANALYZER, analyzerName="external", type="ACCOUNT_INTERNAL_ACCESS")


def test_access_is_unused_after_ninety_days_if_nobody_says_otherwise(world: World) -> None:
    made = world.make(ANALYZER, analyzerName="unused", type="ACCOUNT_UNUSED_ACCESS")

    seen = world.client("accessanalyzer").get_analyzer(analyzerName="unused")["analyzer"]
    assert seen["configuration"] == {"unusedAccess": {"unusedAccessAge": 90}}
    assert world.provider.kinds(made, analyzerName="unused", type="ACCOUNT_UNUSED_ACCESS") == {}


@pytest.mark.parametrize(
    ("news", "message"),
    [
        ({"type": "EVERYTHING"}, "'type' failed to satisfy constraint: Member must satisfy enum value set: .ACCOUNT"),
        ({"type": "ORGANIZATION"}, "You must create an organization"),
        ({"configuration": UNUSED}, "An analyzer of type ACCOUNT has no unusedAccess"),
        (
            {"type": "ACCOUNT_UNUSED_ACCESS", "configuration": {"unusedAccess": {"unusedAccessAge": 400}}},
            "unusedAccessAge must be between 1 and 365 days",
        ),
        ({"analyzerName": "1st"}, "'analyzerName' failed to satisfy constraint"),
    ],
)
def test_analyzers_that_aws_does_not_take_are_refused(world: World, news: dict[str, Any], message: str) -> None:
    with pytest.raises(grpc.RpcError, match=message):
        world.make(ANALYZER, **{"analyzerName": "it", **news})


def test_an_archive_rule_is_of_an_analyzer_and_goes_with_it(world: World) -> None:
    news = {"analyzerName": "it", "ruleName": "public", "filters": [{"criteria": "isPublic", "eqs": ["false"]}]}
    with pytest.raises(grpc.RpcError, match="Analyzer it does not exist"):
        world.make(ARCHIVE_RULE, **news)

    analyzer = world.make(ANALYZER, analyzerName="it")
    rule = world.make(ARCHIVE_RULE, **news)
    with pytest.raises(grpc.RpcError, match="Archive rule public already exists"):
        world.make(ARCHIVE_RULE, **news)
    world.provider.delete(analyzer)

    assert world.provider.refresh(rule) is None


def test_inspector_scans_what_is_named_and_nothing_else(world: World) -> None:
    account = world.account.account_id
    world.client("inspector2").enable(accountIds=[account], resourceTypes=["EC2", "ECR"])

    made = world.make(ENABLER, accountIds=[account], resourceTypes=["EC2"])

    state = world.client("inspector2").batch_get_account_status(accountIds=[account])["accounts"][0]["resourceState"]
    assert (state["ec2"]["status"], state["ecr"]["status"]) == ("ENABLED", "DISABLED")
    world.provider.delete(made)
    state = world.client("inspector2").batch_get_account_status()["accounts"][0]
    assert state["state"]["status"] == "DISABLED"


@pytest.mark.parametrize(
    ("kinds", "message"), [(["S3"], "Inspector does not scan S3"), (["LAMBDA_CODE"], "LAMBDA_CODE needs LAMBDA")]
)
def test_what_inspector_does_not_scan_is_refused(world: World, kinds: list[str], message: str) -> None:
    with pytest.raises(InvalidInputsError, match=f"resourceTypes: {message}"):
        world.make(ENABLER, accountIds=[world.account.account_id], resourceTypes=kinds)
