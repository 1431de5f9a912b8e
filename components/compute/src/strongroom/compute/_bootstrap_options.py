"""What an instance does when it starts: the inputs of composed user data."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from strongroom.compute._instances_types import FilePath, LinuxUser, PackageName, refuse_secrets
from strongroom.core import DISTINCT, Input, Model, RuleError, shaped


def _one_line(value: str) -> str:
    if not value.strip() or "\n" in value or "\r" in value:
        raise RuleError("must be one line", "put what is longer into a file, and run that")
    return refuse_secrets(value)


def _plain_path(value: str) -> str:
    if "*" in value:
        raise RuleError("must be the path of one file, without *", "name each file", value)
    return value


CommandLine = Annotated[str, AfterValidator(_one_line)]
"""A command line, without secrets."""

FileContent = Annotated[str, AfterValidator(refuse_secrets)]
"""What a file holds, without secrets."""

FileMode = Annotated[str, shaped(r"0[0-7]{3}", "the mode of a file, in octal digits", "0644")]
"""The mode of a file, such as `0644`."""

SystemdName = Annotated[
    str, shaped(r"[a-z][a-z0-9-]{0,39}", "1 to 40 lower-case letters, digits and hyphens", "portal")
]
"""What a unit of systemd is called, without its ending."""

VariableName = Annotated[str, shaped(r"[A-Za-z_][A-Za-z0-9_]{0,63}", "the name of an environment variable", "PORT")]
"""The name of an environment variable."""


class FileOptions(Model):
    """A file that is written when an instance starts, after packages are installed."""

    content: Input[FileContent]
    """What it holds; no secret, as everyone who may describe launch templates can read it."""

    mode: FileMode = "0644"
    """Its mode, in octal digits. Default: 0644, everyone may read it."""

    owner: LinuxUser = "root"
    """The user and group that own it; they must exist. Default: root."""


class SystemdServiceOptions(Model):
    """A service of systemd that runs the application, and is started again when it ends.

    What it prints goes to `/var/log/NAME.log`, which is rotated, and from there to CloudWatch Logs.

    https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html
    """

    name: SystemdName
    """What the service is called; the name of its log as well."""

    command: CommandLine
    """The command line to run, beginning with the full path of a program."""

    user: LinuxUser | None = None
    """The user that it runs as, who must exist. Default: one that systemd makes up, who owns nothing."""

    working_directory: Annotated[FilePath, AfterValidator(_plain_path)] | None = None
    """Full path of the directory that it runs in. Default: the root directory."""

    environment: Mapping[VariableName, Input[CommandLine]] = {}
    """Environment variables, no secrets. Default: none but those of systemd."""


class BootstrapOptions(Model):
    """What an instance does when it starts, in this order: packages, files, agent, service, commands.

    The first that fails ends it, so that the load balancer never sends requests to what is half made.
    """

    packages: Annotated[list[PackageName], DISTINCT] = []
    """Packages of Amazon Linux to install. Default: none but what the agent and the service need."""

    files: Mapping[Annotated[FilePath, AfterValidator(_plain_path)], FileOptions] = {}
    """Files to write, by their full paths. Default: none."""

    service: SystemdServiceOptions | None = None
    """The service that runs the application. Default: none, as with an AMI that has its own."""

    commands: Annotated[list[Input[CommandLine]], Field(max_length=50)] = []
    """Command lines for bash to run as root, in order, at most 50. Default: none."""
