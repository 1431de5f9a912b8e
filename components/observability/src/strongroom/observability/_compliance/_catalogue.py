"""The catalogue: which managed rule of AWS Config checks which control, and which standards ask for it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator

from strongroom.core import RuleError, nearest_name
from strongroom.observability._compliance._parameters import Parameter
from strongroom.observability._compliance._rule_parameters import PARAMETERS

Standard: TypeAlias = Literal["fsbp", "cis_v5", "cis_v3", "pci"]
"""A standard that asks for controls.

- `fsbp`: AWS Foundational Security Best Practices v1.0.0.
- `cis_v5`, `cis_v3`: CIS AWS Foundations Benchmark v5.0.0 and v3.0.0.
- `pci`: PCI DSS v4.0.1.

https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html
"""

WITHOUT_RULE: Mapping[str, str] = {
    "Config.1": "Security Hub checks it itself, and Compliance meets it",
    **{f"CloudWatch.{number}": "Security Hub checks it itself, and AuditTrail meets it" for number in range(1, 15)},
    **{f"RDS.{number}": "only Security Hub can check it" for number in (16, 17, 18, 19, 20, 21, 22, 23)},
}
"""Controls that no managed rule checks, and what does."""


_NAMES: Mapping[str, str] = {
    "CLOUD_TRAIL_ENABLED": "cloudtrail-enabled",
    "EC2_INSTANCE_MANAGED_BY_SSM": "ec2-instance-managed-by-systems-manager",
    "INCOMING_SSH_DISABLED": "restricted-ssh",
    "MULTI_REGION_CLOUD_TRAIL_ENABLED": "multi-region-cloudtrail-enabled",
    "RESTRICTED_INCOMING_TRAFFIC": "restricted-common-ports",
}
"""The rules whose names are not their identifiers."""


@dataclass(frozen=True, slots=True)
class Control:
    """A control, and the managed rule that checks it."""

    control_id: str
    """Its id, such as `EC2.6`."""
    rule: str
    """The identifier of the rule, such as `VPC_FLOW_LOGS_ENABLED`."""
    title: str
    """What it asks for."""
    standards: Mapping[Standard, str]
    """The standards that ask for it, each with the number that the control has in it."""
    periodic: bool
    """Whether the rule looks from time to time, rather than when something changes."""
    resource_types: tuple[str, ...]
    """The types of the resources that it looks at; `AWS::::Account` for the account itself."""
    parameters: tuple[Parameter, ...]
    """The parameters of the rule."""

    @property
    def rule_name(self) -> str:
        """What AWS calls the rule in its documentation, such as `vpc-flow-logs-enabled`."""
        return _NAMES.get(self.rule) or self.rule.lower().replace("_", "-")

    @property
    def service(self) -> str:
        """The service that it is about, such as `EC2`."""
        return self.control_id.partition(".")[0]


def _control(row: Mapping[str, str]) -> Control:
    numbers: dict[Standard, str] = {
        "fsbp": row["control"] if row["fsbp"] else "",
        "cis_v5": row["cis_v5"],
        "cis_v3": row["cis_v3"],
        "pci": row["control"] if row["pci"] else "",
    }
    return Control(
        control_id=row["control"],
        rule=row["rule"],
        title=row["title"],
        standards={standard: number for standard, number in numbers.items() if number},
        periodic=row["trigger"] == "periodic",
        resource_types=tuple(row["resource_types"].split()),
        parameters=PARAMETERS.get(row["control"], ()),
    )


def _catalogue() -> dict[str, Control]:
    """Read the catalogue, which is a table rather than code so that it can be compared with AWS's own."""
    text = files("strongroom.observability._compliance").joinpath("catalogue.csv").read_text("utf-8")
    return {row["control"]: _control(row) for row in csv.DictReader(text.splitlines())}


CATALOGUE: Mapping[str, Control] = _catalogue()
"""Every control that can be chosen, by id: those for what Strongroom builds, and for the account itself.

Rules, triggers and types: https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
Controls and standards: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html
"""


def _known(value: str) -> str:
    if value in CATALOGUE:
        return value
    reason = "must be the id of a control in the catalogue"
    if value in WITHOUT_RULE:
        raise RuleError(reason, f"leave it out: {WITHOUT_RULE[value]}", value)
    checked = [each.control_id for each in CATALOGUE.values() if value.lower() in (each.rule.lower(), each.rule_name)]
    if checked:
        raise RuleError(reason, f"use {' or '.join(checked)}, which that rule checks", value, checked[0])
    nearest = nearest_name(value, CATALOGUE)
    remedy = f"did you mean {nearest}?" if nearest else "use for example EC2.6"
    raise RuleError(reason, remedy, value, nearest)


ControlId: TypeAlias = Annotated[str, AfterValidator(_known)]
"""The id of a control in the catalogue, such as `EC2.6`.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html
"""
