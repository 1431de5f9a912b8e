"""A Pulumi project, seen from the sandbox: its program and its configuration, read and never written."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml


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
        if language != "python" or not settings.get("name"):
            raise ProjectError(f"{file} names no Python program: the sandbox needs `name` and `runtime: python`")
        return cls(folder.resolve(), settings)

    @property
    def name(self) -> str:
        """The project's name."""
        return str(self.settings["name"])

    def config_file(self, stack: str) -> Path:
        """Return the file that configures a stack."""
        return self.folder / f"Pulumi.{stack}.yaml"

    def stack_config(self, stack: str) -> dict[str, Any]:
        """Return what Pulumi.STACK.yaml says; nothing if there is no such file.

        Raises:
            ProjectError: It holds secrets that are encrypted, for a key that the sandbox does not have.
        """
        file = self.config_file(stack)
        if not file.is_file():
            return {}
        settings = _read(file)
        config = cast("dict[str, Any]", settings.get("config") or {})
        if encrypted := sorted(key for key, value in config.items() if _is_encrypted(value)):
            raise ProjectError(
                f"{file.name}: {', '.join(encrypted)} can't be decrypted in the sandbox; keep the sandbox's "
                "stacks free of encrypted values, for example in a Pulumi.local.yaml of their own (--stack local)"
            )
        return {"config": config}

    def region(self, stack: str) -> str | None:
        """Return the region that a stack is configured for."""
        region = self.stack_config(stack).get("config", {}).get("aws:region")
        return str(region) if region else None

    def copy_to(self, folder: Path, stack: str) -> None:
        """Write a project there that runs this one's program with this one's configuration.

        Pulumi adds an encryption salt to a stack's configuration file: to the copy, not to the user's.
        """
        folder.mkdir(parents=True, exist_ok=True)
        main = self.folder / str(self.settings.get("main") or ".")
        # The program runs in the interpreter that runs the sandbox, not in an environment that the project names.
        _write(folder / "Pulumi.yaml", {**self.settings, "main": str(main), "runtime": "python"})
        file = folder / f"Pulumi.{stack}.yaml"
        salt = {key: value for key, value in (_read(file) if file.exists() else {}).items() if key == "encryptionsalt"}
        _write(file, {**salt, **self.stack_config(stack)})


def _is_encrypted(value: Any) -> bool:
    match value:
        case dict():
            items = cast("dict[str, Any]", value)
            return "secure" in items or any(_is_encrypted(item) for item in items.values())
        case list():
            return any(_is_encrypted(item) for item in cast("list[Any]", value))
        case _:
            return False


def _read(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text())
    except yaml.YAMLError as error:
        raise ProjectError(f"{file} is not valid YAML: {error}") from error
    if not isinstance(content, dict | None):
        raise ProjectError(f"{file} holds no settings")
    return cast("dict[str, Any]", content or {})


def _write(file: Path, content: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(content, sort_keys=False))
