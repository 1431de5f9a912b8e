"""KMS: the rotation period of EnableKeyRotation, told by GetKeyRotationStatus."""

import json

from moto.kms.models import Key
from moto.kms.responses import KmsResponse

_DEFAULT_PERIOD_IN_DAYS = 365
_enable_key_rotation = KmsResponse.enable_key_rotation


def _key(response: KmsResponse) -> Key:
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(response._get_param("KeyId"))]  # pyright: ignore[reportPrivateUsage]


def enable_key_rotation(self: KmsResponse) -> str:
    """Turn rotation on, and keep the period.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
    """
    answer = _enable_key_rotation(self)
    period = self._get_param("RotationPeriodInDays")  # pyright: ignore[reportPrivateUsage]
    vars(_key(self))["rotation_period_in_days"] = period or _DEFAULT_PERIOD_IN_DAYS
    return answer


def get_key_rotation_status(self: KmsResponse) -> str:
    """Tell whether a key is rotated, and how often.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
    """
    self._validate_cmk_id(self._get_param("KeyId"))  # pyright: ignore[reportPrivateUsage]
    key = _key(self)
    status = {"KeyId": key.id, "KeyRotationEnabled": key.key_rotation_status}
    if key.key_rotation_status:
        status["RotationPeriodInDays"] = vars(key).get("rotation_period_in_days", _DEFAULT_PERIOD_IN_DAYS)
    return json.dumps(status)


def install() -> None:
    """Put the operations in the place of moto's."""
    for operation in (enable_key_rotation, get_key_rotation_status):
        setattr(KmsResponse, operation.__name__, operation)
