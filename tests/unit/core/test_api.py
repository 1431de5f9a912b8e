import subprocess
import sys

import strongroom.core


def test_public_names() -> None:
    assert sorted(strongroom.core.__all__) == [
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
    assert all(hasattr(strongroom.core, name) for name in strongroom.core.__all__)


def test_needs_no_provider_sdk() -> None:
    program = "import strongroom.core, sys; sys.exit('pulumi_aws' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
