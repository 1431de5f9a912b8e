"""The foundation of every Strongroom component: validated inputs, names, tags, policies, and the component base."""

from strongroom.core._args import Args, CommonInputs, DurableInputs, ProtectedInputs
from strongroom.core._component import Component, type_token
from strongroom.core._domain import CertifiedDomain
from strongroom.core._errors import InputError, Problem, RuleError
from strongroom.core._home import Home
from strongroom.core._ids import (
    DISTINCT,
    AccountId,
    BucketArn,
    BucketName,
    CertificateArn,
    CertificateName,
    DomainName,
    FunctionArn,
    HostedZoneId,
    LogPrefix,
    OrganizationId,
    PartName,
    PrefixListId,
    PrincipalArn,
    RegionName,
    RoleArn,
    SecurityGroupId,
    SubnetId,
    TopicArn,
    VpcId,
    shaped,
)
from strongroom.core._inputs import Input, Model
from strongroom.core._json import json_dumps
from strongroom.core._names import group_name_prefix, physical_name
from strongroom.core._policies import (
    Action,
    Conditions,
    IdentityStatement,
    PolicyDocument,
    ResourceStatement,
    ServicePrincipal,
    policy_document,
)
from strongroom.core._public_buckets import systems_manager_object_arns
from strongroom.core._scope import Scope
from strongroom.core._settings import load_settings
from strongroom.core._tags import Tags, tags_for
from strongroom.core._types import (
    AvailabilityZone,
    BaseName,
    CidrBlock,
    Durability,
    EnvironmentSuffix,
    KmsKeyArn,
    Port,
    RetentionDays,
)

__all__ = [
    "DISTINCT",
    "AccountId",
    "Action",
    "Args",
    "AvailabilityZone",
    "BaseName",
    "BucketArn",
    "BucketName",
    "CertificateArn",
    "CertificateName",
    "CertifiedDomain",
    "CidrBlock",
    "CommonInputs",
    "Component",
    "Conditions",
    "DomainName",
    "Durability",
    "DurableInputs",
    "EnvironmentSuffix",
    "FunctionArn",
    "Home",
    "HostedZoneId",
    "IdentityStatement",
    "Input",
    "InputError",
    "KmsKeyArn",
    "LogPrefix",
    "Model",
    "OrganizationId",
    "PartName",
    "PolicyDocument",
    "Port",
    "PrefixListId",
    "PrincipalArn",
    "Problem",
    "ProtectedInputs",
    "RegionName",
    "ResourceStatement",
    "RetentionDays",
    "RoleArn",
    "RuleError",
    "Scope",
    "SecurityGroupId",
    "ServicePrincipal",
    "SubnetId",
    "Tags",
    "TopicArn",
    "VpcId",
    "group_name_prefix",
    "json_dumps",
    "load_settings",
    "physical_name",
    "policy_document",
    "shaped",
    "systems_manager_object_arns",
    "tags_for",
    "type_token",
]
