import subprocess
import sys

import strongroom.core


def test_public_names() -> None:
    assert sorted(strongroom.core.__all__) == [
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
        "DISTINCT",
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
    assert all(hasattr(strongroom.core, name) for name in strongroom.core.__all__)


def test_needs_no_provider_sdk() -> None:
    program = "import strongroom.core, sys; sys.exit('pulumi_aws' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
