"""A Pulumi project, seen from the sandbox: its program and its configuration, read and never written."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from .files import replace_file

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
"""Pulumi's rule for the names of projects and stacks."""
_NAME_RULE = "must be 1 to 100 letters, digits, hyphens, underscores and periods"


class ProjectError(ValueError):
    """A folder does not hold a Pulumi project that the sandbox can run."""


@dataclass(frozen=True)
class Project:
    """The Pulumi project in a folder."""

    folder: Path
    settings: dict[str, Any]

    @classmethod
    def at(cls, folder: Path) -> "Project":
        """Return the project in a folder.

        Raises:
            ProjectError: There is no Pulumi.yaml, or it does not name a Python program.
        """
        file = folder / "Pulumi.yaml"
        if not file.is_file():
            raise ProjectError(f"no Pulumi.yaml in {folder}: name the folder of a Pulumi project with --cwd")
        settings = _read(file)
        runtime = settings.get("runtime")
        language = cast("dict[str, Any]", runtime).get("name") if isinstance(runtime, dict) else runtime
        name = settings.get("name")
        if language != "python" or name is None:
            raise ProjectError(f"{file} names no Python program: the sandbox needs `name` and `runtime: python`")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ProjectError(f"{file}: name: {_NAME_RULE}, got {name!r}; use a name such as banking-portal")
        if not isinstance(main := settings.get("main") or "", str):
            raise ProjectError(f"{file}: main: must be a path, got {_kind(main)}; use the path of the program's folder")
        _mapping(file, settings, "config")
        return cls(folder.resolve(), settings)

    @property
    def name(self) -> str:
        """The project's name."""
        return str(self.settings["name"])

    def config_file(self, stack: str) -> Path:
        """Return the file that configures a stack.

        Raises:
            ProjectError: A stack can't have this name.
        """
        if not _NAME.fullmatch(stack):
            raise ProjectError(f"--stack: {_NAME_RULE}, got {stack!r}; use a name such as dev")
        return self.folder / f"Pulumi.{stack}.yaml"

    def stack_config(self, stack: str) -> dict[str, Any]:
        """Return what Pulumi.STACK.yaml says; nothing if there is no such file.

        Raises:
            ProjectError: It can't be read, or it holds secrets that are encrypted with a key that the sandbox lacks.
        """
        file = self.config_file(stack)
        if not file.is_file():
            return {}
        settings = _read(file)
        config = _mapping(file, settings, "config")
        if not isinstance(region := config.get("aws:region", ""), str):
            raise ProjectError(f"{file}: aws:region: must be text, got {_kind(region)}; use a region such as eu-west-1")
        try:
            encrypted = sorted(key for key, value in config.items() if _is_encrypted(value))
        except RecursionError as error:
            raise ProjectError(f"{file}: config: must not contain itself; remove the YAML alias (*)") from error
        if encrypted:
            raise ProjectError(
                f"{file.name}: {', '.join(encrypted)} can't be decrypted in the sandbox; keep the sandbox's "
                "stacks free of encrypted values, for example in a Pulumi.local.yaml of their own (--stack local)"
            )
        return {"config": config}

    def region(self, stack: str) -> str | None:
        """Return the region that a stack is configured for, by its own file or by Pulumi.yaml."""
        region = self.stack_config(stack).get("config", {}).get("aws:region")
        default = cast("dict[str, Any]", self.settings.get("config") or {}).get("aws:region")
        if isinstance(default, dict):
            described = cast("dict[str, Any]", default)
            default = described.get("value") or described.get("default")
        return region or (str(default) if default else None)

    def check_deployable(self, stack: str) -> None:
        """Check what a deployment of a stack needs.

        Raises:
            ProjectError: The stack's configuration can't be used, or names no region.
        """
        if not self.region(stack):
            raise ProjectError(
                f"{self.config_file(stack)}: aws:region: must be set, as there is no default region; use lines such "
                "as `aws:region: eu-west-1` below `config:`"
            )

    def copy_to(self, folder: Path, stack: str) -> None:
        """Write a project there that runs this one's program with this one's configuration.

        Pulumi adds an encryption salt to a stack's configuration file: to the copy, not to the user's.
        """
        folder.mkdir(parents=True, exist_ok=True)
        main = self.folder / str(self.settings.get("main") or ".")
        # The program runs in the interpreter that runs the sandbox, not in an environment that the project names.
        _write(folder / "Pulumi.yaml", {**self.settings, "main": str(main), "runtime": "python"})
        file = folder / f"Pulumi.{stack}.yaml"
        _write(file, {**_salt(file), **self.stack_config(stack)})


def _is_encrypted(value: Any) -> bool:
    match value:
        case dict():
            items = cast("dict[str, Any]", value)
            return "secure" in items or any(_is_encrypted(item) for item in items.values())
        case list():
            return any(_is_encrypted(item) for item in cast("list[Any]", value))
        case _:
            return False


def _salt(file: Path) -> dict[str, Any]:
    """Return the encryption salt in a copy; nothing if the copy is damaged, as the state has the salt too."""
    try:
        copied = _read(file) if file.exists() else {}
    except ProjectError:
        return {}
    return {key: value for key, value in copied.items() if key == "encryptionsalt"}


def _mapping(file: Path, settings: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the settings below a key; nothing if the key is missing.

    Raises:
        ProjectError: They are no mapping, or a key in it is no text.
    """
    value = settings.get(key)
    if value is None:
        return {}
    example = f"use lines such as `aws:region: eu-west-1` below `{key}:`"
    if not isinstance(value, dict):
        raise ProjectError(f"{file}: {key}: must be a mapping, got {_kind(value)}; {example}")
    found = cast("dict[Any, Any]", value)
    if wrong := [name for name in found if not isinstance(name, str)]:
        raise ProjectError(f"{file}: {key}: must have keys of text, got {wrong[0]!r}; {example}")
    return cast("dict[str, Any]", found)


def _read(file: Path) -> dict[str, Any]:
    """Return the settings in a file.

    Raises:
        ProjectError: It can't be read, is no YAML, or holds no mapping.
    """
    try:
        content = yaml.safe_load(file.read_bytes())
    except OSError as error:
        raise ProjectError(f"{file}: must be readable, got {error.strerror}; let this user read it") from error
    except (RecursionError, ValueError, yaml.YAMLError) as error:
        raise ProjectError(f"{file}: must be valid YAML, got {_fault(error)}; correct the file") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ProjectError(f"{file}: must be a mapping of settings, got {_kind(content)}; correct the file")
    return cast("dict[str, Any]", content)


def _fault(error: Exception) -> str:
    """Return what is wrong with a YAML file, in one line."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem:
        mark = error.problem_mark
        return f"{error.problem} (line {mark.line + 1}, column {mark.column + 1})" if mark else error.problem
    if isinstance(error, yaml.reader.ReaderError):
        return f"a byte or character that YAML does not allow, at position {error.position}"
    return " ".join(str(error).split())


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return type(value).__name__


def _write(file: Path, content: dict[str, Any]) -> None:
    replace_file(file, yaml.safe_dump(content, sort_keys=False))
