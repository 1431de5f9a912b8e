from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording import Recorder

from strongroom.core import InputError, Problem
from strongroom.data import (
    Bucket,
    BucketArgs,
    BucketStatement,
    CloudFrontOrigin,
    ConfigLogs,
    LoadBalancerLogs,
    LogBucket,
    LogBucketArgs,
    ObjectLock,
    Replication,
    ServerAccessLogs,
)

KEY_ARN = "arn:aws:kms:eu-central-1:111122223333:key/0b0f5c2e-7d1b-4c58-9a53-5f7b6c1d2e3f"
COPY = {"destination_bucket_arn": "arn:aws:s3:::papers-copy"}
READER = {"sid": "Readers", "principal_arns": ["arn:aws:iam::111122223333:role/reader"], "actions": ["s3:GetObject"]}
STATEMENT = BucketStatement.model_validate(READER)


RULE = {"allowed_origins": ["https://www.example.com"], "allowed_methods": ["GET"]}


def cors(**inputs: Any) -> dict[str, Any]:
    return {"cors": [{**RULE, **inputs}]}


def told(error: InputError) -> dict[str, str]:
    return {problem.path: f"{problem.reason}; {problem.remedy}" for problem in error.problems}


def refused(args: type[BucketArgs | LogBucketArgs], inputs: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InputError) as error:
        args(**inputs)
    return told(error.value)


@pytest.mark.parametrize(
    ("inputs", "field", "reason", "remedy"),
    [
        ({"kms_key_arn": None}, "kms_key_arn", "required", "the ARN of a key"),
        ({"encryption": "s3"}, "kms_key_arn", "encryption is s3", "remove one"),
        ({"encryption": "aes"}, "encryption", "'kms' or 's3'", "choose"),
        ({"kms_key_arn": "alias/papers"}, "kms_key_arn", "ARN of a KMS key", "key/KEY-ID"),
        ({"bucket_name": "Papers"}, "bucket_name", "name of an S3 bucket", "portal-logs-dev"),
        ({"bucket_name": "papers.example"}, "bucket_name", "no dots", "hyphens"),
        ({"bucket_name": "logs", "access_log_bucket_name": "logs"}, "access_log_bucket_name", "never end", "another"),
        ({"access_log_prefix": "logs/"}, "access_log_prefix", "folder", "elastic-load-balancing"),
        ({"expiration_days": 0}, "expiration_days", "at least 1", "1 or more"),
        ({"noncurrent_version_expiration_days": 40000}, "noncurrent_version_expiration_days", "at most", "or less"),
        ({"lifecycle_rules": {"My rule": {"prefix": "a/", "expiration_days": 1}}}, "lifecycle_rules.My rule", "", ""),
        ({"versioning": False, "object_lock": {"retention_days": 1}}, "versioning", "needed by object_lock", "on"),
        (
            {"versioning": False, "replication": {**COPY, "destination_kms_key_arn": KEY_ARN}},
            "versioning",
            "needed by replication",
            "leave it on",
        ),
        ({"object_lock": {}}, "object_lock", "days or for years", "one of the two"),
        (cors(allowed_origins=[]), "cors.0.allowed_origins", "at least 1", ""),
        (cors(allowed_origins=["https://www.example.com/"]), "cors.0.allowed_origins.0", "trailing slash", "https://"),
        (cors(allowed_origins=["www.example.com"]), "cors.0.allowed_origins.0", "scheme, host", "https://"),
        (cors(allowed_origins=["https://WWW.example.com"]), "cors.0.allowed_origins.0", "lower case", "https://"),
        (cors(allowed_origins=["https://*.*.example.com"]), "cors.0.allowed_origins.0", "at most one *", "split"),
        (cors(allowed_origins=["*", "*"]), "cors.0.allowed_origins", "once", "second"),
        (cors(allowed_methods=[]), "cors.0.allowed_methods", "at least 1", ""),
        (cors(allowed_methods=["PATCH"]), "cors.0.allowed_methods.0", "'GET'", ""),
        (cors(allowed_methods=["OPTIONS"]), "cors.0.allowed_methods.0", "'GET'", ""),
        (cors(allowed_methods=["get"]), "cors.0.allowed_methods.0", "'GET'", ""),
        (cors(allowed_headers=["x-*-*"]), "cors.0.allowed_headers.0", "at most one *", "split"),
        (cors(allowed_headers=["x amz"]), "cors.0.allowed_headers.0", "HTTP header", "x-amz-*"),
        (cors(expose_headers=["*"]), "cors.0.expose_headers.0", "without *", "ETag"),
        (cors(max_age_seconds=-1), "cors.0.max_age_seconds", "at least 0", ""),
        (cors(id="x" * 256), "cors.0.id", "at most 255", ""),
        ({"cors": [RULE] * 101}, "cors", "at most 100", ""),
        ({"region": "eu-west-1"}, "kms_key_arn", "bucket's Region, eu-west-1", "replica of a multi-Region key"),
        ({"object_lock": {"retention_days": 1, "retention_years": 1}}, "object_lock", "days or for", "one"),
        (
            {"object_lock": {"mode": "compliance", "retention_days": 1}, "durability": "ephemeral"},
            "object_lock.mode",
            "ephemeral",
            "use governance",
        ),
        ({"replication": COPY}, "replication.destination_kms_key_arn", "required", "destination's region"),
        ({"replication": {"destination_bucket_arn": "copy"}}, "replication.destination_bucket_arn", "ARN", "arn:"),
        (
            {"replication": {"destination_bucket_arn": "arn:aws:s3:::copy/papers"}},
            "replication.destination_bucket_arn",
            "without a folder",
            "use arn:aws:s3:::copy",
        ),
        (
            {"bucket_name": "papers-copy", "replication": COPY | {"destination_kms_key_arn": KEY_ARN}},
            "replication.destination_bucket_arn",
            "is this bucket",
            "another bucket",
        ),
        ({"policy_statements": [LoadBalancerLogs()]}, "policy_statements.0", "SSE-S3 only", "LogBucket"),
        (
            {"policy_statements": [ConfigLogs(), ServerAccessLogs()], "object_lock": {"retention_days": 1}},
            "policy_statements.1",
            "Object Lock",
            "LogBucket",
        ),
        (
            {"policy_statements": [STATEMENT, STATEMENT]},
            "policy_statements",
            "two statements are called Readers",
            "another sid",
        ),
        ({"policy_statements": [{"prefix": "a"}]}, "policy_statements.0", "must be a grant", "CloudFrontOrigin()"),
        ({"force_destroy": True}, "force_destroy", "no such input", "durability"),
    ],
)
def test_what_a_bucket_can_not_be_is_refused(inputs: dict[str, Any], field: str, reason: str, remedy: str) -> None:
    found = refused(BucketArgs, {"kms_key_arn": KEY_ARN, "access_log_bucket_name": "logs-portal", **inputs})
    (path,) = [path for path in found if path.startswith(field)]
    assert reason in found[path]
    assert remedy in found[path]


def test_a_key_for_copies_is_refused_where_the_key_of_s3_encrypts() -> None:
    inputs = {
        "access_log_bucket_name": None,
        "encryption": "s3",
        "replication": {**COPY, "destination_kms_key_arn": KEY_ARN},
    }
    found = refused(BucketArgs, inputs)
    assert "remove it" in found["replication.destination_kms_key_arn"]


def test_doing_without_access_logs_has_to_be_said() -> None:
    assert "required" in refused(BucketArgs, {"kms_key_arn": KEY_ARN})["access_log_bucket_name"]
    assert BucketArgs(kms_key_arn=KEY_ARN, access_log_bucket_name=None).access_log_bucket_name is None


def test_all_problems_are_told_at_once() -> None:
    lock = ObjectLock(mode="compliance", retention_days=1)
    inputs = {"access_log_bucket_name": None, "durability": "ephemeral", "versioning": False, "object_lock": lock}
    assert refused(BucketArgs, inputs).keys() == {"kms_key_arn", "versioning", "object_lock.mode"}


@pytest.mark.parametrize(
    ("inputs", "field", "reason", "remedy"),
    [
        ({"log_sources": []}, "log_sources", "at least 1", "add"),
        ({"log_sources": ["cloudtrails"]}, "log_sources.0", "'cloudtrail'", "did you mean cloudtrail?"),
        ({"log_sources": ["config"]}, "kms_key_arn", "required", "the ARN of a key"),
        ({"log_sources": ["config", "s3_access_logs"]}, "kms_key_arn", "required", "the ARN of a key"),
        (
            {"log_sources": ["elastic_load_balancing"], "kms_key_arn": KEY_ARN},
            "kms_key_arn",
            "SSE-S3 only",
            "a log bucket of its",
        ),
        ({"log_sources": ["cloudtrail"], "kms_key_arn": KEY_ARN}, "trail_names", "names each trail", "give the names"),
        ({"log_sources": ["s3_access_logs"], "trail_names": ["audit"]}, "trail_names", "cloudtrail", "add cloudtrail"),
        (
            {"log_sources": ["s3_access_logs"], "log_delivery_regions": ["us-east-1"]},
            "log_delivery_regions",
            "for the sender log_delivery",
            "add log_delivery",
        ),
        (
            {"log_sources": ["s3_access_logs"], "transitions": [{"days": 400, "storage_class": "GLACIER"}]},
            "expiration_days",
            "expire after 400 days",
            "401 days or more",
        ),
        (
            {"log_sources": ["s3_access_logs"], "policy_statements": [{**READER, "sid": "AccessLogs"}]},
            "policy_statements",
            "two statements are called AccessLogs",
            "another sid",
        ),
    ],
)
def test_what_a_log_bucket_can_not_be_is_refused(inputs: dict[str, Any], field: str, reason: str, remedy: str) -> None:
    found = refused(LogBucketArgs, inputs)
    assert reason in found[field]
    assert remedy in found[field]


# Every combination is refused with a reason, or registers


def mostly(right: st.SearchStrategy[Any], *wrong: Any) -> st.SearchStrategy[Any]:
    """Right values, and now and then a wrong one, so that some of all combinations are right throughout."""
    return st.integers(0, 19).flatmap(lambda number: right if number else st.sampled_from(wrong))


def rarely(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 3).flatmap(lambda number: st.none() if number else strategy)


common: dict[str, st.SearchStrategy[Any]] = {
    "durability": mostly(st.sampled_from(["persistent", "ephemeral"]), "forever"),
    "bucket_name": mostly(st.sampled_from([None, "aws-waf-logs-a"]), "Logs", "logs.a"),
    "transitions": mostly(
        st.sampled_from([[], [{"days": 30, "storage_class": "STANDARD_IA"}]]),
        [{"days": 3, "storage_class": "STANDARD_IA"}],
        [{"days": 90, "storage_class": "GLACIER"}, {"days": 91, "storage_class": "GLACIER_IR"}],
    ),
    "noncurrent_version_expiration_days": mostly(st.one_of(st.none(), st.integers(1, 400)), 0, "7"),
    "expiration_days": mostly(st.one_of(st.none(), st.integers(31, 400)), 0, 30),
    "environment_suffix": mostly(st.just("dev"), "prod-"),
}
copies = st.builds(
    Replication,
    destination_bucket_arn=st.just("arn:aws:s3:::papers-copy"),
    destination_kms_key_arn=mostly(st.just(KEY_ARN), None),
    delete_markers=st.booleans(),
    replication_time_control=st.booleans(),
)
locks = st.fixed_dictionaries(
    {"mode": st.sampled_from(["governance", "compliance"]), "retention_days": mostly(st.just(1), None)}
)
folders = st.fixed_dictionaries(
    {"prefix": mostly(st.just("drafts/"), "/"), "expiration_days": mostly(st.just(5), None, -1)}
)
buckets: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        **common,
        "access_log_bucket_name": mostly(st.sampled_from([None, "logs-portal"]), "aws-waf-logs-a", "Logs"),
        "encryption": mostly(st.just("kms"), "s3"),
        "kms_key_arn": mostly(st.just(KEY_ARN), None, "alias/papers"),
        "access_log_prefix": mostly(st.sampled_from(["", "logs"]), "logs/"),
        "versioning": mostly(st.just(True), False),
        "eventbridge": mostly(st.booleans(), "yes"),
        "lifecycle_rules": st.dictionaries(mostly(st.just("drafts"), "Drafts"), folders, max_size=1),
        "object_lock": rarely(locks),
        "replication": rarely(copies),
        "policy_statements": st.lists(
            mostly(
                st.sampled_from([CloudFrontOrigin(), STATEMENT]), ServerAccessLogs(), LoadBalancerLogs(), "everyone"
            ),
            max_size=2,
        ),
    }
)
log_buckets: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        **common,
        "log_sources": mostly(
            st.sets(st.sampled_from(["cloudtrail", "config", "log_delivery", "s3_access_logs"]), min_size=1),
            {"elastic_load_balancing"},
            {"sns"},
        ),
        "kms_key_arn": mostly(st.just(KEY_ARN), None, "alias/papers"),
        "trail_names": mostly(st.sampled_from([[], ["audit"]]), ["a"]),
        "log_delivery_regions": mostly(st.sampled_from([[], ["us-east-1"]]), ["virginia"]),
        "policy_statements": mostly(st.sampled_from([[], [READER]]), [READER, READER]),
    }
)


def assert_refused_with_a_remedy_or_registered(record: Recorder, make: Any) -> None:
    problems: tuple[Problem, ...] = ()
    registered = 0
    try:
        registered = len(record(make).of_type("aws:s3/bucketPolicy:BucketPolicy"))
    except InputError as error:
        problems = error.problems
    assert registered == (0 if problems else 1)
    assert all(problem.reason and problem.remedy for problem in problems)


@given(inputs=buckets)
def test_every_bucket_is_refused_with_a_remedy_or_registers(record: Recorder, inputs: dict[str, Any]) -> None:
    assert_refused_with_a_remedy_or_registered(record, lambda: Bucket("papers", BucketArgs(**inputs)))


@given(inputs=log_buckets)
def test_every_log_bucket_is_refused_with_a_remedy_or_registers(record: Recorder, inputs: dict[str, Any]) -> None:
    assert_refused_with_a_remedy_or_registered(record, lambda: LogBucket("logs", LogBucketArgs(**inputs)))
