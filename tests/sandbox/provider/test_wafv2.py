"""What is special about web ACLs, their sets and their logs."""

import json
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from lives import World
from lives.cloudfront import DISTRIBUTION, distribution
from lives.lb import BALANCER, balancer
from lives.wafv2 import (
    ASSOCIATION,
    BAD_INPUTS,
    COMMON_RULES,
    IP_SET,
    LOGGING,
    RULE_GROUP,
    US_EAST_1,
    WEB_ACL,
    acl,
    addresses,
    every_statement,
    log_group,
    managed,
    matching,
    own_group,
    rule,
    seen,
    web_acl,
)
from provider_client import Deployed, InvalidInputsError

from strongroom.sandbox.provider.wire import Props

BY_ADDRESS: Props = {"limit": 10, "aggregateKeyType": "CUSTOM_KEYS", "customKeys": [{"ip": {}}]}
BODY: Props = {"body": {"oversizeHandling": "MATCH"}}
_NO_PERMISSION = "WAFLogDestinationPermissionIssueException"
HERE: Props = {"geoMatchStatement": {"countryCodes": ["DE"]}}


def global_acl(estate: World, *rules: Props, **more: Any) -> Deployed:
    """Make a web ACL for CloudFront."""
    return estate.make(WEB_ACL, **acl(estate, *rules, scope="CLOUDFRONT", region=US_EAST_1, **more))


def as_boto_sees(estate: World, made: Deployed, region: str | None = None) -> dict[str, Any]:
    where = {"Id": made.id, "Name": made.outputs["name"], "Scope": made.outputs["scope"]}
    waf = estate.client("wafv2", region) if region else estate.client("wafv2")
    return waf.get_web_acl(**where)["WebACL"]


class TestScope:
    def test_cloudfronts_is_in_us_east_1(self, estate: World) -> None:
        made = global_acl(estate, managed(BAD_INPUTS, 1))

        assert f":{US_EAST_1}:{estate.account.account_id}:global/webacl/" in made.outputs["arn"]
        assert as_boto_sees(estate, made, US_EAST_1)["ARN"] == made.outputs["arn"]
        assert estate.provider.refresh(made) == made
        assert estate.client("wafv2", US_EAST_1).list_web_acls(Scope="REGIONAL")["WebACLs"] == []
        with pytest.raises(ClientError, match="SCOPE_VALUE"):
            estate.client("wafv2").list_web_acls(Scope="CLOUDFRONT")

    def test_cloudfronts_is_refused_elsewhere(self, estate: World) -> None:
        with pytest.raises(grpc.RpcError, match=r"WAFInvalidParameterException.*field: SCOPE_VALUE"):
            estate.make(WEB_ACL, **acl(estate, scope="CLOUDFRONT"))

    @pytest.mark.parametrize("change", [{"name": "other"}, {"scope": "CLOUDFRONT"}])
    def test_another_name_or_scope_replaces_it(self, estate: World, change: Props) -> None:
        news = acl(estate)
        made = estate.make(WEB_ACL, **news)

        assert list(estate.provider.diff(made, **{**news, **change}).replaces) == list(change)


class TestRules:
    def test_boto_sees_them_as_the_program_says_them(self, estate: World) -> None:
        made = estate.make(WEB_ACL, **acl(estate, *every_statement(estate)))

        rules = {each["Name"]: each for each in as_boto_sees(estate, made)["Rules"]}
        [first, _] = rules["r100"]["Statement"]["AndStatement"]["Statements"]
        assert first["NotStatement"]["Statement"]["GeoMatchStatement"]["CountryCodes"] == ["DE", "AT"]
        assert rules["r101"]["Statement"]["ByteMatchStatement"]["SearchString"] == b"x"
        assert rules["r101"]["Action"] == {"Block": {}}

    def test_an_override_without_settings_is_a_change(self, estate: World) -> None:
        news = acl(estate, managed(COMMON_RULES, 1))
        made = estate.make(WEB_ACL, **news)
        counting: Props = {**managed(COMMON_RULES, 1), "overrideAction": {"count": {}}}

        counted = Props(news, rules=[counting])
        assert estate.provider.kinds(made, **counted) == {
            "rules[0].overrideAction.count": "ADD",
            "rules[0].overrideAction.none": "DELETE",
        }
        changed = estate.provider.update(made, **counted)
        assert as_boto_sees(estate, changed)["Rules"][0]["OverrideAction"] == {"Count": {}}
        assert changed.outputs["lockToken"] != made.outputs["lockToken"]

    def test_their_order_in_the_program_means_nothing(self, estate: World) -> None:
        rules = [managed(COMMON_RULES, 1), managed(BAD_INPUTS, 2)]
        news = acl(estate, *rules)

        made = estate.make(WEB_ACL, **news)

        assert estate.provider.kinds(made, **{**news, "rules": rules[::-1]}) == {}

    def test_a_drift_of_an_action_is_seen_and_mended(self, estate: World) -> None:
        news = acl(estate, rule("here", 1, HERE))
        made = estate.make(WEB_ACL, **news)
        waf, where = estate.client("wafv2"), {"Id": made.id, "Name": news["name"], "Scope": "REGIONAL"}
        found = waf.get_web_acl(**where)
        found["WebACL"]["Rules"][0]["Action"] = {"Count": {}}
        kept = {name: found["WebACL"][name] for name in ("Rules", "DefaultAction", "VisibilityConfig")}
        waf.update_web_acl(**where, **kept, LockToken=found["LockToken"])

        drifted = estate.provider.refresh(made)

        assert drifted is not None
        assert estate.provider.kinds(drifted, **news)
        estate.provider.update(drifted, **news)
        assert as_boto_sees(estate, made)["Rules"][0]["Action"] == {"Block": {}}
        with pytest.raises(ClientError, match="WAFOptimisticLockException"):
            waf.update_web_acl(**where, **kept, LockToken=found["LockToken"])

    def test_those_of_a_document_are_taken_as_they_are(self, estate: World) -> None:
        visible = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "it"}
        statement = {"GeoMatchStatement": {"CountryCodes": ["DE"]}}
        own: Props = {
            "Name": "here",
            "Priority": 0,
            "Statement": statement,
            "Action": {"Block": {}},
            "VisibilityConfig": visible,
        }
        news = acl(estate, ruleJson=json.dumps([own]))

        made = estate.make(WEB_ACL, **news)

        assert as_boto_sees(estate, made)["Rules"] == [own]
        assert estate.provider.refresh(made) == made
        for wrong, reason in (("{}", "JSON list"), ("[", "no valid JSON")):
            with pytest.raises(InvalidInputsError, match=reason):
                estate.make(WEB_ACL, **acl(estate, ruleJson=wrong))
        with pytest.raises(InvalidInputsError, match="not both"):
            estate.make(WEB_ACL, **acl(estate, rule("here", 1, HERE), ruleJson="[]"))

    @pytest.mark.parametrize(
        ("rules", "reason"),
        [
            ([managed("AWSManagedRulesNoSuchRuleSet", 1)], "WAFNonexistentItemException"),
            ([rule("a", 1, HERE), rule("b", 1, HERE)], "the same priority"),
            ([rule("a", 1, HERE), rule("a", 2, HERE)], "the same name"),
            ([rule("a b", 1, HERE)], "rules.1.member.name' failed to satisfy constraint"),
            ([rule("a", 1, HERE, action={})], "RULE_ACTION"),
            ([rule("a", 1, HERE, overrideAction={"none": {}})], "RULE_ACTION"),
            ([rule("a", 1, {})], "field: STATEMENT"),
            ([rule("a", 1, {"orStatement": {"statements": [HERE]}})], "OR_STATEMENT"),
            (
                [managed(COMMON_RULES, 1, ruleActionOverrides=[{"name": "No", "actionToUse": {"count": {}}}])],
                "parameter: No",
            ),
            (
                [
                    rule(
                        "a",
                        1,
                        HERE,
                        action={"block": {"customResponse": {"responseCode": 403, "customResponseBodyKey": "k"}}},
                    )
                ],
                "CUSTOM_RESPONSE_BODY",
            ),
            (
                [
                    rule(
                        "a",
                        1,
                        {"ipSetReferenceStatement": {"arn": "arn:aws:wafv2:eu-west-1:123456789012:regional/ipset/a/b"}},
                    )
                ],
                "WAFNonexistentItemException",
            ),
            ([managed(COMMON_RULES, i) | {"name": f"r{i}"} for i in range(8)], "WAFLimitsExceededException.*5600 WCUs"),
        ],
        ids=[
            "group",
            "priority",
            "name",
            "letters",
            "action",
            "override",
            "statement",
            "or",
            "rule of group",
            "body",
            "set",
            "capacity",
        ],
    )
    def test_what_aws_does_not_take_is_refused(self, estate: World, rules: list[Props], reason: str) -> None:
        with pytest.raises(grpc.RpcError, match=reason):
            estate.make(WEB_ACL, **acl(estate, *rules))

    def test_a_name_is_taken_once(self, estate: World) -> None:
        news = acl(estate)
        estate.make(WEB_ACL, **news)

        with pytest.raises(grpc.RpcError, match="WAFDuplicateItemException"):
            estate.make(WEB_ACL, **news)


class TestCapacity:
    @pytest.mark.parametrize(
        ("statement", "cost"),
        [
            (HERE, 1),
            (matching("sqliMatch", BODY, "URL_DECODE"), 30),
            (matching("sqliMatch", BODY, sensitivityLevel="HIGH"), 30),
            (matching("xssMatch", {"allQueryArguments": {}}), 50),
            (matching("xssMatch", {"jsonBody": {"matchScope": "ALL", "matchPattern": {"all": {}}}}), 80),
            (matching("byteMatch", BODY, "LOWERCASE", positionalConstraint="CONTAINS", searchString="a"), 20),
            ({"orStatement": {"statements": [HERE, {"notStatement": {"statement": HERE}}]}}, 2),
            ({"rateBasedStatement": {**BY_ADDRESS, "scopeDownStatement": HERE}}, 33),
        ],
    )  # fmt: skip
    def test_is_what_aws_publishes(self, estate: World, statement: Props, cost: int) -> None:
        assert estate.make(WEB_ACL, **acl(estate, rule("it", 1, statement))).outputs["capacity"] == cost

    def test_of_groups_adds_up(self, estate: World) -> None:
        own = {"ruleGroupReferenceStatement": {"arn": own_group(estate)}}
        rules = [managed(COMMON_RULES, 1), managed(BAD_INPUTS, 2), rule("own", 3, own, overrideAction={"none": {}})]

        assert estate.make(WEB_ACL, **acl(estate, *rules)).outputs["capacity"] == 910

    def test_of_a_rule_group_is_its_limit(self, estate: World) -> None:
        news = {"scope": "REGIONAL", "capacity": 1, "visibilityConfig": seen()}
        rules = [rule("a", 1, HERE), rule("b", 2, HERE)]
        with pytest.raises(grpc.RpcError, match="need 2 WCUs, and the limit is 1"):
            estate.make(RULE_GROUP, name=estate.name(), **news, rules=rules)

    def test_is_told_before_anything_is_made(self, estate: World) -> None:
        waf = estate.client("wafv2")
        visible = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "it"}
        group = {"VendorName": "AWS", "Name": COMMON_RULES}
        own: Props = {"Name": "a", "Priority": 0, "OverrideAction": {"None": {}}, "VisibilityConfig": visible}
        rules: list[Props] = [{**own, "Statement": {"ManagedRuleGroupStatement": group}}]

        assert waf.check_capacity(Scope="REGIONAL", Rules=rules)["Capacity"] == 700
        assert waf.describe_managed_rule_group(Scope="REGIONAL", **group)["Capacity"] == 700
        listed = waf.list_available_managed_rule_groups(Scope="REGIONAL")["ManagedRuleGroups"]
        assert {"VendorName": "AWS", "Name": BAD_INPUTS, "VersioningSupported": True} in listed


class TestUse:
    def test_one_in_front_of_a_load_balancer_stays_until_that_is_gone(self, estate: World) -> None:
        made = estate.make(WEB_ACL, **acl(estate))
        arn = made.outputs["arn"]
        before = estate.make(BALANCER, **balancer(estate))
        estate.make(ASSOCIATION, webAclArn=arn, resourceArn=before.id)
        waf = estate.client("wafv2")

        assert waf.list_resources_for_web_acl(WebACLArn=arn)["ResourceArns"] == [before.id]
        with pytest.raises(grpc.RpcError, match="WAFAssociatedItemException"):
            estate.provider.delete(made)
        estate.provider.delete(before)
        assert waf.list_resources_for_web_acl(WebACLArn=arn)["ResourceArns"] == []
        estate.provider.delete(made)
        assert estate.provider.refresh(made) is None

    def test_one_in_front_of_nothing_is_refused(self, estate: World) -> None:
        nowhere = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/it/1234567890123456"
        with pytest.raises(grpc.RpcError, match="WAFUnavailableEntityException"):
            estate.make(ASSOCIATION, webAclArn=web_acl(estate), resourceArn=nowhere)

    def test_one_in_front_of_a_distribution_stays(self, estate: World) -> None:
        made = global_acl(estate)
        news = distribution(estate)
        site = estate.make(DISTRIBUTION, **news, webAclId=made.outputs["arn"])

        with pytest.raises(grpc.RpcError, match="WAFAssociatedItemException"):
            estate.provider.delete(made)
        estate.provider.update(site, **news)
        estate.provider.delete(made)
        assert estate.provider.refresh(made) is None

    def test_a_set_that_a_rule_names_stays(self, estate: World) -> None:
        made = estate.make(
            IP_SET, name=estate.name(), scope="REGIONAL", ipAddressVersion="IPV6", addresses=["2001:db8::/32"]
        )
        inside = {"notStatement": {"statement": {"ipSetReferenceStatement": {"arn": made.outputs["arn"]}}}}
        news = acl(estate, rule("it", 1, inside))
        user = estate.make(WEB_ACL, **news)

        with pytest.raises(grpc.RpcError, match="WAFAssociatedItemException"):
            estate.provider.delete(made)
        estate.provider.update(user, **{name: value for name, value in news.items() if name != "rules"})
        estate.provider.delete(made)
        assert estate.provider.refresh(made) is None

    @pytest.mark.parametrize("address", ["192.0.2.1", "0.0.0.0/0", "2001:db8::/32", "nonsense/8"])
    def test_an_address_that_is_no_range_is_refused(self, estate: World, address: str) -> None:
        with pytest.raises(grpc.RpcError, match="field: IP_ADDRESS"):
            addresses(estate, addresses=[address])

    def test_groups_that_cost_extra_bring_an_address_for_applications(self, estate: World) -> None:
        sold = estate.make(WEB_ACL, **acl(estate, managed("AWSManagedRulesBotControlRuleSet", 1)))
        free = estate.make(WEB_ACL, **acl(estate, managed(COMMON_RULES, 1)))

        assert sold.outputs["applicationIntegrationUrl"].startswith("https://")
        assert "applicationIntegrationUrl" not in free.outputs


class TestLogs:
    def test_of_cloudfronts_are_in_us_east_1_and_go_with_it(self, estate: World) -> None:
        owner = global_acl(estate)
        bucket = f"arn:aws:s3:::{estate.make('aws:s3/bucket:Bucket', bucket=f'aws-waf-logs-{estate.bucket_name()}').id}"
        news = {"resourceArn": owner.outputs["arn"], "logDestinationConfigs": [bucket], "region": US_EAST_1}
        made = estate.make(LOGGING, **news)
        waf = estate.client("wafv2", US_EAST_1)

        [listed] = waf.list_logging_configurations(Scope="CLOUDFRONT")["LoggingConfigurations"]
        assert listed["LogDestinationConfigs"] == [bucket]
        assert waf.list_logging_configurations(Scope="REGIONAL")["LoggingConfigurations"] == []
        estate.provider.delete(owner)
        assert waf.list_logging_configurations(Scope="CLOUDFRONT")["LoggingConfigurations"] == []
        assert estate.provider.refresh(made) is None

    @pytest.mark.parametrize("suffix", ["", ":*"])
    def test_to_a_log_group_with_or_without_its_streams(self, estate: World, suffix: str) -> None:
        news = {"resourceArn": web_acl(estate), "logDestinationConfigs": [f"{log_group(estate)}{suffix}"]}
        made = estate.make(LOGGING, **news)

        assert estate.provider.refresh(made) == made
        assert estate.provider.kinds(made, **news) == {}

    @pytest.mark.parametrize(
        ("arn", "reason"),
        [
            ("arn:aws:s3:::other-logs", "The ARN isn't valid.*LOG_DESTINATION"),
            ("arn:aws:sns:eu-west-1:123456789012:aws-waf-logs-it", "The ARN isn't valid"),
            ("arn:aws:s3:::aws-waf-logs-nowhere", _NO_PERMISSION),
            ("arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-no", _NO_PERMISSION),
            ("arn:aws:firehose:eu-west-1:123456789012:deliverystream/aws-waf-logs-no", _NO_PERMISSION),
        ],
    )  # fmt: skip
    def test_to_where_waf_can_not_log_are_refused(self, estate: World, arn: str, reason: str) -> None:
        with pytest.raises(grpc.RpcError, match=reason):
            estate.make(LOGGING, resourceArn=web_acl(estate), logDestinationConfigs=[arn])

    def test_of_no_web_acl_are_refused(self, estate: World) -> None:
        nothing = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/it/12345678-1234-1234-1234-123456789012"
        with pytest.raises(grpc.RpcError, match="WAFNonexistentItemException"):
            estate.make(LOGGING, resourceArn=nothing, logDestinationConfigs=[log_group(estate)])

    def test_elsewhere_replace_them(self, estate: World) -> None:
        news = {"resourceArn": web_acl(estate), "logDestinationConfigs": [log_group(estate)]}
        made = estate.make(LOGGING, **news)
        news["logDestinationConfigs"] = [log_group(estate)]

        assert list(estate.provider.diff(made, **news).replaces) == ["logDestinationConfigs"]
