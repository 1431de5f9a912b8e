"""Which controls are checked, and with what parameters."""

import json
from collections.abc import Collection, Iterator, Mapping, Set

from strongroom.core import Problem
from strongroom.observability._compliance._catalogue import CATALOGUE, Control, Standard
from strongroom.observability._compliance._parameters import Fixed, Parameter, Value
from strongroom.observability._compliance._recording import IAM_TYPES

_CLOUDFRONT = "CloudFront"


def is_elsewhere(control: Control, *, iam: bool, cloudfront: bool) -> bool:
    """Tell whether a control is about global resources that are not recorded here.

    Args:
        control: The control.
        iam: Whether those of IAM are recorded here.
        cloudfront: Whether those of CloudFront are recorded here.
    """
    about_iam = control.service == "IAM" or not set(IAM_TYPES).isdisjoint(control.resource_types)
    return (about_iam and not iam) or (control.service == _CLOUDFRONT and not cloudfront)


def selected(
    standards: Set[Standard],
    controls: Collection[str],
    exclusions: Collection[str],
    *,
    iam: bool,
    cloudfront: bool,
) -> list[Control]:
    """Return the controls that are checked, in the order of the catalogue.

    Args:
        standards: Standards all of whose controls are wanted.
        controls: Further controls that are wanted.
        exclusions: Controls that are not.
        iam: Whether resources of IAM are recorded here; what is about them is left out otherwise.
        cloudfront: Whether resources of CloudFront are recorded here; likewise.
    """
    return [
        control
        for control in CATALOGUE.values()
        if (control.control_id in controls or not standards.isdisjoint(control.standards))
        and control.control_id not in exclusions
        and not is_elsewhere(control, iam=iam, cloudfront=cloudfront)
    ]


def rule_parameters(control: Control, given: Mapping[str, Value], partition: str) -> dict[str, str]:
    """Return the parameters of a control's rule, as AWS Config wants them.

    Args:
        control: The control.
        given: What was given for them, each of it allowed.
        partition: The AWS partition, for ARNs of AWS's own policies.
    """
    texts: dict[str, str] = {}
    for parameter in control.parameters:
        text = parameter.text(given[parameter.name]) if parameter.name in given else parameter.default_text
        if text is not None:
            texts[parameter.name] = text.replace("{partition}", partition)
    return texts


def parameters_json(control: Control, given: Mapping[str, Value], partition: str) -> str | None:
    """Return the parameters of a control's rule as JSON in an order that stays; None if there are none.

    Args:
        control: The control.
        given: What was given for them, each of it allowed.
        partition: The AWS partition, for ARNs of AWS's own policies.
    """
    texts = rule_parameters(control, given, partition)
    return json.dumps(texts, sort_keys=True) if texts else None


def parameter_problems(field: str, control: Control, given: Mapping[str, Value]) -> Iterator[Problem]:
    """Find what can't be given for a control's rule.

    Args:
        field: The input that it was given in.
        control: The control.
        given: What was given, by parameter.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    parameters: dict[str, Parameter] = {each.name: each for each in control.parameters}
    open_names = [name for name, each in parameters.items() if not isinstance(each, Fixed)]
    for name, value in given.items():
        parameter = parameters.get(name)
        if parameter is None:
            has = f"has {', '.join(open_names)}" if open_names else "has none"
            reason = f"is no parameter of {control.rule_name}"
            yield Problem(f"{field}.{name}", reason, f"remove it, or see what there is: it {has}")
        elif parameter.text(value) is None:
            yield Problem(
                f"{field}.{name}", f"must be {parameter.allowed}, not {value!r}", "change it, or leave it out"
            )


def standards_text(control: Control) -> str:
    """Return the standards that ask for a control, as auditors call them.

    Args:
        control: The control.
    """
    names: dict[Standard, str] = {"fsbp": "FSBP", "cis_v5": "CIS v5", "cis_v3": "CIS v3", "pci": "PCI DSS v4.0.1"}
    # What FSBP and PCI call a control in Security Hub is its id, which is told already.
    numbered = ("cis_v5", "cis_v3")
    return ", ".join(
        f"{names[standard]} {number}" if standard in numbered else names[standard]
        for standard, number in control.standards.items()
    )


def description(control: Control) -> str:
    """Return what a rule says of itself: the control, what it asks for, and who asks.

    Args:
        control: The control.
    """
    asked = standards_text(control)
    return f"{control.control_id}: {control.title}" + (f" ({asked})" if asked else "")
