"""The foundation of every Strongroom component: validated inputs, names, tags, and the component base."""

from strongroom.core._args import Args
from strongroom.core._component import Component, type_token
from strongroom.core._errors import InputError, Problem, RuleError
from strongroom.core._inputs import Input, Model
from strongroom.core._names import physical_name
from strongroom.core._settings import load_settings
from strongroom.core._tags import Tags, tags_for
from strongroom.core._types import (
    AvailabilityZone,
    CidrBlock,
    Durability,
    EnvironmentSuffix,
    KmsKeyArn,
    Port,
    RetentionDays,
)

__all__ = [
    "Args",
    "AvailabilityZone",
    "CidrBlock",
    "Component",
    "Durability",
    "EnvironmentSuffix",
    "Input",
    "InputError",
    "KmsKeyArn",
    "Model",
    "Port",
    "Problem",
    "RetentionDays",
    "RuleError",
    "Tags",
    "load_settings",
    "physical_name",
    "tags_for",
    "type_token",
]
