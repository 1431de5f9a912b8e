"""AWS WAF."""

from typing import Any

from strongroom.sandbox.provider.wire import Props

from .lb import BALANCER, balancer
from .world import LOG_GROUP, REGION, Life, World

_ID = "12345678-1234-1234-1234-123456789012"
_NONE = f"arn:aws:wafv2:{REGION}:123456789012:regional/webacl/it/{_ID}"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
WEB_ACL, RULE_GROUP = "aws:wafv2/webAcl:WebAcl", "aws:wafv2/ruleGroup:RuleGroup"
IP_SET, REGEX_SET = "aws:wafv2/ipSet:IpSet", "aws:wafv2/regexPatternSet:RegexPatternSet"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
US_EAST_1 = "us-east-1"
COMMON_RULES, BAD_INPUTS = "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"


def seen(metric: str = "it", *, sampled: bool = True) -> Props:
    """Return what CloudWatch sees of a web ACL or a rule."""
    return {"cloudwatchMetricsEnabled": True, "metricName": metric, "sampledRequestsEnabled": sampled}


def rule(name: str, priority: int, statement: Props, **more: Any) -> Props:
    """Return a rule that blocks, unless it is told otherwise."""
    action: Props = {} if "overrideAction" in more or "action" in more else {"action": {"block": {}}}
    return {
        "name": name,
        "priority": priority,
        "statement": statement,
        "visibilityConfig": seen(name),
        **action,
        **more,
    }


def managed(name: str, priority: int, **more: Any) -> Props:
    """Return a rule that is a rule group of AWS's."""
    statement = {"managedRuleGroupStatement": {"name": name, "vendorName": "AWS", **more}}
    return rule(name, priority, statement, overrideAction={"none": {}})


def acl(world: World, *rules: Props, **more: Any) -> Props:
    """Return the inputs of a web ACL."""
    listed = {"rules": list(rules)} if rules else {}
    return {
        "name": world.name(),
        "scope": "REGIONAL",
        "defaultAction": {"allow": {}},
        "visibilityConfig": seen(),
        **listed,
        **more,
    }


def web_acl(world: World) -> str:
    """Return the ARN of a web ACL that lets everything through."""
    return world.make(WEB_ACL, **acl(world)).outputs["arn"]


def addresses(world: World, **more: Any) -> str:
    """Return the ARN of a set of addresses."""
    news = {"scope": "REGIONAL", "ipAddressVersion": "IPV4", "addresses": ["192.0.2.0/24"], **more}
    return world.make(IP_SET, name=world.name(), **news).outputs["arn"]


def expressions(world: World) -> str:
    """Return the ARN of a set of expressions."""
    listed = [{"regexString": "^/admin"}]
    return world.make(REGEX_SET, name=world.name(), scope="REGIONAL", regularExpressions=listed).outputs["arn"]


def own_group(world: World) -> str:
    """Return the ARN of a rule group."""
    news = {"scope": "REGIONAL", "capacity": 10, "visibilityConfig": seen()}
    return world.make(RULE_GROUP, name=world.name(), **news).outputs["arn"]


def matching(kind: str, field: Props, *transformations: str, **more: Any) -> Props:
    """Return a statement that looks at a part of a request."""
    listed = [{"priority": i, "type": name} for i, name in enumerate(transformations or ("NONE",))]
    return {f"{kind}Statement": {"fieldToMatch": field, "textTransformations": listed, **more}}


def without(statement: Props, *, in_group: bool) -> Props:
    """Return the statement that another is not: rule groups have a list of one for it."""
    return {"notStatement": {"statements": [statement]} if in_group else {"statement": statement}}


def every_statement(world: World, *, in_group: bool = False) -> list[Props]:
    """Return a rule with each statement that there is, two of them deep inside others."""
    elsewhere = without({"geoMatchStatement": {"countryCodes": ["DE", "AT"]}}, in_group=in_group)
    stranger = without({"asnMatchStatement": {"asnLists": [64500, 64501]}}, in_group=in_group)
    deep = {
        "andStatement": {
            "statements": [
                elsewhere,
                {
                    "orStatement": {
                        "statements": [
                            {"labelMatchStatement": {"scope": "LABEL", "key": "awswaf:managed:aws:bot-control:bot:x"}},
                            stranger,
                        ]
                    }
                },
            ]
        }
    }
    forwarded = {"headerName": "X-Forwarded-For", "fallbackBehavior": "NO_MATCH", "position": "ANY"}
    cookies = {"matchScope": "VALUE", "oversizeHandling": "MATCH", "matchPatterns": [{"includedCookies": ["a"]}]}
    headers: list[Props] = [{"matchScope": "ALL", "oversizeHandling": "CONTINUE", "matchPattern": {"all": {}}}]
    document = {"matchScope": "VALUE", "matchPattern": {"includedPaths": ["/a"]}, "oversizeHandling": "MATCH"}
    statements: list[Props] = [
        deep,
        matching(
            "byteMatch", {"uriPath": {}}, "LOWERCASE", "URL_DECODE", positionalConstraint="CONTAINS", searchString="x"
        ),
        matching("byteMatch", {"singleHeader": {"name": "host"}}, positionalConstraint="EXACTLY", searchString="a b"),
        matching("sqliMatch", {"body": {"oversizeHandling": "MATCH"}}, "HTML_ENTITY_DECODE", sensitivityLevel="HIGH"),
        matching("xssMatch", {"queryString": {}}),
        matching("xssMatch", {"cookies": cookies}),
        matching("sizeConstraint", {"headers": headers}, comparisonOperator="GT", size=8192),
        matching("sizeConstraint", {"headerOrders": [{"oversizeHandling": "MATCH"}]}, comparisonOperator="GT", size=9),
        matching("sqliMatch", {"jsonBody": document}),
        matching("regexMatch", {"method": {}}, regexString="^(PUT|PATCH)$"),
        matching("regexPatternSetReference", {"allQueryArguments": {}}, arn=expressions(world)),
        matching(
            "byteMatch",
            {"ja4Fingerprint": {"fallbackBehavior": "MATCH"}},
            positionalConstraint="EXACTLY",
            searchString="f",
        ),
        {"ipSetReferenceStatement": {"arn": addresses(world), "ipSetForwardedIpConfig": forwarded}},
    ]
    return [rule(f"r{i}", i, statement) for i, statement in enumerate(statements, 100)]


def groups(world: World) -> list[Props]:
    """Return rules that are groups, with what is overridden of them."""
    bots = {"awsManagedRulesBotControlRuleSet": {"inspectionLevel": "TARGETED", "enableMachineLearning": False}}
    sign_up = {
        "creationPath": "/new",
        "registrationPagePath": "/register",
        "requestInspection": {
            "payloadType": "JSON",
            "usernameField": {"identifier": "/user"},
            "addressFields": {"identifiers": ["/street", "/town"]},
        },
    }
    override: Props = {"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}
    tagging = {"customRequestHandling": {"insertHeaders": [{"name": "seen", "value": "yes"}]}}
    overrides: list[Props] = [override, {"name": "NoUserAgent_HEADER", "actionToUse": {"captcha": tagging}}]
    inside = {"geoMatchStatement": {"countryCodes": ["DE"]}}
    own = {"ruleGroupReferenceStatement": {"arn": own_group(world)}}
    return [
        managed(COMMON_RULES, 10, ruleActionOverrides=overrides, version="Version_1.0", scopeDownStatement=inside),
        managed("AWSManagedRulesBotControlRuleSet", 11, managedRuleGroupConfigs=[bots]),
        managed("AWSManagedRulesACFPRuleSet", 12, managedRuleGroupConfigs=[{"awsManagedRulesAcfpRuleSet": sign_up}]),
        rule("own", 13, own, overrideAction={"count": {}}),
    ]


def rates() -> list[Props]:
    """Return rules that count requests."""
    plain = [{"priority": 0, "type": "NONE"}]
    keys: list[Props] = [{"ip": {}}, {"header": {"name": "a", "textTransformations": plain}}]
    by_path = matching("byteMatch", {"uriPath": {}}, positionalConstraint="STARTS_WITH", searchString="/api")
    answer = {"responseCode": 429, "customResponseBodyKey": "slow", "responseHeaders": [{"name": "a", "value": "b"}]}
    immune = {"captchaConfig": {"immunityTimeProperty": {"immunityTime": 60}}}
    return [
        rule(
            "rate",
            20,
            {"rateBasedStatement": {"limit": 100, "aggregateKeyType": "IP"}},
            action={"block": {"customResponse": answer}},
        ),
        rule(
            "keys",
            21,
            {
                "rateBasedStatement": {
                    "limit": 100,
                    "aggregateKeyType": "CUSTOM_KEYS",
                    "customKeys": keys,
                    "evaluationWindowSec": 60,
                    "scopeDownStatement": by_path,
                }
            },
            action={"challenge": {}},
            **immune,
        ),
        rule(
            "labelled",
            22,
            {"geoMatchStatement": {"countryCodes": ["FR"]}},
            action={"count": {}},
            ruleLabels=[{"name": "from:fr"}],
        ),
    ]


_BODIES = [{"key": "slow", "contentType": "TEXT_PLAIN", "content": "slow down"}]


def log_group(world: World) -> str:
    """Return the ARN of a log group that WAF takes."""
    return world.make(LOG_GROUP, name=f"aws-waf-logs-{world.name()}").outputs["arn"]


LIVES = (
    Life(
        token=ASSOCIATION,
        making=lambda world: {
            "webAclArn": web_acl(world),
            "resourceArn": world.make(BALANCER, **balancer(world)).id,
        },
        missing=f"{_NONE},arn:aws:elasticloadbalancing:{REGION}:123456789012:loadbalancer/app/it/1234567890123456",
    ),
    Life(
        token=WEB_ACL,
        making=lambda world: acl(world, managed(COMMON_RULES, 1)),
        changing=lambda world: {
            "rules": [*groups(world), *rates(), *every_statement(world)],
            "associationConfig": {"requestBodies": [{"apiGateway": {"defaultSizeInspectionLimit": "KB_32"}}]},
            "captchaConfig": {"immunityTimeProperty": {"immunityTime": 120}},
            "challengeConfig": {"immunityTimeProperty": {"immunityTime": 600}},
            "customResponseBodies": _BODIES,
            "dataProtectionConfig": {
                "dataProtections": [{"action": "HASH", "field": {"fieldType": "SINGLE_COOKIE", "fieldKeys": ["id"]}}]
            },
            "defaultAction": {"block": {}},
            "description": "changed in place",
            "tokenDomains": ["example.com"],
            "visibilityConfig": seen("other", sampled=False),
        },
        imported_by=lambda made: f"{made.id}/{made.outputs['name']}/REGIONAL",
        missing=f"{_ID}/it/REGIONAL",
    ),
    Life(
        token=RULE_GROUP,
        making=lambda world: {
            "name": world.name(),
            "scope": "REGIONAL",
            "capacity": 500,
            "visibilityConfig": seen(),
        },
        changing=lambda world: {
            "rules": [*rates(), *every_statement(world, in_group=True)],
            "customResponseBodies": _BODIES,
            "description": "changed in place",
            "visibilityConfig": seen("other"),
        },
        imported_by=lambda made: f"{made.id}/{made.outputs['name']}/REGIONAL",
        missing=f"{_ID}/it/REGIONAL",
    ),
    Life(
        token=IP_SET,
        making=lambda world: {
            "name": world.name(),
            "scope": "REGIONAL",
            "ipAddressVersion": "IPV4",
            "addresses": ["192.0.2.0/24"],
        },
        changing=lambda _: {"addresses": ["198.51.100.7/32", "192.0.2.0/24"], "description": "changed in place"},
        imported_by=lambda made: f"{made.id}/{made.outputs['name']}/REGIONAL",
        missing=f"{_ID}/it/REGIONAL",
    ),
    Life(
        token=REGEX_SET,
        making=lambda world: {"name": world.name(), "scope": "REGIONAL", "regularExpressions": [{"regexString": "^a"}]},
        changing=lambda _: {
            "regularExpressions": [{"regexString": "^a"}, {"regexString": "b$"}],
            "description": "changed in place",
        },
        imported_by=lambda made: f"{made.id}/{made.outputs['name']}/REGIONAL",
        missing=f"{_ID}/it/REGIONAL",
    ),
    Life(
        token=LOGGING,
        making=lambda world: {
            "resourceArn": web_acl(world),
            "logDestinationConfigs": [log_group(world)],
            "redactedFields": [{"uriPath": {}}],
        },
        changing=lambda _: {
            "redactedFields": [{"singleHeader": {"name": "authorization"}}, {"queryString": {}}],
            "loggingFilter": {
                "defaultBehavior": "DROP",
                "filters": [
                    {
                        "behavior": "KEEP",
                        "requirement": "MEETS_ANY",
                        "conditions": [
                            {"actionCondition": {"action": "BLOCK"}},
                            {"labelNameCondition": {"labelName": "awswaf:managed:aws:core-rule-set:x"}},
                        ],
                    }
                ],
            },
        },
        missing=_NONE,
    ),
)
