"""The Go modules that this package builds: their `go.mod` files are the only place that pins the versions."""

import re
from dataclasses import dataclass
from pathlib import Path

GO_FOLDER = Path(__file__).with_name("go")


@dataclass(frozen=True)
class GoProgram:
    """A program of a Go module, built through a wrapper module of ours that pins it with all it needs.

    Attributes:
        module: The module that holds the program.
        command: The folder of the program inside the module.
        wrapper: The folder of the wrapper module, with its `go.mod` and `go.sum`.
    """

    module: str
    command: str
    wrapper: Path

    @property
    def package(self) -> str:
        """The import path that `go build` takes."""
        return f"{self.module}/{self.command}"

    @property
    def version(self) -> str:
        """The version that the wrapper requires, without the leading `v`."""
        return self._directive(rf"require {re.escape(self.module)} v")

    @property
    def go_version(self) -> str:
        """The oldest Go that builds the program."""
        return self._directive("go ")

    def _directive(self, prefix: str) -> str:
        go_mod = self.wrapper / "go.mod"
        found = re.search(rf"^{prefix}([\d.]+)$", go_mod.read_text(encoding="utf-8"), re.MULTILINE)
        if found is None:
            raise ValueError(f"{go_mod} has no line that matches {prefix!r}")
        return found[1]


SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"
PULUMI = GoProgram("github.com/pulumi/pulumi/pkg/v3", "cmd/pulumi", GO_FOLDER / "pulumi-cli")
LANGUAGE_HOST = GoProgram(SDK_MODULE, "python/cmd/pulumi-language-python", GO_FOLDER / "pulumi-language-python")
