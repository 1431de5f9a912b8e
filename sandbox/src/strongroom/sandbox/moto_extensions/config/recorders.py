"""Recorders keep how often they record, and a delivery channel is refused that Config can't deliver by."""

import json
from typing import Any, Final

from moto.config.models import ConfigBackend
from moto.core.exceptions import JsonRESTError
from moto.iam.models import iam_backends
from moto.s3.models import s3_backends
from moto.sns.models import sns_backends

from ..permissions import lets, statements_of
from ..request import attributes, replace

_CONTINUOUS: Final = {"recordingFrequency": "CONTINUOUS"}
_LINKED: Final = ":role/aws-service-role/"
_SERVICE: Final = "config.amazonaws.com"
_put_configuration_recorder: Any = ConfigBackend.put_configuration_recorder
_put_delivery_channel: Any = ConfigBackend.put_delivery_channel


def put_configuration_recorder(self: ConfigBackend, config_recorder: dict[str, Any]) -> None:
    """Make or change the recorder.

    https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationRecorder.html
    """
    _put_configuration_recorder(self, config_recorder)
    mode = config_recorder.get("recordingMode") or _CONTINUOUS
    attributes(self.recorders[config_recorder["name"]])["recording_mode"] = mode


def put_delivery_channel(self: ConfigBackend, delivery_channel: dict[str, Any]) -> None:
    """Make or change the channel, whose bucket and topic must be there, and the bucket let Config write.

    https://docs.aws.amazon.com/config/latest/APIReference/API_PutDeliveryChannel.html
    """
    name = delivery_channel.get("s3BucketName")
    if self.recorders and name:
        _check_bucket(self, name, delivery_channel.get("s3KeyPrefix"))
        _check_topic(self, delivery_channel.get("snsTopicARN"))
    _put_delivery_channel(self, delivery_channel)


def _check_bucket(backend: ConfigBackend, name: str, prefix: str | None) -> None:
    """Refuse a bucket in which neither its own policy nor that of the recorder's role lets Config try to write.

    https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
    """
    partition, owner = s3_backends.bucket_accounts.get(name, (backend.partition, ""))
    if not owner:
        raise JsonRESTError("NoSuchBucketException", f"Cannot find a S3 bucket with bucket name {name}.")
    folder = f"{prefix}/AWSLogs" if prefix else "AWSLogs"
    key = f"arn:{partition}:s3:::{name}/{folder}/{backend.account_id}/Config/ConfigWritabilityCheckFile"
    context = {
        "aws:SourceAccount": backend.account_id,
        "aws:SourceArn": f"arn:{backend.partition}:config:{backend.region_name}:{backend.account_id}:",
        "s3:x-amz-acl": "bucket-owner-full-control",
    }
    of_bucket: Any = s3_backends[owner][partition].buckets[name].policy
    policies = [of_bucket, _policy_of_role(backend)]
    if not any(lets(policy, _SERVICE, "s3:PutObject", key, context) for policy in policies):
        raise JsonRESTError(
            "InsufficientDeliveryPolicyException",
            f"Insufficient delivery policy to s3 bucket: {name}, unable to write to bucket, "
            f"provided s3 key prefix is '{prefix or 'null'}'.",
        )


def _policy_of_role(backend: ConfigBackend) -> str:
    """Return all that the recorder's role may do, as one policy; the service-linked one may not write to buckets."""
    arn: str = next(iter(backend.recorders.values())).role_arn
    roles: Any = iam_backends[backend.account_id][backend.partition].roles.values()
    documents: list[str] = [
        document
        for role in roles
        if role.arn == arn and _LINKED not in arn
        for document in (*role.policies.values(), *(policy.document for policy in role.managed_policies.values()))
    ]
    statements = [one for document in documents for one in statements_of(document)]
    return json.dumps({"Statement": [{**statement, "Principal": "*"} for statement in statements]})


def _check_topic(backend: ConfigBackend, arn: str | None) -> None:
    if arn and not any(arn in region.topics for region in sns_backends[backend.account_id].values()):
        raise JsonRESTError("InvalidSNSTopicARNException", f"The sns topic arn '{arn}' is not valid.")


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(ConfigBackend, put_configuration_recorder, put_delivery_channel)
