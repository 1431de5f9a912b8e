"""The second way to a Pulumi CLI: the official installer."""

import sys
from pathlib import Path

from ._cli import pulumi_env
from ._job import Job
from ._modules import PULUMI

_LIMIT_SECONDS = 600.0


def install(root: Path, scratch: Path, job: Job) -> None:
    """Installs the official bundle, whose programs are then in the folder `bin` of `root`.

    It runs in a process of its own, which can be ended: the installer itself sets no limit to its downloads.

    Raises:
        WayFailed: The installer can't be reached or fails, or takes longer than ten minutes.
    """
    job.run(
        "downloading",
        [sys.executable, "-P", "-m", f"{__package__}._run_official", str(root), PULUMI.version],
        env=pulumi_env(scratch / "home"),
        limit_seconds=_LIMIT_SECONDS,
    )
