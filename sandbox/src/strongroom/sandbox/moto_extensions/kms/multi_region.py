"""KMS: replicas of multi-Region keys are keys with a policy, a description and tags of their own.

https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
"""

import json
import re
import uuid
from typing import Any, Final

from moto.core.exceptions import JsonRESTError
from moto.kms import models
from moto.kms.models import Key, KmsBackend, kms_backends
from moto.kms.responses import KmsResponse

from ..request import parameter, replace

_schedule_key_deletion: Any = KmsBackend.schedule_key_deletion
_validate_cmk_id: Any = KmsResponse._validate_cmk_id  # pyright: ignore[reportPrivateUsage]
_MULTI_REGION_ID: Final = re.compile(r"mrk-[0-9a-f]{32}")
_GOING: Final = ("PendingDeletion", "PendingReplicaDeletion")


def generate_key_id(multi_region: bool = False) -> str:
    """Return the id of a new key, as AWS writes it: moto takes a ciphertext's first 36 characters for one."""
    return f"mrk-{uuid.uuid4().hex}" if multi_region else str(uuid.uuid4())


def validate_cmk_id(self: KmsResponse, key_id: str) -> None:
    """Refuse the id of a key that there is not."""
    known = self._display_arn(key_id) if _MULTI_REGION_ID.fullmatch(key_id) else key_id  # pyright: ignore[reportPrivateUsage]
    _validate_cmk_id(self, known)


def key_of(response: KmsResponse) -> Key:
    """Return the key that a request names by its id or ARN."""
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(parameter(response, "KeyId"))]


def primary_of(key: Key) -> Key:
    """Return the primary key that a replica is a copy of; a key that is no replica itself."""
    if not key.multi_region:
        return key
    region = key.multi_region_configuration["PrimaryKey"]["Region"]
    return kms_backends[key.account_id][region].keys.get(key.id, key)


def replicate_key(self: KmsResponse) -> str:
    """Copy a primary key to another region.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html
    """
    self._validate_cmk_id(parameter(self, "KeyId"))  # pyright: ignore[reportPrivateUsage]
    primary, region = key_of(self), str(parameter(self, "ReplicaRegion"))
    if not primary.multi_region or primary_of(primary) is not primary:
        raise JsonRESTError("UnsupportedOperationException", f"{primary.arn} is not a multi-Region primary key.")
    if primary.key_state in _GOING:
        raise JsonRESTError("KMSInvalidStateException", f"{primary.arn} is pending deletion.")
    backend = kms_backends[primary.account_id][region]
    if primary.id in backend.keys:
        raise JsonRESTError("AlreadyExistsException", f"{primary.id} already exists in {region}.")
    replica = _copy(primary, region, parameter(self, "Policy"), parameter(self, "Description"))
    backend.keys[replica.id] = replica
    tags: list[dict[str, str]] = parameter(self, "Tags") or []
    backend.tagger.tag_resource(replica.id, tags)
    metadata = replica.to_dict()["KeyMetadata"]
    return json.dumps({"ReplicaKeyMetadata": metadata, "ReplicaPolicy": replica.policy, "ReplicaTags": tags})


def _copy(primary: Key, region: str, policy: str | None, description: str | None) -> Key:
    replica: Any = Key(
        policy, primary.key_usage, primary.key_spec, description or "", primary.account_id, region, multi_region=True
    )
    replica.id, replica.arn = primary.id, primary.arn.replace(f":{primary.region}:", f":{region}:")
    replica.key_material, replica.private_key = primary.key_material, primary.private_key
    # The list is one and the same, so that each of them tells of all replicas.
    replicas = primary.multi_region_configuration["ReplicaKeys"]
    replicas.append({"Arn": replica.arn, "Region": region})
    whole = {**primary.multi_region_configuration, "MultiRegionKeyType": "REPLICA", "ReplicaKeys": replicas}
    replica.multi_region_configuration = whole
    return replica


def schedule_key_deletion(self: KmsBackend, key_id: str, pending_window_in_days: int) -> float:
    """Schedule a key's deletion; a primary key waits until its replicas are deleted.

    https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-delete.html
    """
    answer: float = _schedule_key_deletion(self, key_id, pending_window_in_days)
    key = self.keys[key_id]
    if key.multi_region and primary_of(key) is key and key.multi_region_configuration["ReplicaKeys"]:
        key.key_state = "PendingReplicaDeletion"
    return answer


def install() -> None:
    """Put the operations in the place of moto's."""
    setattr(models, generate_key_id.__name__, generate_key_id)
    setattr(KmsResponse, "_validate_cmk_id", validate_cmk_id)  # noqa: B010 - it is private
    replace(KmsResponse, replicate_key)
    replace(KmsBackend, schedule_key_deletion)
