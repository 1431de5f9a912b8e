"""KMS: the rotation period of EnableKeyRotation, told by GetKeyRotationStatus; replicas rotate with their primary."""

import json

from moto.core.exceptions import JsonRESTError
from moto.kms.models import Key
from moto.kms.responses import KmsResponse

from ..request import attributes, parameter, replace
from .multi_region import key_of, primary_of

_DEFAULT_PERIOD_IN_DAYS = 365
_enable_key_rotation = KmsResponse.enable_key_rotation
_disable_key_rotation = KmsResponse.disable_key_rotation


def _primary_only(key: Key) -> None:
    if primary_of(key) is not key:
        message = f"{key.arn} is a multi-Region replica key: rotation is a property of its primary key."
        raise JsonRESTError("UnsupportedOperationException", message)


def enable_key_rotation(self: KmsResponse) -> str:
    """Turn rotation on, and keep the period.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
    """
    self._validate_cmk_id(parameter(self, "KeyId"))  # pyright: ignore[reportPrivateUsage]
    _primary_only(key_of(self))
    answer = _enable_key_rotation(self)
    period = parameter(self, "RotationPeriodInDays")
    attributes(key_of(self))["rotation_period_in_days"] = period or _DEFAULT_PERIOD_IN_DAYS
    return answer


def disable_key_rotation(self: KmsResponse) -> str:
    """Turn rotation off.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html
    """
    self._validate_cmk_id(parameter(self, "KeyId"))  # pyright: ignore[reportPrivateUsage]
    _primary_only(key_of(self))
    return _disable_key_rotation(self)


def get_key_rotation_status(self: KmsResponse) -> str:
    """Tell whether a key is rotated, and how often.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
    """
    self._validate_cmk_id(parameter(self, "KeyId"))  # pyright: ignore[reportPrivateUsage]
    key = key_of(self)
    primary = primary_of(key)
    status = {"KeyId": key.id, "KeyRotationEnabled": primary.key_rotation_status}
    if primary.key_rotation_status:
        status["RotationPeriodInDays"] = attributes(primary).get("rotation_period_in_days", _DEFAULT_PERIOD_IN_DAYS)
    return json.dumps(status)


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(KmsResponse, enable_key_rotation, disable_key_rotation, get_key_rotation_status)
