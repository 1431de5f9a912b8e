"""Rules: custom policies, evaluation modes and scopes as AWS tells them, and what AWS refuses of rules."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.utils import get_backend
from moto.config.exceptions import (
    InsufficientPermissionsException,
    InvalidParameterValueException,
    NoSuchConfigRuleException,
    ResourceInUseException,
)
from moto.config.models import ConfigBackend, ConfigEmptyDictable, Source, SourceDetail
from moto.config.responses import ConfigResponse
from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult

from ..lambda_.permissions import lets_in
from ..request import attributes, parameter, replace
from .remediations import remediations_of

_CUSTOM_POLICY: Final = "CUSTOM_POLICY"
_make_source: Any = Source.__init__
_put_config_rule: Any = ConfigBackend.put_config_rule
_delete_config_rule: Any = ConfigBackend.delete_config_rule


def make_source(self: Source, account_id: str, region: str, owner: str, **given: Any) -> None:
    """Make the source of a rule, which may be a policy in the language Guard.

    https://docs.aws.amazon.com/config/latest/APIReference/API_Source.html
    """
    if owner != _CUSTOM_POLICY:
        if not given.get("source_identifier"):
            raise InvalidParameterValueException(f"A rule whose owner is {owner} needs a SourceIdentifier")
        _make_source(self, account_id, region, owner, **given)
        return
    details: list[Mapping[str, Any]] = given.get("source_details") or []
    policy: dict[str, Any] | None = given.get("custom_policy_details")
    if not policy or not details:
        raise InvalidParameterValueException(
            f"A rule whose owner is {_CUSTOM_POLICY} needs CustomPolicyDetails and SourceDetails"
        )
    ConfigEmptyDictable.__init__(self, capitalize_start=True, capitalize_arn=False)
    detail = [(one.get("EventSource"), one.get("MessageType"), one.get("MaximumExecutionFrequency")) for one in details]
    attributes(self).update(
        owner=owner,
        source_identifier=None,
        source_details=[SourceDetail(*parts) for parts in detail],
        # AWS tells the text by GetCustomRulePolicy alone.
        custom_policy_details={name: value for name, value in policy.items() if name != "PolicyText"},
        _policy_text=policy["PolicyText"],
    )


def put_config_rule(self: ConfigBackend, config_rule: dict[str, Any], tags: list[dict[str, str]] | None = None) -> str:
    """Make or change a rule; the tags of one that exists stay as they are.

    https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigRule.html
    """
    if not self.recorders:
        raise JsonRESTError(
            "NoAvailableConfigurationRecorderException", "Configuration recorder is not available to put config rule."
        )
    _check_parameters(config_rule.get("InputParameters"))
    if config_rule["Source"]["Owner"] == "CUSTOM_LAMBDA":
        _check_function(self, config_rule["Source"].get("SourceIdentifier", ""))
    name = config_rule.get("ConfigRuleName")
    known = self.config_rules.get(str(name))
    kept = [{"Key": key, "Value": value} for key, value in known.tags.items()] if known else tags
    answer = _put_config_rule(self, config_rule, kept)
    rule = self.config_rules[str(name)]
    attributes(rule)["evaluation_modes"] = config_rule.get("EvaluationModes") or [{"Mode": "DETECTIVE"}]
    scope: Mapping[str, Any] = config_rule.get("Scope") or {}
    if rule.scope is not None:
        # moto tells them as one object, which AWS has not.
        attributes(rule.scope).update(tags=None, tag_key=scope.get("TagKey"), tag_value=scope.get("TagValue"))
    return answer


def _check_parameters(text: str | None) -> None:
    """Refuse parameters that are not text, as AWS does: a number as well."""
    try:
        values: Any = json.loads(text) if text else {}
    except ValueError:
        return  # moto refuses it
    for name, value in values.items():
        if not isinstance(value, str):
            raise InvalidParameterValueException(f"Blank spaces are not acceptable for input parameter: {name}.")


def _check_function(backend: ConfigBackend, arn: str) -> None:
    """Refuse a function that does not let Config invoke it.

    https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_lambda-functions.html
    """
    functions: Any = get_backend(backend.account_id, backend.region_name)
    try:
        found = functions.get_function(arn)
    except UnknownFunctionException:
        return  # moto refuses it
    rules = f"arn:{backend.partition}:config:{backend.region_name}:{backend.account_id}:config-rule/"
    if not lets_in(found, "config.amazonaws.com", rules, backend.account_id):
        raise InsufficientPermissionsException(
            f"The AWS Lambda function {arn} cannot be invoked. Check the specified function ARN, "
            "and check the function's permissions"
        )


def delete_config_rule(self: ConfigBackend, rule_name: str) -> None:
    """Delete a rule that nothing remedies any more.

    https://docs.aws.amazon.com/config/latest/APIReference/API_DeleteConfigRule.html
    """
    if rule_name in self.config_rules and rule_name in remediations_of(self):
        raise ResourceInUseException(
            f"A remediation action is associated with the rule {rule_name}. Delete it before the rule."
        )
    _delete_config_rule(self, rule_name)


def get_custom_rule_policy(self: ConfigResponse) -> ActionResult:
    """Tell the policy of a rule.

    https://docs.aws.amazon.com/config/latest/APIReference/API_GetCustomRulePolicy.html
    """
    name = parameter(self, "ConfigRuleName")
    rule = self.config_backend.config_rules.get(name)
    if rule is None:
        raise NoSuchConfigRuleException(name)
    return ActionResult({"PolicyText": attributes(rule.source).get("_policy_text")})


def remove(backend: ConfigBackend, names: Iterable[str]) -> None:
    """Delete rules with what remedies them, as AWS does of those that are its own."""
    for name in names:
        remediations_of(backend).pop(name, None)
        backend.config_rules.pop(name, None)


def install() -> None:
    """Add the operation, and put those that moto has in the place of moto's."""
    setattr(Source, "__init__", make_source)  # noqa: B010 - a method of moto's
    Source.OWNERS.add(_CUSTOM_POLICY)
    replace(ConfigBackend, put_config_rule, delete_config_rule)
    replace(ConfigResponse, get_custom_rule_policy)
