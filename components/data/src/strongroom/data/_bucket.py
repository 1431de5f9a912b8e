"""A bucket."""

from collections.abc import Iterable

import pulumi

from strongroom.core import PARTITIONS, Component, InputError, Problem, S3Origin, region_problems
from strongroom.data._bucket_args import BucketArgs
from strongroom.data._bucket_grants import CloudFrontOrigin
from strongroom.data._bucket_lifecycle import lifecycle_rules
from strongroom.data._bucket_parts import make_access_log, make_bucket, make_cors, make_notifications, make_object_lock
from strongroom.data._bucket_replication import make_replication


class Bucket(Component):
    """An S3 bucket: private, encrypted with a key of one's own, versioned, logged, and reached over TLS only.

    ACLs are off and the account owns all objects (S3.12), public access is blocked (S3.1, S3.8), old versions and
    incomplete uploads are cleared away (S3.13). The policy takes no object that a key of the caller's encrypts (SSE-C),
    and grants what is named in `policy_statements`, each under the conditions that AWS documents. Meets the controls
    S3.1, .2, .3, .5, .6, .8, .9, .12, .13, .14 and .17.

    Args:
        name: Name of the bucket; the logical names of its parts start with it.
        args: What to build.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _supported_partitions = PARTITIONS

    bucket_name: pulumi.Output[str]
    """Name of the bucket. Like its ARN and domain name, told when the bucket is safe and its policy is in place."""
    bucket_arn: pulumi.Output[str]
    """ARN of the bucket."""
    bucket_regional_domain_name: pulumi.Output[str]
    """Domain name of the bucket in its region, such as for an origin of CloudFront."""
    replication_role_arn: pulumi.Output[str] | None
    """ARN of the role that copies objects, for policies of another account's bucket and key; None without copies."""

    @classmethod
    def _partition_problems(cls, args: BucketArgs, partition: str) -> Iterable[Problem]:
        return region_problems("region", [args.region] if args.region else [], partition)

    def __init__(self, name: str, args: BucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        rules = lifecycle_rules(
            args.durability,
            expiration_days=args.expiration_days,
            transitions=args.transitions,
            noncurrent_version_expiration_days=args.noncurrent_version_expiration_days,
            further=args.lifecycle_rules,
        )
        bucket = make_bucket(
            self._scope,
            args,
            kms_key_arn=args.kms_key_arn,
            policy_statements=args.policy_statements,
            rules=rules,
            versioning=args.versioning,
        )
        make_access_log(self._scope, bucket, args)
        make_object_lock(self._scope, bucket, args.object_lock)
        make_cors(self._scope, bucket, args.cors)
        make_notifications(self._scope, bucket, eventbridge=args.eventbridge)
        replication_role = make_replication(self._scope, bucket, args)

        self._grants = args.policy_statements
        self.bucket_name = bucket.when_ready(bucket.resource.bucket)
        self.bucket_arn = bucket.when_ready(bucket.resource.arn)
        self.bucket_regional_domain_name = bucket.when_ready(bucket.resource.bucket_regional_domain_name)
        self.replication_role_arn = replication_role and replication_role.arn
        self.publish()

    @property
    def origin(self) -> S3Origin:
        """The bucket as an origin of a `Site`: `origins={"pages": pages.origin}`.

        Raises:
            InputError: The bucket's policy does not let CloudFront read it.
        """
        if not any(isinstance(grant, CloudFrontOrigin) for grant in self._grants):
            reason = "must contain CloudFrontOrigin for a bucket that is the origin of a site"
            raise InputError(
                f"{type(self).__name__}.origin", [Problem("policy_statements", reason, "add CloudFrontOrigin()")]
            )
        return S3Origin(bucket_regional_domain_name=self.bucket_regional_domain_name)
