"""Runs the official installer: `python -m strongroom.sandbox.pulumi_cli._run_official ROOT VERSION`."""

import socket
import subprocess
import sys

from pulumi.automation import PulumiCommand
from semver import VersionInfo

# Where nothing answers, say so soon: connecting has no limit of its own.
socket.setdefaulttimeout(15)
try:
    PulumiCommand.install(root=sys.argv[1], version=VersionInfo.parse(sys.argv[2]))
except subprocess.CalledProcessError as error:
    sys.exit((error.output or b"").decode(errors="replace").strip() or str(error))
except Exception as error:  # whatever it is, the caller needs it as one line
    sys.exit(f"{type(error).__name__}: {error}")
