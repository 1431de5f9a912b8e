"""The controls as a conformance pack: one template with all their rules."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from strongroom.observability._compliance._catalogue import Control
from strongroom.observability._compliance._parameters import Value
from strongroom.observability._compliance._selection import description, rule_parameters

MOST_RULES = 130
"""How many rules a conformance pack can have. https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html"""
MOST_BYTES = 51_200
"""How long the body of a template can be.

https://docs.aws.amazon.com/config/latest/APIReference/API_PutConformancePack.html
"""


def pack_template(controls: Iterable[Control], parameters: Mapping[str, Mapping[str, Value]], partition: str) -> str:
    """Return the template of a conformance pack.

    It is JSON, which is YAML as well, written the same way always.

    Args:
        controls: The controls that are checked.
        parameters: What was given for the parameters of their rules, by control.
        partition: The AWS partition, for ARNs of AWS's own policies.
    """
    resources = {
        _logical_id(control): {"Type": "AWS::Config::ConfigRule", "Properties": _rule(control, parameters, partition)}
        for control in controls
    }
    return json.dumps({"Resources": resources}, separators=(",", ":"), sort_keys=True)


def _logical_id(control: Control) -> str:
    """CloudFormation takes letters and digits only; without the x, EC2.15 and EC21.5 would be one."""
    return control.control_id.replace(".", "x")


def _rule(control: Control, parameters: Mapping[str, Mapping[str, Value]], partition: str) -> dict[str, Any]:
    texts = rule_parameters(control, parameters.get(control.control_id, {}), partition)
    return {
        "ConfigRuleName": f"{control.control_id.replace('.', '-').lower()}-{control.rule_name}",
        "Description": description(control),
        "Source": {"Owner": "AWS", "SourceIdentifier": control.rule},
    } | ({"InputParameters": texts} if texts else {})
