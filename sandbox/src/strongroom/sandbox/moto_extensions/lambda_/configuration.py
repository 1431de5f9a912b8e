"""Functions keep their logging, dead letters and key, and change what moto leaves as it was made."""

from typing import Any

from moto.awslambda.models import LambdaFunction
from moto.ec2.models import ec2_backends

from ..request import attributes, replace

_init: Any = LambdaFunction.__init__
_get_configuration: Any = LambdaFunction.get_configuration
_update_configuration: Any = LambdaFunction.update_configuration
_update_function_code: Any = LambdaFunction.update_function_code


def _make(self: LambdaFunction, account_id: str, spec: dict[str, Any], region: str, version: str | int = 1) -> None:
    _init(self, account_id, spec, region, version)
    _bury(self, spec.get("DeadLetterConfig") or {})
    _log(self, spec.get("LoggingConfig") or {})


def _bury(function: Any, config: dict[str, Any]) -> None:
    """Say where the events go that a function failed on; an empty target is none."""
    attributes(function)["dead_letter_config"] = config if config.get("TargetArn") else None


def _log(function: Any, config: dict[str, Any]) -> None:
    """Say where a function writes, and what; levels are of the format JSON alone."""
    group = config.get("LogGroup") or f"/aws/lambda/{function.function_name}"
    chosen = {"LogFormat": config.get("LogFormat") or "Text", "LogGroup": group}
    if chosen["LogFormat"] == "JSON":
        chosen |= {level: config.get(level) or "INFO" for level in ("ApplicationLogLevel", "SystemLogLevel")}
    attributes(function)["logging_config"] = chosen
    function.logs_group_name = group


def get_configuration(self: LambdaFunction, on_create: bool = False) -> dict[str, Any]:
    """Tell how a function is configured.

    https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
    """
    kept = attributes(self)
    told = {**_get_configuration(self, on_create), "LoggingConfig": kept["logging_config"]}
    return {**told, **({"DeadLetterConfig": kept["dead_letter_config"]} if kept["dead_letter_config"] else {})}


def update_configuration(self: Any, config_updates: dict[str, Any]) -> dict[str, Any]:
    """Change how a function is configured.

    https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
    """
    if "DeadLetterConfig" in config_updates:
        _bury(self, config_updates["DeadLetterConfig"])
    if "EphemeralStorage" in config_updates:
        self.ephemeral_storage = config_updates["EphemeralStorage"]["Size"]
    if "KMSKeyArn" in config_updates:
        self.kms_key_arn = config_updates["KMSKeyArn"] or None
    if "LoggingConfig" in config_updates:
        _log(self, config_updates["LoggingConfig"])
    if "TracingConfig" in config_updates:
        self.tracing_config = config_updates["TracingConfig"]
    return _update_configuration(self, config_updates)


def update_function_code(self: LambdaFunction, updated_spec: dict[str, Any]) -> dict[str, Any]:
    """Change a function's code, and what it runs on.

    https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
    """
    if "Architectures" in updated_spec:
        self.architectures = updated_spec["Architectures"]
    return _update_function_code(self, updated_spec)


def _vpc_config(self: Any) -> dict[str, Any] | None:
    config = self._vpc_config
    if not config or not config.get("SubnetIds"):
        return None
    subnet = ec2_backends[self.account_id][self.region].get_subnet(config["SubnetIds"][0])
    return {**config, "VpcId": subnet.vpc_id}


def install() -> None:
    """Put the operations in the place of moto's."""
    setattr(LambdaFunction, "__init__", _make)  # noqa: B010 - its types are looser
    setattr(LambdaFunction, "vpc_config", property(_vpc_config))  # noqa: B010
    replace(LambdaFunction, get_configuration, update_configuration, update_function_code)
