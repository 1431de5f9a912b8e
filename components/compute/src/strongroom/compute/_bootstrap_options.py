"""What an instance does when it starts: the inputs of composed user data."""

import re
import shlex
from collections.abc import Mapping
from typing import Annotated, Any, cast

import pulumi
from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from strongroom.compute._instances_types import FilePath, LinuxUser, PackageName, encodable, refuse_secrets
from strongroom.compute._systemd import check_command, check_printable, check_unit_name, undefined_variables
from strongroom.core import Input, InputError, Model, Problem, PublicInput, RuleError, UniqueItems, pattern

_ANSI_QUOTE = "$'"
_QUOTED = re.compile(r"'[^']*'|\"(?:\\.|[^\"\\])*\"")
_HERE_DOCUMENT = re.compile(r"(?<!<)<<-?\s*[A-Za-z_'\\]")


def _shell_command(value: str) -> str:
    if not value.strip():
        raise RuleError("must not be blank", "remove it, or write a command")
    check_printable(value.replace("\t", " "))
    if len(value) - len(value.rstrip("\\")) & 1:
        raise RuleError("must not end in a backslash, which joins it with the next command", "remove the backslash")
    try:
        shlex.split(value if _ANSI_QUOTE not in value else "", comments=True)
    except ValueError:
        raise RuleError("must close its quotes, or it goes on in the next command", "add the closing quote") from None
    if _HERE_DOCUMENT.search(_QUOTED.sub("''", value)):
        raise RuleError("must not begin a here-document, which the next commands would be part of", "use files")
    return refuse_secrets(value)


def _service_command(value: str) -> str:
    return refuse_secrets(check_command(value))


def _variable_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _variable_value(value: str) -> str:
    return refuse_secrets(check_printable(value))


def _named_variable(name: str, value: object) -> object:
    """Return an Output that names the variable in the error if it resolves to something else than text or an integer.

    The error of an `Input` names the field only.
    """

    def check(known: object) -> object:
        if isinstance(known, bool) or not isinstance(known, str | int):
            kind = type(known).__name__
            reason = f"must be text or an integer, got an Output of {'None' if known is None else kind}"
            remedy = "convert it, for example with pulumi.Output.format('{}', output)"
            raise InputError("SystemdServiceOptions", [Problem(f"environment.{name}", reason, remedy)])
        return known

    return cast("pulumi.Output[object]", value).apply(check) if isinstance(value, pulumi.Output) else value


def _plain_path(value: str) -> str:
    if "*" in value:
        raise RuleError("must be the path of one file, without *", "name each file", value)
    return value


FileContent = Annotated[str, AfterValidator(encodable), AfterValidator(refuse_secrets)]
"""The content of a file, without secrets."""

ServiceCommand = Annotated[str, AfterValidator(_service_command)]
"""A command line in the syntax of systemd, without secrets."""

ShellCommand = Annotated[str, AfterValidator(_shell_command)]
"""A command line of bash, in one line, without secrets."""

VariableValue = Annotated[str | int, BeforeValidator(_variable_text), AfterValidator(_variable_value)]
"""The value of an environment variable: printable characters without secrets, or an integer."""

FileMode = Annotated[str, pattern(r"0[0-7]{3}", "the mode of a file, in octal digits", "0644")]
"""The mode of a file, such as `0644`."""

SystemdName = Annotated[
    str,
    pattern(r"[a-z][a-z0-9-]{0,39}", "1 to 40 lower-case letters, digits and hyphens", "portal"),
    AfterValidator(check_unit_name),
]
"""The name of a systemd unit, without `.service`; not that of a unit or log file of Amazon Linux."""

VariableName = Annotated[str, pattern(r"[A-Za-z_][A-Za-z0-9_]{0,63}", "the name of an environment variable", "PORT")]
"""The name of an environment variable."""


class InstanceFile(Model):
    """A file that is written when an instance starts, after packages are installed."""

    content: PublicInput[FileContent]
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
    """Name of the unit and of its log: 1 to 40 lower-case letters, digits and hyphens.

    The name of a unit or log file of Amazon Linux (`sshd`, `amazon-cloudwatch-agent`), or of one of `packages`, is
    refused, because the service would replace it.
    """

    command: ServiceCommand
    """Command line in the syntax of systemd, beginning with the full path of a program.

    There is no shell. Quotes enclose a whole word (`"--name=a b"`), a backslash and `%` are doubled, and `$` is doubled
    or begins `${NAME}`, a variable of `environment`. Prefixes of systemd, which change privileges, are refused.
    """

    user: LinuxUser | None = None
    """The user that it runs as, who must exist. Default: one that systemd makes up, who owns nothing."""

    working_directory: Annotated[FilePath, AfterValidator(_plain_path)] | None = None
    """Full path of the directory that it runs in. Default: the root directory."""

    environment: Mapping[VariableName, PublicInput[VariableValue]] = {}
    """Environment variables: values of printable characters, or integers such as `database.port`; no secrets.
    Default: those of systemd only."""

    @field_validator("environment", mode="before")
    @classmethod
    def _names_variables(cls, environment: object) -> object:
        if not isinstance(environment, Mapping):
            return environment
        variables = cast("Mapping[Any, object]", environment)
        return {name: _named_variable(str(name), value) for name, value in variables.items()}

    @field_validator("environment")
    @classmethod
    def _has_variables_of_command(
        cls, environment: Mapping[str, Input[str | int]], info: ValidationInfo
    ) -> Mapping[str, Input[str | int]]:
        if missing := undefined_variables(info.data.get("command", ""), environment):
            reason = f"must have the variables that command uses, and lacks {' and '.join(missing)}"
            raise RuleError(reason, "add them, or write $$ in command for the character $")
        return environment


class BootstrapOptions(Model):
    """What an instance does when it starts, in this order: packages, files, agent, service, commands.

    The first that fails ends it, so that the load balancer never sends requests to what is half made.
    """

    packages: Annotated[list[PackageName], UniqueItems] = []
    """Packages of Amazon Linux to install. Default: none but what the agent and the service need."""

    files: Mapping[Annotated[FilePath, AfterValidator(_plain_path)], InstanceFile] = {}
    """Files to write, by their full paths. Default: none."""

    service: SystemdServiceOptions | None = None
    """The service that runs the application. Default: none, as with an AMI that has its own."""

    commands: Annotated[list[PublicInput[ShellCommand]], Field(max_length=50)] = []
    """Command lines for bash to run as root, in order, at most 50. Default: none."""
