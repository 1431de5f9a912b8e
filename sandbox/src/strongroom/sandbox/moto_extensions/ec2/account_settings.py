"""What is set of EC2 for a whole account and region: sharing of snapshots and images, metadata of new instances."""

from collections.abc import Mapping
from typing import Any, Final

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses import EC2Response

from ..request import attributes, parameter, replace

_UNBLOCKED: Final = "unblocked"
_SNAPSHOTS: Final = ("block-all-sharing", "block-new-sharing")
_IMAGES: Final = ("block-new-sharing",)
_NO_PREFERENCE: Final = "no-preference"
_METADATA: Final[Mapping[str, tuple[str, ...]]] = {
    "HttpTokens": ("optional", "required", _NO_PREFERENCE),
    "HttpEndpoint": ("disabled", "enabled", _NO_PREFERENCE),
    "InstanceMetadataTags": ("disabled", "enabled", _NO_PREFERENCE),
}
_HOPS: Final = "HttpPutResponseHopLimit"
_MOST_HOPS: Final = 64


def _settings(response: EC2Response) -> dict[str, Any]:
    return attributes(response.ec2_backend).setdefault("account_settings", {})


def _metadata(response: EC2Response) -> dict[str, Any]:
    return _settings(response).setdefault("metadata", {})


def _chosen(response: EC2Response, name: str, values: tuple[str, ...]) -> str:
    value = parameter(response, name)
    if value not in values:
        raise EC2ClientError("InvalidParameterValue", f"Invalid value '{value}' for {name}")
    return value


def enable_snapshot_block_public_access(self: EC2Response) -> ActionResult:
    """Block that snapshots are shared with everybody.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableSnapshotBlockPublicAccess.html
    """
    _settings(self)["snapshots"] = _chosen(self, "State", _SNAPSHOTS)
    return get_snapshot_block_public_access_state(self)


def disable_snapshot_block_public_access(self: EC2Response) -> ActionResult:
    """Let snapshots be shared.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisableSnapshotBlockPublicAccess.html
    """
    _settings(self)["snapshots"] = _UNBLOCKED
    return get_snapshot_block_public_access_state(self)


def get_snapshot_block_public_access_state(self: EC2Response) -> ActionResult:
    """Tell whether snapshots may be shared.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetSnapshotBlockPublicAccessState.html
    """
    return ActionResult({"State": _settings(self).get("snapshots", _UNBLOCKED), "ManagedBy": "account"})


def enable_image_block_public_access(self: EC2Response) -> ActionResult:
    """Block that images are shared with everybody.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableImageBlockPublicAccess.html
    """
    _settings(self)["images"] = _chosen(self, "ImageBlockPublicAccessState", _IMAGES)
    return get_image_block_public_access_state(self)


def disable_image_block_public_access(self: EC2Response) -> ActionResult:
    """Let images be shared.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisableImageBlockPublicAccess.html
    """
    _settings(self)["images"] = _UNBLOCKED
    return get_image_block_public_access_state(self)


def get_image_block_public_access_state(self: EC2Response) -> ActionResult:
    """Tell whether images may be shared: in an account that never said so, they may not.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetImageBlockPublicAccessState.html
    """
    state = _settings(self).get("images", _IMAGES[0])
    return ActionResult({"ImageBlockPublicAccessState": state, "ManagedBy": "account"})


def modify_instance_metadata_defaults(self: EC2Response) -> ActionResult:
    """Set what new instances have of metadata options that nobody gives.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataDefaults.html
    """
    wanted: dict[str, Any] = {
        name: _chosen(self, name, values) for name, values in _METADATA.items() if parameter(self, name)
    }
    hops = parameter(self, _HOPS)
    if hops is not None:
        if int(hops) != -1 and not 1 <= int(hops) <= _MOST_HOPS:
            raise EC2ClientError("InvalidParameterValue", f"Invalid value '{hops}' for {_HOPS}")
        wanted[_HOPS] = int(hops)
    known = {**_metadata(self), **wanted}
    kept = {name: value for name, value in known.items() if value not in (_NO_PREFERENCE, -1)}
    _settings(self)["metadata"] = kept
    return ActionResult({"Return": True})


def get_instance_metadata_defaults(self: EC2Response) -> ActionResult:
    """Tell what new instances have of metadata options that nobody gives.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetInstanceMetadataDefaults.html
    """
    return ActionResult({"AccountLevel": {**_metadata(self), "ManagedBy": "account"}})


def get_ebs_default_kms_key_id(self: EC2Response) -> ActionResult:
    """Tell the key that encrypts volumes for which nobody names one.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsDefaultKmsKeyId.html
    """
    backend: Any = self.ec2_backend
    return ActionResult({"KmsKeyId": _settings(self).get("ebs_key") or backend.modify_ebs_default_kms_key_id("")})


def modify_ebs_default_kms_key_id(self: EC2Response) -> ActionResult:
    """Set the key that encrypts volumes for which nobody names one.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyEbsDefaultKmsKeyId.html
    """
    backend: Any = self.ec2_backend
    _settings(self)["ebs_key"] = backend.modify_ebs_default_kms_key_id(parameter(self, "KmsKeyId"))
    return ActionResult({"KmsKeyId": _settings(self)["ebs_key"]})


def reset_ebs_default_kms_key_id(self: EC2Response) -> ActionResult:
    """Go back to AWS's own key.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResetEbsDefaultKmsKeyId.html
    """
    _settings(self)["ebs_key"] = None
    return get_ebs_default_kms_key_id(self)


def install() -> None:
    """Add the operations, and put the one that moto has in the place of moto's."""
    replace(
        EC2Response,
        enable_snapshot_block_public_access,
        disable_snapshot_block_public_access,
        get_snapshot_block_public_access_state,
        enable_image_block_public_access,
        disable_image_block_public_access,
        get_image_block_public_access_state,
        modify_instance_metadata_defaults,
        get_instance_metadata_defaults,
        get_ebs_default_kms_key_id,
        modify_ebs_default_kms_key_id,
        reset_ebs_default_kms_key_id,
    )
