"""The flat program that `make bench` compares components with registers what the stack has, by plain calls."""

import importlib.util
import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from recording import Deployment, Recorder

FLAT = Path(__file__).parents[2] / "benchmarks" / "flat.py"
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET, ASSET, ARCHIVE = (
    "1b47061264138c4ac30d75fd1eb44270",
    "c44067f5952c0a294b673a41bacd8c17",
    "0def7320c3a5731c473e5ecbe6d01bc7",
)
STACK = "urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev"
KEY_ARN = "arn:aws:kms:eu-west-1:123456789012:key/1"


@pytest.fixture(scope="module")
def write_flat_project() -> Callable[..., None]:
    spec = importlib.util.spec_from_file_location("flat", FLAT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["flat"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module.write_flat_project


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:dev::project::{type_}::{name}"


def state(type_: str, name: str, inputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"urn": urn(type_, name), "type": type_, "custom": True, "id": f"{name}-id", "inputs": inputs, **more}


KEY = state("aws:kms/key:Key", "key", {"enableKeyRotation": True}, outputs={"arn": KEY_ARN})
VPC = state(
    "aws:ec2/vpc:Vpc", "vpc", {"cidrBlock": "10.0.0.0/16", "__defaults": ["instanceTenancy"], "instanceTenancy": "x"}
)


@pytest.fixture
def deploy(write_flat_project: Callable[..., None], record: Recorder, tmp_path: Path) -> Callable[..., Deployment]:
    def run(*resources: dict[str, Any]) -> Deployment:
        write_flat_project(tmp_path, {"resources": [*resources]})
        return record(lambda: runpy.run_path(str(tmp_path / "__main__.py")) and None)

    return run


def test_resources_of_a_cloud_are_registered_and_nothing_else(deploy: Callable[..., Deployment]) -> None:
    component = {"urn": urn("my:index:Part", "part"), "type": "my:index:Part", "custom": False}
    provider = state("pulumi:providers:aws", "default_7_1_0", {})
    deployed = deploy({"urn": STACK, "type": "pulumi:pulumi:Stack", "custom": False}, provider, component, VPC, KEY)
    assert [resource.type for resource in deployed.resources] == [VPC["type"], KEY["type"]]


def test_what_the_provider_filled_in_is_left_to_it(deploy: Callable[..., Deployment]) -> None:
    assert dict(deploy(VPC).one(VPC["type"]).inputs) == {"cidrBlock": "10.0.0.0/16"}


def test_values_of_other_resources_become_references(deploy: Callable[..., Deployment]) -> None:
    policy = json.dumps({"Resource": KEY_ARN})
    group = state(
        "aws:cloudwatch/logGroup:LogGroup",
        "group",
        {"kmsKeyId": KEY_ARN},
        propertyDependencies={"kmsKeyId": [KEY["urn"]]},
        dependencies=[KEY["urn"]],
    )
    role = state(
        "aws:iam/rolePolicy:RolePolicy",
        "policy",
        {"policy": policy, "role": "r"},
        propertyDependencies={"policy": [KEY["urn"]]},
    )
    deployed = deploy(KEY, group, role)
    arn = (deployed.one(KEY["type"]).outputs or {})["arn"]
    assert arn != KEY_ARN
    assert deployed.one(group["type"]).inputs["kmsKeyId"] == arn
    assert json.loads(deployed.one(role["type"]).inputs["policy"]) == {"Resource": arn}
    assert deployed.one(group["type"]).depends_on == frozenset()


def test_an_order_that_no_value_carries_is_kept(deploy: Callable[..., Deployment]) -> None:
    deployed = deploy(VPC, state("aws:kms/key:Key", "key", {}, dependencies=[VPC["urn"]]))
    assert deployed.one(KEY["type"]).depends_on == {deployed.one(VPC["type"]).name}


def test_secrets_stay_secret(deploy: Callable[..., Deployment]) -> None:
    hidden = {SIGNATURE: SECRET, "plaintext": json.dumps("s3cret")}
    deployed = deploy(
        state("aws:secretsmanager/secretVersion:SecretVersion", "v", {"secretId": "s", "secretString": hidden})
    )
    (version,) = deployed.resources
    assert version.inputs["secretString"] == "s3cret"
    assert "secretString" in version.secrets


def test_archives_hold_what_they_held(deploy: Callable[..., Deployment]) -> None:
    code = {
        SIGNATURE: ARCHIVE,
        "hash": "1",
        "assets": {
            "text.py": {SIGNATURE: ASSET, "hash": "2", "text": "pass"},
            "flat.py": {SIGNATURE: ASSET, "hash": "3", "text": "", "path": str(FLAT)},
        },
    }
    inputs = {"role": "arn:aws:iam::123456789012:role/r", "code": code}
    (function,) = deploy(state("aws:lambda/function:Function", "f", inputs)).resources
    assets = function.inputs["code"]["assets"]
    assert assets["text.py"]["text"] == "pass"
    assert assets["flat.py"]["path"] == str(FLAT)


@pytest.mark.parametrize(
    "resource",
    [
        state("pulumi:providers:aws", "elsewhere", {}),
        state("aws:lambda/function:Function", "f", {"code": {SIGNATURE: ARCHIVE, "uri": "https://example.com/f.zip"}}),
    ],
)
def test_what_a_flat_program_can_not_have_is_refused(
    write_flat_project: Callable[..., None], tmp_path: Path, resource: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="a flat program has"):
        write_flat_project(tmp_path, {"resources": [resource]})
