"""How errors of AWS and of the provider are told."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ParamValidationError

from strongroom.sandbox.provider.errors import ProviderError, explain, is_missing
from strongroom.sandbox.provider.resource import NotFoundError, only

PRIVATE = "hunter2, type: secret,\nand more"


def aws_error(code: str, operation: str = "DescribeVpcs") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "as AWS says"}}, operation)


def invalid(service: str, operation: str, **arguments: Any) -> ParamValidationError:
    """Return boto3's own error about arguments that it does not even send."""
    session: Any = boto3.Session()
    client = session.client(
        service,
        region_name="eu-west-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - it is never used
    )
    with pytest.raises(ParamValidationError) as caught:
        getattr(client, operation)(**arguments)
    return caught.value


def test_aws_is_quoted_with_operation_and_code() -> None:
    error = aws_error("InvalidVpcID.NotFound", "DeleteVpc")

    assert explain(error) == "DeleteVpc: InvalidVpcID.NotFound: as AWS says"


def test_an_answer_of_aws_without_details_is_told_all_the_same() -> None:
    assert "DeleteVpc" in explain(ClientError({}, "DeleteVpc"))


def test_the_value_of_an_input_is_never_shown() -> None:
    error = invalid("iam", "create_role", RoleName=["it"], AssumeRolePolicyDocument={"Password": PRIVATE}, Tags=PRIVATE)

    told = explain(error)

    assert "hunter2" not in told
    assert "and more" not in told
    for parameter in ("RoleName", "AssumeRolePolicyDocument", "Tags"):
        assert f"Invalid type for parameter {parameter}" in told


def test_a_local_aws_that_is_gone_is_told_with_the_command_that_looks_after_it() -> None:
    told = explain(EndpointConnectionError(endpoint_url="http://127.0.0.1:1/"))

    assert "strongroom-sandbox status" in told


def test_errors_of_the_provider_are_told_as_they_are() -> None:
    assert explain(ProviderError("no region is set")) == "no region is set"
    assert explain(NotFoundError()) == "it does not exist"


def test_unexpected_errors_are_told_with_their_kind() -> None:
    assert explain(KeyError("Vpcs")) == "KeyError: 'Vpcs'"


@pytest.mark.parametrize(
    "error",
    [
        *(
            aws_error(code)
            for code in (
                "InvalidVpcID.NotFound",
                "NoSuchEntity",
                "NotFoundException",
                "ResourceNotFoundException",
                "DBInstanceNotFound",
                "StackDoesNotExist",
                "404",
            )
        ),
        NotFoundError(),
    ],
    ids=str,
)
def test_what_says_that_a_thing_is_missing(error: Exception) -> None:
    assert is_missing(error)


@pytest.mark.parametrize(
    "error",
    [
        *(aws_error(code) for code in ("DependencyViolation", "AccessDenied", "4040")),
        KeyError("x"),
        ClientError({}, "x"),
    ],
    ids=repr,
)
def test_what_does_not(error: Exception) -> None:
    assert not is_missing(error)


def test_the_only_item_of_none_is_missing() -> None:
    assert only(["it"]) == "it"
    with pytest.raises(NotFoundError):
        only([])
