"""What a bucket's policy stops on the local AWS."""

import json
import secrets
from typing import Any

import pytest
from botocore.exceptions import ClientError

from strongroom.sandbox.local_aws import LocalAws

DENIED: dict[str, Any] = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
PLAIN_HTTP = {"Bool": {"aws:SecureTransport": "false"}}


def bucket_with(s3: Any, *statements: dict[str, Any]) -> str:
    name = f"papers-{secrets.token_hex(4)}"
    s3.create_bucket(Bucket=name)
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [*statements]}))
    return name


def test_a_denial_of_plain_http_stops_nobody_as_tls_is_not_spoken_here(local_aws: LocalAws) -> None:
    s3 = local_aws.account().client("s3", "us-east-1")
    name = bucket_with(s3, {**DENIED, "Condition": PLAIN_HTTP})
    s3.put_object(Bucket=name, Key="contract", Body=b"signed")
    assert s3.get_object(Bucket=name, Key="contract")["Body"].read() == b"signed"


def test_a_denial_without_a_condition_stops_everyone(local_aws: LocalAws) -> None:
    s3 = local_aws.account().client("s3", "us-east-1")
    name = bucket_with(s3, DENIED, {**DENIED, "Condition": PLAIN_HTTP})
    with pytest.raises(ClientError, match="Forbidden"):
        s3.put_object(Bucket=name, Key="contract", Body=b"signed")
