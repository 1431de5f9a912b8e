"""Rotation: RotateSecret calls the function in the steps that AWS does, and waits for it to end."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final, cast

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.utils import get_backend
from moto.moto_api._internal import mock_random
from moto.secretsmanager.exceptions import (
    InvalidParameterException,
    InvalidRequestException,
    ResourceNotFoundException,
    SecretsManagerClientError,
)
from moto.secretsmanager.models import SecretsManagerBackend
from moto.secretsmanager.responses import SecretsManagerResponse
from moto.secretsmanager.utils import random_password

from ..lambda_.permissions import lets_in
from ..request import attributes, parameter, replace
from .common import own_secret
from .schedules import next_rotation
from .stages import CURRENT, PENDING, give, holder, take

_PRINCIPAL: Final = "secretsmanager.amazonaws.com"
_STEPS: Final = ("createSecret", "setSecret", "testSecret", "finishSecret")
_NO_FUNCTION: Final = (
    "You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configured "
    "and you didn't include such an ARN as a parameter in this call."
)
_CANT_INVOKE: Final = (
    "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access "
    f"to the principal {_PRINCIPAL}."
)
_UNFINISHED: Final = "A previous rotation isn't complete. That rotation will be reattempted."
_LEAST_MASKED: Final = 4
"""The length from which a part of a secret is hidden in an error: less would hide everything."""


def rotate_secret(self: SecretsManagerResponse) -> str:
    """Configure rotation, and rotate now or try out the function.

    AWS does so in the background and tells nobody of a failure; here the caller waits and is told.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
    """
    secret = own_secret(self.backend, parameter(self, "SecretId"))
    function_arn = parameter(self, "RotationLambdaARN") or secret.rotation_lambda_arn
    if function_arn:
        _check_function(secret, function_arn)
    elif not secret.owning_service:
        raise InvalidRequestException(_NO_FUNCTION)
    _configure(secret, function_arn, parameter(self, "RotationRules"))
    token: str = parameter(self, "ClientRequestToken") or str(mock_random.uuid4())
    lock: Lock = attributes(secret).setdefault("rotation_lock", Lock())
    if not lock.acquire(blocking=False):
        raise InvalidRequestException(_UNFINISHED)
    try:
        if not self._get_bool_param("RotateImmediately", True):  # pyright: ignore[reportPrivateUsage]
            _try_out(secret, function_arn, token, self.headers)
            return json.dumps({"ARN": secret.arn, "Name": secret.name})
        rotated = _rotate(secret, function_arn, token, self.headers)
    finally:
        lock.release()
    secret.last_rotation_date = secret.last_changed_date = int(time.time())
    return json.dumps({"ARN": secret.arn, "Name": secret.name, "VersionId": rotated})


def _check_function(secret: Any, function_arn: str) -> None:
    """Raise what AWS does if there is no such function, or it does not let Secrets Manager in."""
    _, _, _, region, account, *_ = f"{function_arn}:::::".split(":")
    try:
        function: Any = get_backend(account, region).get_function(function_arn)
    except (UnknownFunctionException, KeyError) as error:
        raise ResourceNotFoundException(f"Resource not found for ARN '{function_arn}'.") from error
    if not lets_in(function, _PRINCIPAL, secret.arn, secret.account_id):
        raise SecretsManagerClientError("AccessDeniedException", _CANT_INVOKE)


def _configure(secret: Any, function_arn: str, rules: Mapping[str, Any] | None) -> None:
    """Keep how and when a secret is rotated; rules that are left out stay."""
    kept: Mapping[str, Any] = rules or attributes(secret).get("rotation_rules", {})
    if kept:
        try:
            secret.next_rotation_date = int(next_rotation(kept, datetime.now(UTC)).timestamp())
        except ValueError as error:
            raise InvalidParameterException(str(error)) from error
    attributes(secret)["rotation_rules"] = kept
    secret.auto_rotate_after_days = kept.get("AutomaticallyAfterDays", 0)
    secret.rotation_lambda_arn = function_arn
    secret.rotation_requested = True
    secret.rotation_enabled = bool(kept)


def _rotate(secret: Any, function_arn: str, token: str, headers: Mapping[str, str]) -> str:
    """Rotate a secret, and return the id of its new version."""
    if not function_arn:
        return _rotate_as_its_service(secret, token)
    pending = holder(secret, PENDING)
    if pending and pending != secret.default_version_id:
        token = pending  # a rotation that failed is attempted again
    else:
        _add_pending(secret, token, {})
    for step in _STEPS:
        _invoke(secret, function_arn, step, token, headers)
    pending = holder(secret, PENDING)
    if pending and pending != secret.default_version_id:
        raise InvalidRequestException(
            f"The rotation function {function_arn} ended without moving {CURRENT} to the version that is {PENDING}."
        )
    return token


def _rotate_as_its_service(secret: Any, token: str) -> str:
    """Give a secret that a service such as RDS owns a new password, as the service does."""
    value = json.loads(secret.versions[secret.default_version_id]["secret_string"])
    value["password"] = random_password(
        password_length=28,
        exclude_characters="",
        exclude_numbers=False,
        exclude_punctuation=True,
        exclude_uppercase=False,
        exclude_lowercase=False,
        include_space=False,
        require_each_included_type=True,
    )
    _add_pending(secret, token, {"secret_string": json.dumps(value)})
    take(secret, PENDING)
    give(secret, CURRENT, token)
    return token


def _try_out(secret: Any, function_arn: str, token: str, headers: Mapping[str, str]) -> None:
    """Let the function test a version that is like the current one, and is gone afterwards."""
    if not function_arn or not secret.default_version_id:
        return
    current: dict[str, Any] = secret.versions[secret.default_version_id]
    _add_pending(secret, token, {name: current[name] for name in ("secret_string", "secret_binary") if name in current})
    try:
        _invoke(secret, function_arn, "testSecret", token, headers)
    finally:
        secret.versions.pop(token, None)


def _add_pending(secret: Any, token: str, value: Mapping[str, Any]) -> None:
    secret.versions[token] = {"createdate": int(time.time()), "version_id": token, "version_stages": [], **value}
    give(secret, PENDING, token)


def _invoke(secret: Any, function_arn: str, step: str, token: str, headers: Mapping[str, str]) -> None:
    _, _, _, region, account, *_ = function_arn.split(":")
    event = {"SecretId": secret.arn, "ClientRequestToken": token, "Step": step}
    told: dict[str, str] = {}
    payload = get_backend(account, region).invoke(
        function_arn, None, json.dumps(event), {"Host": headers["Host"]}, told
    )
    if "x-amz-function-error" not in told:
        return
    error: Mapping[str, Any] = json.loads(payload or "{}")
    reason = _masked(secret, f"{error.get('errorType')}: {error.get('errorMessage')}")
    raise InvalidRequestException(f"The rotation function {function_arn} failed in the step {step}: {reason}")


def _masked(secret: Any, text: str) -> str:
    """Return a text without the secret's values, and the values inside those that are JSON."""
    values: set[str] = set()
    for version in secret.versions.values():
        value = version.get("secret_string") or ""
        values.add(value)
        try:
            parsed: Any = json.loads(value)
        except ValueError:
            continue
        if isinstance(parsed, dict):
            values.update(str(part) for part in cast("Mapping[str, Any]", parsed).values())
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, "[secret]") if len(value) >= _LEAST_MASKED else text
    return text


def cancel_rotate_secret(self: SecretsManagerBackend, secret_id: str) -> str:
    """Turn rotation off; how it was configured stays.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html
    """
    secret = own_secret(self, secret_id)
    if not secret.rotation_lambda_arn and not secret.owning_service:
        raise InvalidRequestException(_NO_FUNCTION)
    secret.rotation_enabled = False
    secret.next_rotation_date = None
    return json.dumps({"ARN": secret.arn, "Name": secret.name})


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(SecretsManagerResponse, rotate_secret)
    replace(SecretsManagerBackend, cancel_rotate_secret)
