"""The examples run as they are: made, made again without a change, and destroyed to nothing."""

from pathlib import Path
from typing import Any

from pulumi import automation
from support import assert_hidden, inventory, run

from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.testing import TestSandbox

EXAMPLES = Path(__file__).parents[3] / "components" / "compute" / "examples"
REGION = "eu-central-1"


def listeners(sandbox: TestSandbox, arn: str) -> dict[int, Any]:
    found = sandbox.client("elbv2", REGION).describe_listeners(LoadBalancerArn=arn)["Listeners"]
    return {each["Port"]: each for each in found}


def group(sandbox: TestSandbox) -> Any:
    (found,) = sandbox.client("autoscaling", REGION).describe_auto_scaling_groups()["AutoScalingGroups"]
    return found


def assert_settled_and_gone(sandbox: TestSandbox, stack: automation.Stack, before: dict[str, set[str]]) -> None:
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}
    stack.destroy()
    assert inventory(sandbox, REGION) == before
    assert read_journal(sandbox.journal) == []


def test_the_minimal_example_lives_and_dies(sandbox: TestSandbox) -> None:
    before = inventory(sandbox, REGION)
    stack = sandbox.project(EXAMPLES / "minimal", "dev")
    outputs = run(stack.up).outputs
    assert [*listeners(sandbox, outputs["load_balancer_arn"])] == [80]
    assert outputs["url"].startswith("http://internal-minimal-")
    found = group(sandbox)
    assert (found["MinSize"], len(found["Instances"])) == (1, 1)
    assert_settled_and_gone(sandbox, stack, before)


def test_the_complete_example_lives_and_dies(sandbox: TestSandbox) -> None:
    waf, visible = sandbox.client("wafv2", REGION), {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True}
    web_acl = waf.create_web_acl(
        Name="portal",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        VisibilityConfig=visible | {"MetricName": "portal"},
    )["Summary"]["ARN"]
    before = inventory(sandbox, REGION)
    stack = sandbox.project(EXAMPLES / "complete", "dev", config={"compute-complete:webAclArn": web_acl})
    outputs = run(stack.up).outputs
    associated = waf.get_web_acl_for_resource(ResourceArn=outputs["load_balancer_arn"])
    assert associated["WebACL"]["ARN"] == web_acl
    found = listeners(sandbox, outputs["load_balancer_arn"])
    assert {port: each["Protocol"] for port, each in found.items()} == {80: "HTTP", 443: "HTTPS"}
    rules = sandbox.client("elbv2", REGION).describe_rules(ListenerArn=outputs["listener_arn"])["Rules"]
    assert sorted(rule["Priority"] for rule in rules) == ["100", "200", "300", "50000", "default"]
    assert outputs["url"] == "https://portal.example.com"
    policy = group(sandbox)["MixedInstancesPolicy"]
    assert policy["InstancesDistribution"]["OnDemandPercentageAboveBaseCapacity"] == 50

    secret = automation.ConfigValue("open-sesame", secret=True)
    stack.set_config("compute-complete:oidcClientSecret", secret)
    assert run(stack.up).steps == {
        "SecurityGroupEgressRule complete-to-login": "create",
        **{f"ListenerRule complete-{role}": "update" for role in ("priority-200", "priority-300", "origin")},
    }
    assert_hidden(sandbox, ["open-sesame", outputs["origin_header_value"]])
    assert_settled_and_gone(sandbox, stack, before)
