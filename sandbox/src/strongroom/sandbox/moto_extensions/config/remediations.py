"""Remediation: what Systems Manager does about what breaks a rule."""

from typing import Any

from moto.config.exceptions import NoSuchConfigRuleException
from moto.config.models import ConfigBackend, random_string
from moto.config.responses import ConfigResponse
from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult

from ..request import attributes, parameter, replace


def remediations_of(backend: ConfigBackend) -> dict[str, dict[str, Any]]:
    """Return the configurations of an account and region, by the names of their rules."""
    return attributes(backend).setdefault("remediations", {})


def put_remediation_configurations(self: ConfigResponse) -> ActionResult:
    """Say what is done about what breaks rules.

    https://docs.aws.amazon.com/config/latest/APIReference/API_PutRemediationConfigurations.html
    """
    backend, wanted = self.config_backend, parameter(self, "RemediationConfigurations", [])
    for one in wanted:
        put(backend, one)
    return ActionResult({"FailedBatches": []})


def put(backend: ConfigBackend, wanted: dict[str, Any]) -> None:
    """Say what is done about what breaks one rule.

    Raises:
        NoSuchConfigRuleException: There is no such rule.
    """
    name = wanted["ConfigRuleName"]
    if name not in backend.config_rules:
        raise NoSuchConfigRuleException(name)
    if wanted.get("Automatic") and not (wanted.get("MaximumAutomaticAttempts") and wanted.get("RetryAttemptSeconds")):
        raise JsonRESTError(
            "InvalidParameterValueException",
            "MaximumAutomaticAttempts and RetryAttemptSeconds are needed for an automatic remediation.",
        )
    known = remediations_of(backend).get(name)
    place = f"arn:{backend.partition}:config:{backend.region_name}:{backend.account_id}"
    arn = known["Arn"] if known else f"{place}:remediation-configuration/{name}/{random_string()}"
    remediations_of(backend)[name] = {**wanted, "Arn": arn}


def describe_remediation_configurations(self: ConfigResponse) -> ActionResult:
    """Tell what is done about what breaks rules; of a rule without it, nothing.

    https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeRemediationConfigurations.html
    """
    names = parameter(self, "ConfigRuleNames", [])
    known = remediations_of(self.config_backend)
    return ActionResult({"RemediationConfigurations": [known[name] for name in names if name in known]})


def delete_remediation_configuration(self: ConfigResponse) -> ActionResult:
    """Do nothing more about what breaks a rule.

    https://docs.aws.amazon.com/config/latest/APIReference/API_DeleteRemediationConfiguration.html
    """
    name = parameter(self, "ConfigRuleName")
    if remediations_of(self.config_backend).pop(name, None) is None:
        raise JsonRESTError("NoSuchRemediationConfigurationException", f"No RemediationConfiguration for rule {name}")
    return ActionResult({})


def install() -> None:
    """Add the operations."""
    replace(
        ConfigResponse,
        put_remediation_configurations,
        describe_remediation_configurations,
        delete_remediation_configuration,
    )
