"""What the provider tells, and leaves behind, when AWS refuses or the engine goes away."""

import importlib
import threading
from typing import Any

import grpc
import pytest
from botocore.exceptions import ClientError
from provider_client import ProviderClient, World, init_failure
from pulumi.runtime.proto import provider_pb2 as pb

from strongroom.sandbox.provider.errors import explain, is_missing
from strongroom.sandbox.provider.journal import read_journal
from strongroom.sandbox.provider.wire import Secret, decode, encode

REGION = "eu-west-1"
VPC, LOG_GROUP = "aws:ec2/vpc:Vpc", "aws:cloudwatch/logGroup:LogGroup"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - AWS's word for a resource type


@pytest.fixture
def provider(world: World) -> ProviderClient:
    return world.connect(region=REGION)


class TestErrors:
    def test_of_aws_are_passed_on_with_operation_and_code(self, world: World, provider: ProviderClient) -> None:
        with pytest.raises(grpc.RpcError, match=r"creating aws:ec2/vpc:Vpc: CreateVpc: InvalidParameterValue"):
            provider.create(VPC, cidrBlock="10.0.0.0/33")
        made = provider.create(VPC, cidrBlock="10.0.0.0/16")
        world.fail("ec2", "DeleteVpc")
        with pytest.raises(
            grpc.RpcError, match=f"deleting aws:ec2/vpc:Vpc {made.id}: DeleteVpc: AccessDenied: not today"
        ):
            provider.delete(made)
        assert [made.id for made in read_journal(world.journal)] == [made.id]

    def test_what_is_made_in_part_is_told_with_its_id(self, world: World, provider: ProviderClient) -> None:
        world.fail("logs", "PutRetentionPolicy")

        with pytest.raises(grpc.RpcError) as refused:
            provider.create(LOG_GROUP, name="it", retentionInDays=7)

        detail = init_failure(refused.value)
        assert detail.id == "it"
        assert "PutRetentionPolicy: AccessDenied" in detail.reasons[0]
        assert decode(detail.inputs)["retentionInDays"] == 7
        assert world.log_groups() == ["it"]

    def test_what_is_made_in_part_is_completed_by_the_next_update(self, world: World, provider: ProviderClient) -> None:
        mend = world.fail("logs", "PutRetentionPolicy")
        with pytest.raises(grpc.RpcError) as refused:
            provider.create(LOG_GROUP, name="it", retentionInDays=7)
        mend()
        detail = init_failure(refused.value)

        # The engine keeps the state that it is told, with the inputs that it asked for, and updates.
        inputs = provider.check(LOG_GROUP, {"name": "it", "retentionInDays": 7})
        request = pb.UpdateRequest(
            id="it",
            urn=provider.urn(LOG_GROUP, "it"),
            olds=detail.properties,
            old_inputs=encode(inputs),
            news=encode(inputs),
        )
        after = decode(provider.stub.Update(request).properties)

        assert after["retentionInDays"] == 7
        assert world.boto("logs").describe_log_groups()["logGroups"][0]["retentionInDays"] == 7

    def test_what_is_made_in_part_can_be_deleted(self, world: World, provider: ProviderClient) -> None:
        world.fail("logs", "PutRetentionPolicy", "us-east-1")
        with pytest.raises(grpc.RpcError) as refused:
            provider.create(LOG_GROUP, name="it", retentionInDays=7, region="us-east-1")
        detail = init_failure(refused.value)

        request = pb.DeleteRequest(id=detail.id, urn=provider.urn(LOG_GROUP, "it"), properties=detail.properties)
        provider.stub.Delete(request)

        assert world.log_groups("us-east-1") == []

    def test_an_update_of_what_is_gone(self, provider: ProviderClient) -> None:
        made = provider.create(LOG_GROUP, name="it")
        provider.delete(made)
        with pytest.raises(grpc.RpcError, match="updating aws:cloudwatch/logGroup:LogGroup it"):
            provider.update(made, name="it", retentionInDays=7)

    def test_show_no_secret_that_aws_quotes_whatever_was_asked(self, world: World, provider: ProviderClient) -> None:
        made = provider.create(SECRET, name="it", description="hush-1234")
        quoting = "hush-1234 and hush-1234567 of parts: hush-abc"
        hidden = {
            "description": Secret("hush-1234"),
            "kmsKeyId": Secret("hush-1234567"),
            "tags": Secret({"a": "hush-abc"}),
        }
        olds, news = encode({**made.outputs, **hidden}), encode({**made.inputs, "description": "new"})
        asked: dict[str, Any] = {"id": made.id, "urn": made.urn}
        world.fail("secretsmanager", "DescribeSecret", message=quoting)
        world.fail("secretsmanager", "UpdateSecret", message=quoting)

        for call, request in (
            (provider.stub.Read, pb.ReadRequest(**asked, properties=olds, inputs=olds)),
            (provider.stub.Update, pb.UpdateRequest(**asked, olds=olds, old_inputs=olds, news=news)),
            (provider.stub.Delete, pb.DeleteRequest(**asked, properties=olds)),
        ):
            with pytest.raises(grpc.RpcError, match=r"\[secret\] and \[secret\] of parts: \[secret\]"):
                call(request)


class TestWhatTheLocalAwsLacks:
    """It must never pass for a thing that is gone: its deletion would succeed in silence."""

    @pytest.mark.parametrize(
        ("service", "operation", "arguments"),
        [
            ("backup", "delete_framework", {"FrameworkName": "it"}),  # paths, answers in JSON
            ("cloudfront", "delete_field_level_encryption_config", {"Id": "it"}),  # paths, answers in XML
            ("ec2", "delete_coip_pool", {"CoipPoolId": "it"}),
            ("rds", "delete_custom_db_engine_version", {"Engine": "it", "EngineVersion": "1"}),
            ("ssm", "delete_inventory", {"TypeName": "Custom:it"}),
        ],
    )
    def test_is_an_error_of_its_own(
        self, world: World, service: str, operation: str, arguments: dict[str, str]
    ) -> None:
        with pytest.raises(ClientError) as refused:
            getattr(world.boto(service), operation)(**arguments)

        assert not is_missing(refused.value)
        assert "NotImplemented: the local AWS does not serve" in explain(refused.value)

    def test_is_told_apart_from_a_service_that_aws_does_not_have_in_a_region(self, world: World) -> None:
        client = world.account.client("inspector2", "ap-southeast-6")

        with pytest.raises(ClientError, match=r"\(ServiceNotInRegion\).*: AWS has no inspector2 in ap-southeast-6"):
            client.batch_get_account_status()

    def test_is_told_apart_from_what_aws_does_not_have(self, world: World) -> None:
        with pytest.raises(ClientError) as refused:
            world.boto("s3").head_bucket(Bucket="nobody-has-this-bucket")

        assert is_missing(refused.value)


@pytest.mark.parametrize(
    ("service", "operation", "backend", "method"),
    [
        ("ec2", "describe_vpcs", "moto.ec2.models.ec2_backends", "describe_vpcs"),  # form, XML
        ("sns", "list_topics", "moto.sns.models.sns_backends", "list_topics"),
        ("kms", "list_keys", "moto.kms.models.kms_backends", "list_keys"),  # JSON
        ("logs", "describe_log_groups", "moto.logs.models.logs_backends", "describe_log_groups"),
        ("backup", "list_backup_plans", "moto.backup.models.backup_backends", "list_backup_plans"),  # paths, JSON
        ("route53", "list_hosted_zones", "moto.route53.models.route53_backends", "list_hosted_zones"),  # paths, XML
        ("s3", "list_buckets", "moto.s3.models.s3_backends", "list_buckets"),
    ],
)
def test_exception_in_the_local_aws_is_one_error_with_operation_and_cause(
    world: World, monkeypatch: pytest.MonkeyPatch, service: str, operation: str, backend: str, method: str
) -> None:
    client, calls = world.boto(service), 0

    def fail(*_: Any, **__: Any) -> Any:
        nonlocal calls
        calls += 1
        raise ZeroDivisionError("<division> & more")

    module, _, backends = backend.rpartition(".")
    regions = getattr(importlib.import_module(module), backends)["123456789012"]
    some: Any = regions["aws" if service in {"route53", "s3"} else REGION]
    monkeypatch.setattr(some.__class__, method, fail)

    with pytest.raises(ClientError) as failed:
        getattr(client, operation)()

    message = explain(failed.value)
    assert message.startswith(f"{failed.value.operation_name}: InternalFailure: the local AWS failed in ")
    assert "ZeroDivisionError: <division> & more (test_failures.py:" in message
    assert "\n" not in message
    assert calls == 1, "an exception is not retried"
    assert not is_missing(failed.value)


def test_a_create_that_nobody_waits_for_leaves_nothing(world: World, provider: ProviderClient) -> None:
    started, cancelled, done = threading.Event(), threading.Event(), threading.Event()
    events = world.boto("logs").meta.events

    def wait(**_: Any) -> None:
        started.set()
        cancelled.wait(10)

    def finish(**_: Any) -> None:
        done.set()

    events.register("before-call.logs.CreateLogGroup", wait)
    events.register("after-call.logs.DeleteLogGroup", finish)
    inputs = provider.check(LOG_GROUP, {"name": "it"})
    request = pb.CreateRequest(urn=provider.urn(LOG_GROUP, "it"), properties=encode(inputs))

    call = provider.stub.Create.future(request)
    assert started.wait(10)
    call.cancel()
    cancelled.set()

    assert done.wait(10)
    assert world.log_groups() == []
