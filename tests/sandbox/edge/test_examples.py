"""The examples run as they are: made, made again without a change, and destroyed to nothing."""

import json
from pathlib import Path
from typing import Any

from pulumi import automation
from support import assert_hidden, inventory, run

from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

EXAMPLES = Path(__file__).parents[3] / "components" / "edge" / "examples"
REGION, GLOBAL_REGION = "eu-central-1", "us-east-1"


def everything(sandbox: TestSandbox) -> list[Any]:
    return [inventory(sandbox, REGION), inventory(sandbox, GLOBAL_REGION)]


def distribution(sandbox: TestSandbox, outputs: dict[str, Any]) -> Any:
    return sandbox.client("cloudfront").get_distribution_config(Id=outputs["distribution_id"])["DistributionConfig"]


def keys(sandbox: TestSandbox, bucket: str) -> set[str]:
    found = sandbox.client("s3", REGION).list_objects_v2(Bucket=bucket)
    return {each["Key"] for each in found["Contents"]}


def assert_settled_and_gone(sandbox: TestSandbox, stack: automation.Stack, before: list[Any]) -> None:
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}
    gone = [*run(stack.destroy).steps]
    # A web ACL that a distribution has can't be deleted.
    distribution, web_acl = (
        next(each for each in gone if each.startswith(kind)) for kind in ("Distribution", "WebAcl ")
    )
    assert gone.index(distribution) < gone.index(web_acl)
    assert everything(sandbox) == before
    assert read_journal(sandbox.journal) == []


def test_the_minimal_example_lives_and_dies(sandbox: TestSandbox) -> None:
    before = everything(sandbox)
    stack = sandbox.project(EXAMPLES / "minimal", "dev")
    outputs = run(stack.up).outputs
    config = distribution(sandbox, outputs)
    assert config["WebACLId"].startswith(f"arn:aws:wafv2:{GLOBAL_REGION}:{sandbox.account_id}:global/webacl/")
    assert keys(sandbox, outputs["bucket_name"]) == {"index.html", "style.css"}
    assert_settled_and_gone(sandbox, stack, before)


def test_the_complete_example_lives_and_dies(sandbox: TestSandbox) -> None:
    before = everything(sandbox)
    stack = sandbox.project(EXAMPLES / "complete", "dev")
    stack.set_config("edge-complete:partnerSecret", automation.ConfigValue("open-sesame", secret=True))
    outputs = run(stack.up).outputs
    config = distribution(sandbox, outputs)
    assert config["Aliases"]["Items"] == ["portal.example.com", "www.portal.example.com"]
    assert config["WebACLId"] == outputs["web_acl_arn"]
    assert len(config["CacheBehaviors"]["Items"]) == 4
    assert keys(sandbox, outputs["bucket_name"]) == {
        "site/index.html",
        "site/robots.txt",
        "site/assets/app.3f9a1c2e.js",
    }
    assert "open-sesame" in json.dumps(config)
    assert_hidden(sandbox, ["open-sesame"])
    assert_settled_and_gone(sandbox, stack, before)
