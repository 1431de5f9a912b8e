"""Projects and configurations that the sandbox refuses, with one line and before anything starts."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from strongroom.sandbox.project import Project, ProjectError

PROJECT = b"name: tiny\nruntime: python\n"


def project(folder: Path, content: bytes = PROJECT, config: bytes | None = None) -> Project:
    (folder / "Pulumi.yaml").write_bytes(content)
    if config is not None:
        (folder / "Pulumi.dev.yaml").write_bytes(config)
    return Project.at(folder)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "names no Python program", id="empty"),
        pytest.param(b"- a\n", "must be a mapping of settings, got a list", id="list"),
        pytest.param(b"text", "must be a mapping of settings, got text", id="text"),
        pytest.param(b"name: [", "must be valid YAML", id="unfinished"),
        pytest.param(b"\x00\xff\xfe", "must be valid YAML", id="binary"),
        pytest.param("name: \xe9".encode("latin-1"), "must be valid YAML", id="not UTF-8"),
        pytest.param(PROJECT + b"date: 2024-13-45\n", "must be valid YAML", id="impossible date"),
        pytest.param(PROJECT + b"a: !!python/object:os.system {}\n", "must be valid YAML", id="unknown tag"),
        pytest.param(b"name: a/b\nruntime: python\n", "name: must be 1 to 100 letters", id="name with a slash"),
        pytest.param(b"name: 5\nruntime: python\n", "name: must be 1 to 100 letters", id="number as name"),
        pytest.param(PROJECT + b"main: [a]\n", "main: must be a path, got a list", id="list as main"),
        pytest.param(PROJECT + b"config: [a]\n", "config: must be a mapping, got a list", id="list as config"),
        pytest.param(PROJECT + b"config: a\n", "config: must be a mapping, got text", id="text as config"),
    ],
)
def test_project_file_that_can_not_be_used_is_one_line(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(ProjectError, match=reason) as caught:
        project(tmp_path, content)
    assert str(tmp_path / "Pulumi.yaml") in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        pytest.param(b"config: [a, b]\n", "config: must be a mapping, got a list", id="list"),
        pytest.param(b"config: p4ssword\n", "config: must be a mapping, got text", id="text"),
        pytest.param(b"config: 5\n", "config: must be a mapping, got a number", id="number"),
        pytest.param(b"config: true\n", "config: must be a mapping, got a boolean", id="boolean"),
        pytest.param(b"config:\n  5: a\n", "must have keys of text, got 5", id="number as key"),
        pytest.param(b"config:\n  aws:region: [a]\n", "aws:region: must be text, got a list", id="list of regions"),
        pytest.param(b"config: &a\n  b: *a\n", "must not contain itself", id="recursive"),
        pytest.param(b"- config\n", "must be a mapping of settings", id="list of settings"),
        pytest.param(b"\x80\x81\x00", "must be valid YAML", id="binary"),
    ],
)
def test_stack_file_that_can_not_be_used_is_one_line(tmp_path: Path, config: bytes, reason: str) -> None:
    found = project(tmp_path, config=config)
    with pytest.raises(ProjectError, match=reason) as caught:
        found.stack_config("dev")
    assert "\n" not in str(caught.value)
    assert "p4ssword" not in str(caught.value)


@pytest.mark.parametrize("config", [None, b"", b"config:\n", b"config: {}\n", b"\xef\xbb\xbfconfig: {}\n"])
def test_stack_without_configuration_is_accepted(tmp_path: Path, config: bytes | None) -> None:
    found = project(tmp_path, config=config)
    assert found.stack_config("dev").get("config", {}) == {}
    assert found.region("dev") is None


@given(st.binary(max_size=60))
def test_any_bytes_are_a_configuration_or_one_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    found = project(tmp_path_factory.mktemp("project"), config=content)
    try:
        found.stack_config("dev")
    except ProjectError as error:
        message = str(error)
    else:
        message = ""
    assert "\n" not in message


@pytest.mark.parametrize("name", ["a/b", "", " ", "a b", "../x", "é", "a\n", "x" * 101, "organization/tiny/dev"])
def test_stack_name_that_pulumi_refuses_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProjectError, match=r"^--stack: must be 1 to 100 letters"):
        project(tmp_path).config_file(name)


@pytest.mark.parametrize("name", ["dev", "prod-2.eu_west", "x" * 100])
def test_stack_name_that_pulumi_accepts_is_accepted(tmp_path: Path, name: str) -> None:
    assert project(tmp_path).config_file(name).name == f"Pulumi.{name}.yaml"


@pytest.mark.parametrize(
    ("defaults", "config", "region"),
    [
        (b"", b"config:\n  aws:region: eu-west-1\n", "eu-west-1"),
        (b"config:\n  aws:region: eu-west-2\n", b"config: {}\n", "eu-west-2"),
        (b"config:\n  aws:region:\n    value: eu-west-3\n", None, "eu-west-3"),
        (b"config:\n  aws:region:\n    default: eu-west-3\n", b"config:\n  aws:region: eu-west-1\n", "eu-west-1"),
        (b"config:\n  aws:region:\n    type: string\n", b"config:\n", None),
        (b"", None, None),
    ],
)
def test_region_is_that_of_the_stack_or_the_project(
    tmp_path: Path, defaults: bytes, config: bytes | None, region: str | None
) -> None:
    found = project(tmp_path, PROJECT + defaults, config)
    assert found.region("dev") == region
    if region:
        found.check_deployable("dev")
        return
    with pytest.raises(ProjectError, match=r"Pulumi\.dev\.yaml: aws:region: must be set, .*; use lines such as"):
        found.check_deployable("dev")


@pytest.mark.parametrize("copied", [b"encryptionsalt: v1:salt\nconfig: {}\n", b"", b"encryptionsa: [", b"\x00\xff"])
def test_copy_keeps_its_salt_and_replaces_a_damaged_one(tmp_path: Path, copied: bytes) -> None:
    found, copy = project(tmp_path, config=b"config:\n  tiny:a: b\n"), tmp_path / "copy"
    copy.mkdir()
    (copy / "Pulumi.dev.yaml").write_bytes(copied)

    found.copy_to(copy, "dev")

    written = yaml.safe_load((copy / "Pulumi.dev.yaml").read_text())
    salt = {"encryptionsalt": "v1:salt"} if b"v1:salt" in copied else {}
    assert written == {**salt, "config": {"tiny:a": "b"}}
