from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from edge_inputs import ACCOUNT, KEY, site_inputs
from edge_parts import distribution
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Deployment

from strongroom.core import InputError
from strongroom.edge import ManagedRuleGroup, SiteArgs, WebAcl
from strongroom.edge._web_acl_labels import label
from strongroom.edge._web_acl_options import MANAGED_CAPACITIES
from strongroom.edge._web_acl_rules import MANAGED_NAMES, web_acl_rules

Deploy = Callable[..., Deployment]

ACL, LOGGING = "aws:wafv2/webAcl:WebAcl", "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
IP_SET, LOG_GROUP = "aws:wafv2/ipSet:IpSet", "aws:cloudwatch/logGroup:LogGroup"
GIVEN = f"arn:aws:wafv2:us-east-1:{ACCOUNT}:global/webacl/portal/12345678-1234-1234-1234-123456789012"
GROUP = f"arn:aws:wafv2:us-east-1:{ACCOUNT}:global/rulegroup/portal/12345678-1234-1234-1234-123456789012"
STREAM = f"arn:aws:firehose:us-east-1:{ACCOUNT}:deliverystream/aws-waf-logs-portal"
SETS = {f"{kind}-{version}": "arn" for kind in ("blocked", "allowed") for version in ("ipv4", "ipv6")}
LISTED: dict[str, Any] = {
    "allowed_networks": ["203.0.113.0/24", "2001:db8::/48"],
    "blocked_networks": ["198.51.100.7/32", "198.51.100.8/32"],
    "blocked_countries": ["KP"],
}


def rules(deployment: Deployment) -> dict[str, Any]:
    """The rules by their names, in the order in which requests meet them."""
    found = sorted(deployment.one(ACL).inputs["rules"], key=lambda rule: rule["priority"])
    return {rule["name"]: rule for rule in found}


def managed(deployment: Deployment, name: str) -> Any:
    return rules(deployment)[name]["statement"]["managedRuleGroupStatement"]


def problem(web_acl: Any, **more: Any) -> str:
    with pytest.raises(InputError) as caught:
        SiteArgs(**site_inputs(web_acl=web_acl, **more))
    (found,) = caught.value.problems
    assert found.remedy
    return f"{found.path}: {found.reason}"


def test_aws_own_rules_and_a_rate_limit_stand_in_front(deploy: Deploy) -> None:
    assert [*rules(deploy())] == [
        "rate-limit",
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    ]
    (bad,) = [each for name, each in rules(deploy()).items() if "KnownBad" in name]
    assert bad["overrideAction"] == {"none": {}}
    reference: dict[str, Any] = {
        "vendorName": "AWS",
        "name": "AWSManagedRulesKnownBadInputsRuleSet",
        "ruleActionOverrides": [],
    }
    assert bad["statement"] == {"managedRuleGroupStatement": reference}


def test_waf_10_and_12_a_web_acl_has_rules_each_with_a_metric(deploy: Deploy) -> None:
    deployment = deploy(web_acl=LISTED)
    acl = deployment.one(ACL).inputs
    for each in [acl, *acl["rules"]]:
        config = each["visibilityConfig"]
        assert config == {
            "cloudwatchMetricsEnabled": True,
            "sampledRequestsEnabled": True,
            "metricName": each["name"],
        }
    site = deployment.result
    name = deployment.value(site.web_acl_name)
    assert (name, [*site.web_acl_rule_names]) == (acl["name"], [rule["name"] for rule in acl["rules"]])


def test_waf_11_requests_are_logged_without_secrets(deploy: Deploy) -> None:
    deployment = deploy()
    group, logging = deployment.one(LOG_GROUP), deployment.one(LOGGING)
    assert group.inputs["name"] == f"aws-waf-logs-portal-{deployment.cloud.region}-dev"
    assert (group.region, group.inputs["kmsKeyId"], group.inputs["retentionInDays"]) == ("us-east-1", KEY, 365)
    assert (logging.region, logging.inputs["logDestinationConfigs"]) == ("us-east-1", [(group.outputs or {})["arn"]])
    redacted = [field["singleHeader"]["name"] for field in logging.inputs["redactedFields"]]
    assert redacted == ["authorization", "cookie"]
    assert logging.inputs["loggingFilter"] is None
    assert deployment.value(deployment.result.web_acl_log_group_name) == group.inputs["name"]


def test_everything_of_the_web_acl_is_in_us_east_1(deploy: Deploy) -> None:
    deployment = deploy(web_acl=LISTED)
    for type_ in (ACL, IP_SET):
        for each in deployment.of_type(type_):
            assert (each.region, each.inputs["scope"]) == ("us-east-1", "CLOUDFRONT")
    assert distribution(deployment)["webAclId"] == (deployment.one(ACL).outputs or {})["arn"]


def test_networks_are_listed_by_ip_version_and_only_if_there_are_some(deploy: Deploy) -> None:
    assert deploy().of_type(IP_SET) == []
    deployment = deploy(web_acl=LISTED)
    found = {each.name: each.inputs for each in deployment.of_type(IP_SET)}
    addresses = {name: (each["ipAddressVersion"], each["addresses"]) for name, each in found.items()}
    assert addresses == {
        "portal-blocked-ipv4": ("IPV4", LISTED["blocked_networks"]),
        "portal-allowed-ipv4": ("IPV4", ["203.0.113.0/24"]),
        "portal-allowed-ipv6": ("IPV6", ["2001:db8::/48"]),
    }


def test_what_is_blocked_comes_first_and_aws_rules_last(deploy: Deploy) -> None:
    own = {"uploads": {"arn": GROUP, "capacity": 10}}
    found = rules(deploy(web_acl=LISTED | {"rule_groups": own}))
    assert [*found][:6] == [
        *("blocked-ipv4", "blocked-countries", "allowed-ipv4", "allowed-ipv6", "rate-limit", "own-uploads"),
    ]
    assert found["blocked-ipv4"]["action"] == found["blocked-countries"]["action"] == {"block": {}}
    assert found["allowed-ipv4"]["action"] == {"allow": {}}
    assert found["own-uploads"]["statement"]["ruleGroupReferenceStatement"]["arn"] == GROUP


def test_custom_rule_groups_keep_their_priorities_where_these_are_set(deploy: Deploy) -> None:
    def priorities(groups: dict[str, int | None]) -> dict[str, int]:
        own = {name: {"arn": GROUP, "capacity": 1, "priority": priority} for name, priority in groups.items()}
        found = rules(deploy(web_acl={"rule_groups": own}))
        return {name: rule["priority"] for name, rule in found.items() if name.startswith("own-")}

    assert priorities({"b": None, "a": None}) == {"own-b": 100, "own-a": 101}
    assert priorities({"b": 20, "a": 10}) == {"own-b": 119, "own-a": 109}
    assert priorities({"a": 10, "new": 15, "b": 20}).items() > {"own-a": 109, "own-b": 119}.items()
    assert priorities({"first": 1, "last": 900}) == {"own-first": 100, "own-last": 999}


def test_who_asks_too_often_is_told_so(deploy: Deploy) -> None:
    limit = rules(deploy(web_acl={"rate_limit": {"requests": 100, "window_seconds": 60}}))["rate-limit"]
    statement = {"limit": 100, "evaluationWindowSec": 60, "aggregateKeyType": "IP"}
    assert limit["statement"] == {"rateBasedStatement": statement}
    assert limit["action"] == {"block": {"customResponse": {"responseCode": 429}}}
    assert rules(deploy(web_acl={"rate_limit": {"action": "captcha"}}))["rate-limit"]["action"] == {"captcha": {}}
    assert "rate-limit" not in rules(deploy(web_acl={"rate_limit": None}))


def test_a_group_can_be_tried_out_or_have_single_rules_changed(deploy: Deploy) -> None:
    common = {"count": True, "version": "Version_1.20", "rule_actions": {"SizeRestrictions_BODY": "count"}}
    deployment = deploy(web_acl={"common": common})
    assert rules(deployment)["AWSManagedRulesCommonRuleSet"]["overrideAction"] == {"count": {}}
    found = managed(deployment, "AWSManagedRulesCommonRuleSet")
    assert found["version"] == "Version_1.20"
    assert found["ruleActionOverrides"] == [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}]


def path_begins(prefix: str) -> Any:
    return {
        "byteMatchStatement": {
            "fieldToMatch": {"uriPath": {}},
            "positionalConstraint": "STARTS_WITH",
            "searchString": prefix,
            "textTransformations": [
                {"priority": 0, "type": "URL_DECODE"},
                {"priority": 1, "type": "NORMALIZE_PATH"},
            ],
        }
    }


def blocked_elsewhere(label: str, *prefixes: str) -> Any:
    match = {"labelMatchStatement": {"scope": "LABEL", "key": f"awswaf:managed:aws:{label}"}}
    exceptions = [{"notStatement": {"statement": path_begins(prefix)}} for prefix in prefixes]
    return {"andStatement": {"statements": [match, *exceptions]}}


def test_path_exceptions_let_large_bodies_pass_below_upload_paths_only(deploy: Deploy) -> None:
    common = {"path_exceptions": {"SizeRestrictions_BODY": ["/uploads/", "/api/files/"]}}
    deployment = deploy(web_acl={"common": common})
    found = rules(deployment)
    overrides = managed(deployment, "AWSManagedRulesCommonRuleSet")["ruleActionOverrides"]
    assert overrides == [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}]
    names = [*found]
    after = names[names.index("AWSManagedRulesCommonRuleSet") + 1]
    assert after == "AWSManagedRulesCommonRuleSet-elsewhere"
    assert found[after]["action"] == {"block": {}}
    expected = blocked_elsewhere("core-rule-set:SizeRestrictions_Body", "/uploads/", "/api/files/")
    assert found[after]["statement"] == expected
    assert after in deployment.result.web_acl_rule_names
    assert {name: each["priority"] for name, each in found.items() if name != after} == {
        name: each["priority"] for name, each in rules(deploy()).items()
    }


def test_path_exceptions_of_several_rules_are_one_rule(deploy: Deploy) -> None:
    exceptions = {"SQLi_BODY": ["/reports/"], "SQLi_QUERYARGUMENTS": ["/search"]}
    found = rules(deploy(web_acl={"sql_injection": {"path_exceptions": exceptions, "count": True}}))
    rule = found["AWSManagedRulesSQLiRuleSet-elsewhere"]
    assert rule["statement"]["orStatement"]["statements"] == [
        blocked_elsewhere("sql-database:SQLi_Body", "/reports/"),
        blocked_elsewhere("sql-database:SQLi_QueryArguments", "/search"),
    ]
    assert rule["action"] == {"count": {}}


def test_path_exceptions_cost_capacity() -> None:
    paths = [f"/files/{number}/" for number in range(3)]
    acl = WebAcl(common=ManagedRuleGroup(path_exceptions={"SizeRestrictions_BODY": paths, "GenericLFI_BODY": ["/x"]}))
    assert acl.capacity == WebAcl().capacity + (1 + 3 * 22) + (1 + 22)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("UserAgent_BadBots_HEADER", "BadBots_Header"),
        ("SizeRestrictions_Cookie_HEADER", "SizeRestrictions_Cookie_Header"),
        ("EC2MetaDataSSRF_URIPATH", "EC2MetaDataSSRF_URIPath"),
        ("RestrictedExtensions_QUERYARGUMENTS", "RestrictedExtensions_QueryArguments"),
    ],
)
def test_labels_are_written_as_aws_documents_them(rule: str, expected: str) -> None:
    assert label("common", rule) == f"awswaf:managed:aws:core-rule-set:{expected}"


def test_bots_are_looked_for_if_asked(deploy: Deploy) -> None:
    name = "AWSManagedRulesBotControlRuleSet"
    (common,) = managed(deploy(web_acl={"bot_control": {}}), name)["managedRuleGroupConfigs"]
    assert common == {"awsManagedRulesBotControlRuleSet": {"inspectionLevel": "COMMON"}}
    options = {"inspection_level": "TARGETED", "machine_learning": False}
    (targeted,) = managed(deploy(web_acl={"bot_control": options}), name)["managedRuleGroupConfigs"]
    expected = {"inspectionLevel": "TARGETED", "enableMachineLearning": False}
    assert targeted == {"awsManagedRulesBotControlRuleSet": expected}


def test_the_default_action_and_the_size_of_bodies_can_be_chosen(deploy: Deploy) -> None:
    acl = deploy().one(ACL).inputs
    assert acl["defaultAction"] == {"allow": {}}
    limit = {"requestBodies": [{"cloudfront": {"defaultSizeInspectionLimit": "KB_16"}}]}
    assert acl["associationConfig"] == limit
    closed = {"default_action": "block", "allowed_networks": ["203.0.113.0/24"]}
    assert deploy(web_acl=closed).one(ACL).inputs["defaultAction"] == {"block": {}}


def test_logs_can_go_elsewhere_and_be_fewer(deploy: Deploy) -> None:
    logs = {
        "destination_arn": STREAM,
        "redacted_headers": ["x-session-id", "cookie"],
        "redact_query_string": True,
        "kept_actions": ["BLOCK", "COUNT"],
    }
    deployment = deploy(web_acl={"logs": logs}, kms_key_arn=None)
    logging = deployment.one(LOGGING).inputs
    assert (deployment.of_type(LOG_GROUP), logging["logDestinationConfigs"]) == ([], [STREAM])
    *headers, query = logging["redactedFields"]
    assert [field["singleHeader"]["name"] for field in headers] == ["authorization", "cookie", "x-session-id"]
    assert query == {"queryString": {}}
    (kept,) = logging["loggingFilter"]["filters"]
    assert (logging["loggingFilter"]["defaultBehavior"], kept["behavior"], kept["requirement"]) == (
        *("DROP", "KEEP", "MEETS_ANY"),
    )
    assert [each["actionCondition"]["action"] for each in kept["conditions"]] == ["BLOCK", "COUNT"]
    assert deployment.result.web_acl_log_group_name is None


def test_no_logs_are_kept_if_asked(deploy: Deploy) -> None:
    deployment = deploy(web_acl={"logs": None}, kms_key_arn=None)
    assert (deployment.of_type(LOG_GROUP), deployment.of_type(LOGGING)) == ([], [])


def test_a_web_acl_can_be_given_also_later(deploy: Deploy) -> None:
    for arn in (lambda: GIVEN, lambda: pulumi.Output.from_input(GIVEN)):
        deployment = deploy(web_acl=lambda arn=arn: {"arn": arn()}, kms_key_arn=None)
        assert deployment.of_type(ACL) == []
        assert distribution(deployment)["webAclId"] == GIVEN
        assert (deployment.result.web_acl_name, [*deployment.result.web_acl_rule_names]) == (None, [])


def test_there_need_be_no_web_acl(deploy: Deploy) -> None:
    deployment = deploy(web_acl=None, kms_key_arn=None)
    assert deployment.of_type(ACL) == []
    assert (distribution(deployment)["webAclId"], deployment.result.web_acl_arn) == (None, None)


@pytest.mark.parametrize(
    ("web_acl", "told"),
    [
        ({"arn": GIVEN, "common": None}, "web_acl: arn is of a web ACL with rules of its own"),
        ({"arn": GIVEN.replace("global", "regional")}, "web_acl.arn: must be the ARN of a web ACL for CloudFront"),
        ({"default_action": "block"}, "web_acl: the default action refuses all"),
        ({"allowed_networks": ["10.0.0.1/8"]}, "web_acl.allowed_networks.0: must be an IPv4 or IPv6 network"),
        ({"blocked_networks": ["fe80::%1/64"]}, "web_acl.blocked_networks.0: must be an IPv4 or IPv6 network"),
        ({"allowed_networks": ["::/0"]}, "web_acl.allowed_networks.0: must not be the whole internet"),
        ({"blocked_networks": ["office"]}, "web_acl.blocked_networks.0: must be an IPv4 or IPv6 network"),
        ({"allowed_networks": ["10.0.0.0/8"], "blocked_networks": ["10.0.0.0/8"]}, "web_acl: both allowed and blocked"),
        ({"blocked_countries": ["UK"]}, "web_acl.blocked_countries.0: must be a country's code"),
        ({"rate_limit": {"requests": 9}}, "web_acl.rate_limit.requests: must be at least 10"),
        ({"rate_limit": {"window_seconds": 90}}, "web_acl.rate_limit.window_seconds: must be"),
        ({"rule_groups": {"own": {"arn": GROUP, "capacity": 400}}}, "web_acl: the rules take 1527 capacity units"),
        (
            {"rule_groups": {name: {"arn": GROUP, "capacity": 1, "priority": 5} for name in ("a", "b")}},
            "web_acl: rule_groups must have different priorities, got 5 for a and b",
        ),
        (
            {"rule_groups": {"a": {"arn": GROUP, "capacity": 1, "priority": 5}, "b": {"arn": GROUP, "capacity": 1}}},
            "web_acl: rule_groups must all have a priority or none, got none for b",
        ),
        ({"common": {"rule_actions": {"Size Restrictions": "count"}}}, "web_acl.common.rule_actions.Size Restrictions"),
        (
            {"common": {"rule_actions": {"SizeRestrictions_BODY": "drop"}}},
            "web_acl.common.rule_actions.SizeRestr",
        ),
        (
            {"common": {"path_exceptions": {"SizeRestriction_BODY": ["/x"]}}},
            "web_acl: common.path_exceptions must name rules of the group, got SizeRestriction_BODY",
        ),
        (
            {"anonymous_ip": {"path_exceptions": {"AnonymousIPList": ["/x"]}}},
            "web_acl: anonymous_ip.path_exceptions must be empty",
        ),
        (
            {"common": {"path_exceptions": {"GenericLFI_BODY": ["/x"]}, "rule_actions": {"GenericLFI_BODY": "block"}}},
            "web_acl.common: path_exceptions and rule_actions must not name the same rule",
        ),
        ({"common": {"path_exceptions": {"GenericLFI_BODY": []}}}, "web_acl.common.path_exceptions."),
        ({"common": {"path_exceptions": {"GenericLFI_BODY": ["/"]}}}, "web_acl.common.path_exceptions."),
        ({"common": {"path_exceptions": {"GenericLFI_BODY": ["/a/../b"]}}}, "web_acl.common.path_exceptions."),
        ({"common": {"path_exceptions": {"GenericLFI_BODY": ["/a/*"]}}}, "web_acl.common.path_exceptions."),
        ({"common": {"path_exceptions": {"GenericLFI_BODY": ["uploads"]}}}, "web_acl.common.path_exceptions."),
        ({"logs": {"destination_arn": "arn:aws:s3:::logs"}}, "web_acl.logs.destination_arn: must be the ARN of a log"),
        ({"logs": {"redacted_headers": ["Cookie"]}}, "web_acl.logs.redacted_headers.0: must be the name of a header"),
        ({"body_limit_kb": 8}, "web_acl.body_limit_kb: must be"),
    ],
)
def test_what_waf_would_not_take_is_refused(web_acl: Any, told: str) -> None:
    assert problem(web_acl).startswith(told)


def test_the_key_of_the_logs_is_asked_for_and_is_in_us_east_1() -> None:
    assert problem({}, kms_key_arn=None).startswith("kms_key_arn: is required, as a key of your own encrypts")
    elsewhere = KEY.replace("us-east-1", "eu-central-1")
    assert problem({}, kms_key_arn=elsewhere).startswith("kms_key_arn: must be the ARN of a key in us-east-1")


def test_each_group_of_aws_has_a_name_and_a_capacity() -> None:
    assert set(MANAGED_NAMES) == set(MANAGED_CAPACITIES) <= set(WebAcl.model_fields)
    assert WebAcl().capacity == 700 + 200 + 200 + 25 + 2


DEFAULTS: dict[str, Any] = {}
CHOICES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"max_capacity": st.just(5000)},
    optional={
        **{field: st.sampled_from([None, DEFAULTS]) for field in MANAGED_NAMES},
        "rate_limit": st.sampled_from([None, DEFAULTS]),
        "blocked_countries": st.sampled_from([[], ["KP"]]),
        "rule_groups": st.sampled_from([DEFAULTS, {"one": {"arn": GROUP, "capacity": 5}}]),
    },
)


@settings(max_examples=60)
@given(CHOICES, st.sets(st.sampled_from([*SETS])))
def test_a_rule_has_its_own_place_whatever_else_there_is(chosen: Any, listed: set[str]) -> None:
    everything: dict[str, Any] = {**dict.fromkeys(MANAGED_NAMES, DEFAULTS), **LISTED, "max_capacity": 5000}
    places = {rule["name"]: rule["priority"] for rule in web_acl_rules(WebAcl(**everything), SETS)}
    acl = WebAcl(**chosen)
    made = {str(rule["name"]): rule for rule in web_acl_rules(acl, dict.fromkeys(listed, "arn"))}
    assert len({rule["priority"] for rule in made.values()}) == len(made)
    assert all(rule["priority"] == places.get(name, 100) for name, rule in made.items())
    assert all(("action" in rule) != ("override_action" in rule) for rule in made.values())
    groups = sum(MANAGED_CAPACITIES[field] for field, name in MANAGED_NAMES.items() if name in made)
    others = 2 * ("rate-limit" in made) + ("blocked-countries" in made) + 5 * ("own-one" in made)
    assert acl.capacity == groups + others
