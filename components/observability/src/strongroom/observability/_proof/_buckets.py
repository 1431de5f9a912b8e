"""Checks of buckets, by what is set of each."""

from fnmatch import fnmatchcase

from strongroom.observability._proof._checks import Check, Judge, Judgement, check, expected
from strongroom.observability._proof._policies import Statement, account_of, statements
from strongroom.observability._proof._state import Properties, Registered, StackState

_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_OWNER_ACTIONS = expected("S3.6", "blacklistedActionPattern")
_READS = ("s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketVersions")
_WRITES = ("s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectAcl", "s3:PutBucketPolicy")
_PUBLIC_READ_ACLS = ("public-read", "public-read-write", "authenticated-read")
_PUBLIC_WRITE_ACLS = ("public-read-write",)


def settings(bucket: Registered, stack: StackState, kind: str) -> list[Registered]:
    """Return what is set of a bucket by resources of a kind.

    Args:
        bucket: The bucket.
        stack: The stack.
        kind: Such as `s3.BucketPolicy`.
    """
    return stack.where(kind, "bucket", bucket.id, bucket.text("bucket"), bucket.arn)


def policy_of(bucket: Registered, stack: StackState) -> list[Statement]:
    """Return the statements of a bucket's policy.

    Args:
        bucket: The bucket.
        stack: The stack.
    """
    documents = [bucket.get("policy"), *(each.get("policy") for each in settings(bucket, stack, "s3.BucketPolicy"))]
    return [each for document in documents for each in statements(document)]


def _blocked(bucket: Registered, stack: StackState, *blocks: str) -> bool:
    found = [*settings(bucket, stack, "s3.BucketPublicAccessBlock"), *stack.of("s3.AccountPublicAccessBlock")]
    return all(any(each.flag(block) for each in found) for block in blocks)


def _account_block(block: Registered, stack: StackState) -> Judgement:
    del stack
    missing = [each for each in _BLOCKS if not block.flag(each)]
    return f"the account does not have {', '.join(missing)}" if missing else None


def _bucket_block(bucket: Registered, stack: StackState) -> Judgement:
    found = settings(bucket, stack, "s3.BucketPublicAccessBlock")
    missing = [each for each in _BLOCKS if not any(block.flag(each) for block in found)]
    return f"it does not have {', '.join(missing)}" if missing else None


def _closed(what: str, actions: tuple[str, ...], acls: tuple[str, ...]) -> Judge:
    """Judge whether the public is kept out, by policy and ACL."""

    def judge(bucket: Registered, stack: StackState) -> Judgement:
        by_policy = any(each.public and each.about(*actions) for each in policy_of(bucket, stack))
        if by_policy and not _blocked(bucket, stack, "restrictPublicBuckets"):
            return f"its policy lets everyone {what} it"
        found = [bucket.text("acl"), *(each.text("acl") for each in settings(bucket, stack, "s3.BucketAcl"))]
        by_acl = any(each in acls for each in found)
        return (
            f"its ACL lets everyone {what} it" if by_acl and not _blocked(bucket, stack, "ignorePublicAcls") else None
        )

    return judge


def _owned(bucket: Registered, stack: StackState) -> Judgement:
    for each in policy_of(bucket, stack):
        others = {account for principal in each.principals if (account := account_of(principal))} - stack.accounts
        if each.allows and each.about(*_OWNER_ACTIONS) and (others or each.public):
            return "its policy lets another account change what protects it"
    return None


def _tls(bucket: Registered, stack: StackState) -> Judgement:
    wanted = (bucket.arn, f"{bucket.arn}/*")
    denies = any(
        each.effect == "Deny"
        and each.everyone
        and {*each.actions} & {"s3:*", "*"}
        and each.conditions.get(("bool", "aws:securetransport")) == ("false",)
        and len(each.conditions) == 1
        and all(each.covers(resource) for resource in wanted)
        for each in policy_of(bucket, stack)
    )
    return None if denies else "its policy does not deny requests without TLS"


def access_logs(bucket: Registered, stack: StackState) -> Judgement:
    """Tell why a bucket does not log access; None if it does.

    Args:
        bucket: The bucket.
        stack: The stack.
    """
    logging = settings(bucket, stack, "s3.BucketLogging")
    if any(each.text("targetBucket") for each in logging):
        return None
    is_target = stack.where("s3.BucketLogging", "targetBucket", bucket.id)
    return "it does not log access, since it is where others log theirs" if is_target else "it does not log access"


def _no_acls(bucket: Registered, stack: StackState) -> Judgement:
    controls = settings(bucket, stack, "s3.BucketOwnershipControls")
    if any(each.text("rule.objectOwnership") != "BucketOwnerEnforced" for each in controls):
        return "it has ACLs"
    # Without controls of its own a bucket has had none since April 2023.
    return "it has ACLs" if settings(bucket, stack, "s3.BucketAcl") and not controls else None


def _lifecycle(bucket: Registered, stack: StackState) -> Judgement:
    rules = [
        rule
        for each in settings(bucket, stack, "s3.BucketLifecycleConfiguration")
        for rule in each.parts("rules")
        if rule.text("status") == "Enabled"
    ]
    if not rules:
        return "it has no lifecycle"
    ends = any(rule.number("abortIncompleteMultipartUpload.daysAfterInitiation") for rule in rules)
    return None if ends else "its lifecycle leaves incomplete uploads"


def _versions(bucket: Registered, stack: StackState) -> Judgement:
    found = settings(bucket, stack, "s3.BucketVersioning")
    enabled = any(each.text("versioningConfiguration.status") == "Enabled" for each in found)
    return None if enabled else "it keeps no versions"


def _locked(bucket: Registered, stack: StackState) -> Judgement:
    found = settings(bucket, stack, "s3.BucketObjectLockConfiguration")
    return None if bucket.flag("objectLockEnabled") or found else "it has no Object Lock"


def _kms(bucket: Registered, stack: StackState) -> Judgement:
    found = settings(bucket, stack, "s3.BucketServerSideEncryptionConfiguration")
    rules = [
        rule.text("applyServerSideEncryptionByDefault.sseAlgorithm") for each in found for rule in each.parts("rules")
    ]
    return None if any(each.startswith("aws:kms") for each in rules) else "it is not encrypted with a KMS key"


def _is_object_event(selector: Properties, read_only: bool) -> bool:
    """Tell whether a selector of a trail is about all objects of all buckets, written or read."""
    fields = {each.text("field"): each for each in selector.parts("fieldSelectors")}
    if not fields:
        kind = selector.text("readWriteType") or "All"
        named = [
            value
            for each in selector.parts("dataResources")
            if each.text("type") == "AWS::S3::Object"
            for value in each.texts("values")
        ]
        every = any(fnmatchcase(value, "arn:aws*:s3") or fnmatchcase(value, "arn:aws*:s3:::") for value in named)
        return every and kind in ("All", "ReadOnly" if read_only else "WriteOnly")
    if not {*fields} <= {"eventCategory", "resources.type", "readOnly"}:
        return False
    right = fields["resources.type"].texts("equals") == ["AWS::S3::Object"] if "resources.type" in fields else False
    only = fields["readOnly"].texts("equals") if "readOnly" in fields else []
    return right and all(each.lower() == str(read_only).lower() for each in only)


def _object_events(read_only: bool) -> Judge:
    """Judge whether a trail logs what is done to all objects."""

    def judge(trail: Registered, stack: StackState) -> Judgement:
        del stack
        if not trail.flag("isMultiRegionTrail"):
            return "it is of one region only"
        selectors = [*trail.parts("advancedEventSelectors"), *trail.parts("eventSelectors")]
        logs = any(_is_object_event(each, read_only) for each in selectors)
        return None if logs else f"it does not log every {'read' if read_only else 'write'} of objects"

    return judge


CHECKS: tuple[Check, ...] = (
    check("S3.1", "s3.AccountPublicAccessBlock", _account_block, "CKV_AWS_53 CKV_AWS_54 CKV_AWS_55 CKV_AWS_56"),
    check("S3.8", "s3.Bucket", _bucket_block, "CKV_AWS_53 CKV_AWS_54 CKV_AWS_55 CKV_AWS_56"),
    check("S3.2", "s3.Bucket", _closed("read", _READS, _PUBLIC_READ_ACLS), "CKV_AWS_20 CKV_AWS_70"),
    check("S3.3", "s3.Bucket", _closed("write", _WRITES, _PUBLIC_WRITE_ACLS), "CKV_AWS_57 CKV_AWS_70"),
    check("S3.6", "s3.Bucket", _owned, "CKV_AWS_70"),
    check("S3.5", "s3.Bucket", _tls, "CKV_AWS_379"),
    check("S3.9", "s3.Bucket", access_logs, "CKV_AWS_18"),
    check("S3.12", "s3.Bucket", _no_acls, "CKV2_AWS_65"),
    check("S3.13", "s3.Bucket", _lifecycle, "CKV2_AWS_61 CKV_AWS_300"),
    check("S3.14", "s3.Bucket", _versions, "CKV_AWS_21"),
    check("S3.15", "s3.Bucket", _locked, "CKV_AWS_143"),
    check("S3.17", "s3.Bucket", _kms, "CKV_AWS_145"),
    check("S3.22", "cloudtrail.Trail", _object_events(read_only=False), one_is_enough=True),
    check("S3.23", "cloudtrail.Trail", _object_events(read_only=True), one_is_enough=True),
)
"""The checks of buckets.

https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html
"""
