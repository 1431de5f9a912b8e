"""The topic: encrypted, closed, and what becomes of what it gets."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import pulumi
import pulumi_aws as aws
import pytest
from homes import homes
from hypothesis import given
from hypothesis import strategies as st
from recording import Cloud, Deployment, Recorder
from refusals import check_told

from strongroom.core import AwsEnvironment, InputError, ResourceStatement
from strongroom.observability import AlertTopic, AlertTopicArgs, Publisher, QueueSubscription
from strongroom.observability._topic._policies import chat_region, dead_letter_policy, topic_policy

CLOUD = Cloud("aws", "eu-central-1", "123456789012")
KEY = "arn:aws:kms:eu-central-1:123456789012:key/0f9a2c1e-7a64-4a55-8f0e-6a4f5f1d2b3c"
QUEUE_ARN = "arn:aws:sqs:eu-central-1:123456789012:pager"
FUNCTION_ARN = "arn:aws:lambda:eu-central-1:123456789012:function:pager"
TOPIC, POLICY = "aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION, QUEUE = "aws:sns/topicSubscription:TopicSubscription", "aws:sqs/queue:Queue"
PUBLISHERS: tuple[Publisher, ...] = get_args(Publisher)
EMAIL = {"kind": "email", "address": "operations@example.com"}
HTTPS = {"kind": "https", "url": "https://pager.example.com/abc"}


def deploy(record: Recorder, cloud: Cloud = CLOUD, **inputs: Any) -> Deployment:
    return record(
        lambda: AlertTopic("alerts", AlertTopicArgs.model_validate({"kms_key_arn": KEY, **inputs})), cloud=cloud
    )


def problems(**inputs: Any) -> dict[str, str]:
    with pytest.raises(InputError) as error:
        AlertTopicArgs.model_validate({"kms_key_arn": KEY, **inputs})
    check_told(error.value, AlertTopicArgs.model_fields)
    return {problem.path: str(problem) for problem in error.value.problems}


def test_a_topic_is_encrypted_signed_and_named_for_its_environment(record: Recorder) -> None:
    topic = deploy(record, environment_suffix="prod", display_name="Portal").one(TOPIC).inputs
    assert (topic["name"], topic["kmsMasterKeyId"], topic["signatureVersion"]) == ("alerts-prod", KEY, 2)
    assert topic["displayName"] == "Portal"
    assert topic["tags"]["Name"] == "alerts-prod"


@given(home=homes, publishers=st.sets(st.sampled_from(PUBLISHERS), min_size=1))
def test_only_named_services_of_the_account_publish_and_only_by_tls(
    home: AwsEnvironment, publishers: set[Publisher]
) -> None:
    arn = home.arn("sns", "alerts")
    *allowed, denied = topic_policy(home, arn, publishers)["Statement"]
    assert len(allowed) == len(publishers)
    for statement in allowed:
        assert (statement["Effect"], statement["Action"], statement["Resource"]) == ("Allow", "sns:Publish", arn)
        (kind, service) = next(iter(statement["Principal"].items()))
        assert kind == "Service"
        if service == "events.amazonaws.com":  # which tells nothing that could be compared
            assert "Condition" not in statement
        else:
            assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": home.account_id}
            assert f":{home.account_id}:" in statement["Condition"]["ArnLike"]["aws:SourceArn"]
    assert (denied["Effect"], denied["Principal"], denied["Action"]) == ("Deny", "*", "sns:Publish")
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@given(home=homes, publishers=st.permutations(PUBLISHERS))
def test_the_order_of_publishers_changes_nothing(home: AwsEnvironment, publishers: list[Publisher]) -> None:
    arn = home.arn("sns", "alerts")
    assert topic_policy(home, arn, publishers) == topic_policy(home, arn, PUBLISHERS)


def test_a_team_adds_statements_whose_principals_are_known_later(record: Recorder) -> None:
    role = "arn:aws:iam::123456789012:role/deploy"

    def program() -> None:
        statement = ResourceStatement(
            sid="Deployments", principal_arns=[pulumi.Output.from_input(role)], actions=["sns:Publish"]
        )
        AlertTopic("alerts", AlertTopicArgs(kms_key_arn=KEY, policy_statements=[statement]))

    added = json.loads(record(program, cloud=CLOUD).one(POLICY).inputs["policy"])["Statement"][-1]
    assert added["Principal"] == {"AWS": [role]}
    assert added["Resource"] == "arn:aws:sns:eu-central-1:123456789012:alerts-dev"


def test_whoever_subscribes_gets_messages_as_they_like(record: Recorder) -> None:
    deployment = deploy(
        record,
        subscriptions={
            "mail": EMAIL | {"filter_policy": {"NewStateValue": ["ALARM"]}},
            "json": EMAIL | {"as_json": True},
            "pager": HTTPS | {"raw": True, "confirms_itself": True},
            "queue": {"kind": "sqs", "queue_arn": QUEUE_ARN},
            "function": {"kind": "lambda", "function_arn": FUNCTION_ARN},
        },
    )
    found = {each.inputs["protocol"]: each for each in deployment.of_type(SUBSCRIPTION)}
    assert {protocol: each.inputs["endpoint"] for protocol, each in found.items()} == {
        "email": "operations@example.com",
        "email-json": "operations@example.com",
        "https": "https://pager.example.com/abc",
        "sqs": QUEUE_ARN,
        "lambda": FUNCTION_ARN,
    }
    assert json.loads(found["email"].inputs["filterPolicy"]) == {"NewStateValue": ["ALARM"]}
    assert found["email"].inputs["filterPolicyScope"] == "MessageBody"
    pager = found["https"]
    assert pager.inputs["rawMessageDelivery"] is pager.inputs["endpointAutoConfirms"] is True
    allowed = deployment.one("aws:lambda/permission:Permission")
    assert (allowed.inputs["principal"], allowed.inputs["function"]) == ("sns.amazonaws.com", FUNCTION_ARN)
    assert allowed.inputs["sourceArn"] == "arn:aws:sns:eu-central-1:123456789012:alerts-dev"
    assert found["lambda"].depends_on == {allowed.name}
    letters = f'{{"deadLetterTargetArn": "{deployment.one(QUEUE).outputs["arn"]}"}}'  # pyright: ignore[reportOptionalSubscript]
    redrives = {protocol: each.inputs["redrivePolicy"] for protocol, each in found.items()}
    assert redrives == {"email": None, "email-json": None, "https": letters, "sqs": letters, "lambda": letters}


ROLE = "arn:aws:iam::123456789012:role/deploy"


@pytest.mark.parametrize("action", ["sns:Publish", "sns:publish", "sns:Get*", "sns:Subscribe"])
def test_statement_on_a_topic_is_accepted(action: str) -> None:
    statement = ResourceStatement(sid="Deploy", principal_arns=[ROLE], actions=[action])
    assert AlertTopicArgs(kms_key_arn=KEY, policy_statements=[statement]).policy_statements == [statement]


@pytest.mark.parametrize(
    ("sids", "action", "path"),
    [
        (["Deploy"], "s3:GetObject", "policy_statements.0.actions"),
        (["Deploy"], "sns:Unsubscribe", "policy_statements.0.actions"),
        (["Deploy"], "sns:Publishes", "policy_statements.0.actions"),
        (["Deploy", "Deploy"], "sns:Publish", "policy_statements.1.sid"),
        (["TlsOnly"], "sns:Publish", "policy_statements.0.sid"),
        (["CloudWatchAlarms"], "sns:Publish", "policy_statements.0.sid"),
    ],
)
def test_statement_that_sns_rejects_is_refused(sids: list[str], action: str, path: str) -> None:
    statements = [{"sid": sid, "principal_arns": [ROLE], "actions": [action]} for sid in sids]
    assert path in problems(policy_statements=statements)


SUBSCRIBED: dict[str, dict[str, Any]] = {
    "email": EMAIL,
    "https": HTTPS,
    "sqs": {"kind": "sqs", "queue_arn": QUEUE_ARN},
    "lambda": {"kind": "lambda", "function_arn": FUNCTION_ARN},
}
ENDPOINT_FIELDS = {"email": "address", "https": "url", "sqs": "queue_arn", "lambda": "function_arn"}


def subscription_names(record: Recorder, subscriptions: Any, **options: Any) -> dict[str, str]:
    """Logical names of subscriptions, by protocol."""

    def program() -> None:
        given = subscriptions() if callable(subscriptions) else subscriptions
        AlertTopic("alerts", AlertTopicArgs.model_validate({"kms_key_arn": KEY, "subscriptions": given}))

    deployment = record(program, cloud=CLOUD, **options)
    return {each.inputs["protocol"]: each.name for each in deployment.of_type(SUBSCRIPTION)}


def as_output(protocol: str, *, secret: bool = False) -> dict[str, Any]:
    field = ENDPOINT_FIELDS[protocol]
    make = pulumi.Output.secret if secret else pulumi.Output.from_input
    return SUBSCRIBED[protocol] | {field: make(SUBSCRIBED[protocol][field])}


def test_subscription_name_depends_on_endpoint_only(record: Recorder) -> None:
    protocols = [*SUBSCRIBED]
    names = subscription_names(record, SUBSCRIBED)
    assert len(set(names.values())) == len(names)
    swapped = dict(zip(protocols, reversed(SUBSCRIBED.values()), strict=True))
    renamed = {f"to-{protocol}": SUBSCRIBED[protocol] for protocol in reversed(protocols)}
    assert subscription_names(record, swapped) == subscription_names(record, renamed) == names
    assert subscription_names(record, lambda: {f"a-{each}": as_output(each) for each in protocols}) == names
    assert subscription_names(record, {"only": SUBSCRIBED["sqs"]}) == {"sqs": names["sqs"]}
    upper = subscription_names(record, {"mail": {"kind": "email", "address": "Operations@Example.COM"}})
    assert upper == {"email": names["email"]}
    host = subscription_names(record, {"pager": {"kind": "https", "url": "https://Pager.Example.com/abc"}})
    assert host == {"https": names["https"]}
    path = subscription_names(record, {"pager": {"kind": "https", "url": "https://pager.example.com/ABC"}})
    assert path != host


def test_secret_endpoint_is_named_by_its_key(record: Recorder) -> None:
    def secrets() -> dict[str, Any]:
        return {each: as_output(each, secret=True) for each in SUBSCRIBED}

    assert subscription_names(record, secrets) == {each: f"alerts-{each}" for each in SUBSCRIBED}


def test_subscription_is_deleted_before_its_replacement_and_aliased_to_its_key(record: Recorder) -> None:
    deployment = deploy(record, subscriptions=SUBSCRIBED)
    for each in deployment.of_type(SUBSCRIPTION):
        assert each.request.deleteBeforeReplace
        assert each.aliases == [f"alerts-{each.inputs['protocol']}"]


def test_unknown_endpoint_is_previewed(record: Recorder) -> None:
    def program() -> None:
        queue = aws.sqs.Queue("pager")
        AlertTopic(
            "alerts",
            AlertTopicArgs(kms_key_arn=KEY, subscriptions={"pager": QueueSubscription(queue_arn=queue.arn)}),
        )

    assert record(program, cloud=CLOUD, preview=True).one(SUBSCRIPTION).name == "alerts-pager"


@pytest.mark.parametrize(
    "subscriptions",
    [
        {"a": EMAIL, "b": EMAIL},
        {"a": EMAIL, "b": {"kind": "email", "address": "OPERATIONS@example.com"}},
        {"a": EMAIL | {"as_json": True}, "b": EMAIL | {"as_json": True}},
        {"a": HTTPS, "b": {"kind": "https", "url": "https://PAGER.example.com/abc", "raw": True}},
        {"a": SUBSCRIBED["sqs"], "b": SUBSCRIBED["sqs"] | {"filter_policy": {"a": ["b"]}}},
        {"a": SUBSCRIBED["lambda"], "b": SUBSCRIBED["lambda"]},
    ],
)
def test_endpoint_is_subscribed_once(subscriptions: dict[str, Any]) -> None:
    told = problems(subscriptions=subscriptions)
    assert set(told) == {"subscriptions.b"}
    assert "remove b or a" in told["subscriptions.b"]
    assert "abc" not in told["subscriptions.b"]


@pytest.mark.parametrize("protocol", SUBSCRIBED)
def test_output_endpoint_is_subscribed_once(record: Recorder, protocol: str) -> None:
    def program() -> None:
        given = {"a": SUBSCRIBED[protocol], "b": as_output(protocol)}
        AlertTopic("alerts", AlertTopicArgs.model_validate({"kms_key_arn": KEY, "subscriptions": given}))

    failure = record.failing(InputError, program, cloud=CLOUD)
    assert "subscriptions.b: must not have the endpoint of subscriptions.a" in failure.message


def test_chat_channel_is_configured_once() -> None:
    slack = {"kind": "slack", "team_id": "T0123ABCDEF", "channel_id": "C0123456789"}
    assert set(problems(chat_channels={"first": slack, "second": slack})) == {"chat_channels.second"}


def test_what_can_not_be_delivered_waits_for_14_days_and_sets_an_alarm_off(record: Recorder) -> None:
    deployment = deploy(record, subscriptions={"pager": HTTPS})
    queue = deployment.one(QUEUE)
    assert (queue.inputs["name"], queue.inputs["kmsMasterKeyId"]) == ("alerts-dead-letters-dev", KEY)
    assert queue.inputs["messageRetentionSeconds"] == 1_209_600
    topic_arn = "arn:aws:sns:eu-central-1:123456789012:alerts-dev"
    policy = json.loads(deployment.one("aws:sqs/queuePolicy:QueuePolicy").inputs["policy"])
    assert policy == dead_letter_policy("arn:aws:sqs:eu-central-1:123456789012:alerts-dead-letters-dev", topic_arn)
    sends, denied = policy["Statement"]
    assert (sends["Principal"], sends["Action"]) == ({"Service": "sns.amazonaws.com"}, "sqs:SendMessage")
    assert sends["Condition"] == {"ArnEquals": {"aws:SourceArn": topic_arn}}
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    alarm = deployment.one("aws:cloudwatch/metricAlarm:MetricAlarm").inputs
    assert (alarm["metricName"], alarm["dimensions"]) == (
        "ApproximateNumberOfMessagesVisible",
        {"QueueName": "alerts-dead-letters-dev"},
    )
    assert (alarm["threshold"], alarm["comparisonOperator"]) == (0, "GreaterThanThreshold")


@pytest.mark.parametrize(
    "inputs", [{}, {"subscriptions": {"mail": EMAIL}}, {"dead_letter_queue": False, "subscriptions": {"pager": HTTPS}}]
)
def test_without_need_there_is_no_queue(record: Recorder, inputs: dict[str, Any]) -> None:
    deployment = deploy(record, **inputs)
    assert deployment.of_type(QUEUE) == []
    outputs = deployment.resources[0].outputs
    assert outputs is not None
    assert outputs.get("deadLetterQueueArn") is None
    assert all(each.inputs["redrivePolicy"] is None for each in deployment.of_type(SUBSCRIPTION))


def test_messages_are_posted_in_chats_by_a_role_that_can_only_look(record: Recorder) -> None:
    teams = {
        "kind": "teams",
        "tenant_id": "01234567-89ab-cdef-0123-456789abcdef",
        "team_id": "11234567-89ab-cdef-0123-456789abcdef",
        "channel_id": "19%3a0123456789abcdef%40thread.tacv2",
    }
    slack = {"kind": "slack", "team_id": "T0123ABCDEF", "channel_id": "C0123456789"}
    deployment = deploy(
        record,
        replace(CLOUD, region="eu-west-1"),
        kms_key_arn=KEY.replace("eu-central-1", "eu-west-1"),
        chat_channels={"slack": slack, "teams": teams},
    )
    posted = deployment.one("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration").inputs
    assert (posted["slackTeamId"], posted["slackChannelId"]) == ("T0123ABCDEF", "C0123456789")
    in_teams = deployment.one("aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration").inputs
    assert in_teams["channelId"] == teams["channel_id"]
    for each in (posted, in_teams):
        assert each["snsTopicArns"] == ["arn:aws:sns:eu-west-1:123456789012:alerts-dev"]
        assert each["region"] == "eu-west-1"
        assert each["guardrailPolicyArns"] == ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"]
    role = deployment.one("aws:iam/role:Role").inputs
    assert role["name"] == "alerts-chat-eu-west-1-dev"
    (trust,) = json.loads(role["assumeRolePolicy"])["Statement"]
    assert trust["Principal"] == {"Service": "chatbot.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    (graphs,) = json.loads(deployment.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"])["Statement"]
    assert all(
        action.startswith(("cloudwatch:Get", "cloudwatch:List", "cloudwatch:Describe")) for action in graphs["Action"]
    )


@given(homes)
def test_chats_are_set_up_where_they_have_an_endpoint(home: AwsEnvironment) -> None:
    assert chat_region(home) == (home.region if home.partition != "aws" else "us-west-2")
    assert chat_region(replace(home, partition="aws", region="eu-west-1")) == "eu-west-1"


def test_all_of_a_topic_is_in_its_own_region(record: Recorder) -> None:
    key = KEY.replace("eu-central-1", "us-east-1")
    subscriptions = {"pager": HTTPS, "function": {"kind": "lambda", "function_arn": FUNCTION_ARN}}
    deployment = deploy(record, kms_key_arn=key, region="us-east-1", subscriptions=subscriptions)
    regional = [each for each in deployment.resources if each.custom]
    assert {each.region for each in regional} == {"us-east-1"}
    (alarms, *_) = json.loads(deployment.one(POLICY).inputs["policy"])["Statement"]
    assert ":cloudwatch:us-east-1:" in alarms["Condition"]["ArnLike"]["aws:SourceArn"]


AWS_MANAGED = "must be a key of your own: CloudWatch can't use one that AWS manages, and alarms would be lost"


REFUSED: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"kms_key_arn": "alias/aws/sns"}, {"kms_key_arn": AWS_MANAGED}),
    ({"kms_key_arn": "arn:aws:kms:eu-central-1:123456789012:alias/aws/sns"}, {"kms_key_arn": AWS_MANAGED}),
    ({"kms_key_arn": "arn:aws:kms:eu-central-1:123456789012:alias/own"}, {"kms_key_arn": "not of an alias"}),
    ({"region": "us-east-1"}, {"kms_key_arn": "the topic is in us-east-1, and the key is not"}),
    ({"publishers": []}, {"publishers": ""}),
    ({"publishers": ["config"]}, {"publishers.0": ""}),
    (
        {"subscriptions": {"mail": EMAIL | {"address": "nobody"}}},
        {"subscriptions.mail.address": "must be an email"},
    ),
    (
        {"subscriptions": {"mail": EMAIL | {"address": "a..b@x.org"}}},
        {"subscriptions.mail.address": "must be an email address; use for example"},
    ),
    ({"subscriptions": {"mail": EMAIL | {"url": "x"}}}, {"subscriptions.mail.url": "no such input"}),
    ({"subscriptions": {"fax": {"kind": "fax"}}}, {"subscriptions.fax": ""}),
    ({"subscriptions": {"x": EMAIL | {"filter_policy": {}}}}, {"subscriptions.x.filter_policy": "leave it out"}),
    (
        {"chat_channels": {"s": {"kind": "slack", "team_id": "x", "channel_id": "C0123456789"}}},
        {"chat_channels.s.team_id": "Slack"},
    ),
    (
        {"policy_statements": [{"sid": "A", "services": ["s3.amazonaws.com"], "actions": ["sns:Publish"]}]},
        {"policy_statements.0": "aws:SourceArn"},
    ),
]


@pytest.mark.parametrize(("inputs", "expected"), REFUSED)
def test_what_can_not_be_used_is_refused_by_its_field(inputs: dict[str, Any], expected: dict[str, str]) -> None:
    told = problems(**inputs)
    assert set(told) == set(expected)
    for path, text in expected.items():
        assert text in told[path]


@pytest.mark.parametrize("url", ["http://pager.example.com/hunter2", "https://hunter2 .com", "ftp://hunter2"])
def test_a_url_is_refused_without_being_shown(url: str) -> None:
    told = problems(subscriptions={"pager": {"kind": "https", "url": url}})
    assert set(told) == {"subscriptions.pager.url"}
    assert "hunter2" not in told["subscriptions.pager.url"]


def test_a_secret_url_stays_secret(record: Recorder) -> None:
    def program() -> None:
        pager = HTTPS | {"url": pulumi.Output.secret(HTTPS["url"])}
        AlertTopic("alerts", AlertTopicArgs.model_validate({"kms_key_arn": KEY, "subscriptions": {"pager": pager}}))

    assert record(program, cloud=CLOUD).one(SUBSCRIPTION).secrets == {"endpoint"}


def test_a_key_whose_arn_does_not_tell_that_aws_manages_it_is_refused_by_what_kms_says(record: Recorder) -> None:
    failure = record.failing(
        InputError,
        lambda: AlertTopic("alerts", AlertTopicArgs(kms_key_arn=KEY)),
        cloud=CLOUD,
        answers={"aws:kms/getKey:getKey": lambda _, args: {"id": args["keyId"], "keyManager": "AWS"}},
    )
    assert f"kms_key_arn: {AWS_MANAGED}" in failure.message
    assert failure.deployment.of_type(TOPIC) == []


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (lambda: {"kms_key_arn": pulumi.Output.from_input("alias/aws/sns")}, AWS_MANAGED),
        (lambda: {"kms_key_arn": KEY.replace("eu-central-1", "eu-west-1")}, "the topic is in eu-central-1"),
    ],
)
def test_what_is_known_only_later_is_refused_then(
    record: Recorder, inputs: Callable[[], dict[str, Any]], expected: str
) -> None:
    given_later = lambda: AlertTopic("alerts", AlertTopicArgs.model_validate({"kms_key_arn": KEY, **inputs()}))  # noqa: E731
    failure = record.failing(InputError, given_later, cloud=CLOUD)
    assert expected in failure.message
    assert failure.deployment.of_type(TOPIC) == []
