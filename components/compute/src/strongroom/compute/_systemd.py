"""The systemd unit of the application's service.

https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html
https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines
"""

import re
from collections.abc import Collection, Iterator, Mapping

from strongroom.core import RuleError

_PRIVILEGED_PORTS = range(1_024)
# Units and log files that Amazon Linux 2023 and its usual packages install.
_EXISTING_UNITS = re.compile(
    "acpid|atd|auditd|autovt|boot|btmp|chronyd?|crond|dnf|emergency|fstrim|getty|gssproxy|hawkey|hibinit-agent"
    "|irqbalance|kdump|lastlog|ldconfig|libstoragemgmt|logrotate|mdmonitor|messages|microcode|modprobe|network|networkd"
    "|nftables|nscd|oddjobd|policy-routes|psacct|quotaon|refresh-policy-routes|rescue|rngd|rpcbind|rsyslogd?|secure"
    "|serial-getty|sshd?|sssd|sudo|sysstat|tuned|udisks2|update-motd|user|user-runtime-dir|wtmp"
    "|(audit|chrony|console|container|debug|dm|dnf|dracut|grub2?|initrd|kmod|lvm2?|man-db|nfs|rpc|selinux|ssh|sshd|sssd"
    "|xfs)-.*"
    "|(cloud-(config|final|init)|dbus|systemd)(-.*)?"
    "|(amazon-(cloudwatch|ecs|efs|guardduty|inspector|ssm)|awslogs|ec2-instance-connect).*"
)
_PREFIXES = frozenset("@-:+!|")
_PROGRAM = re.compile(r"(/[A-Za-z0-9._+@-]+)+")
_WORD = re.compile(r""" *("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?:[^"'\\ ]|\\.)+)(?= |$)""")
_ESCAPE = re.compile(r"\\(.)")
_VARIABLE = re.compile(r"\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_WHOLE_VARIABLE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


def check_unit_name(name: str) -> str:
    """Refuse the name of a unit, log file or logrotate configuration that Amazon Linux has.

    Raises:
        RuleError: The name is taken: the application's unit would replace the existing one.
    """
    if _EXISTING_UNITS.fullmatch(name):
        reason = f"must not be the name of a service or log of Amazon Linux, got {name}"
        raise RuleError(reason, "use the application's own name, such as portal")
    return name


def check_printable(text: str) -> str:
    """Refuse control characters and line breaks, which end a directive or a command.

    Raises:
        RuleError: The text has such a character. The message shows the character alone.
    """
    for character in text:
        if not character.isprintable():
            reason = f"must be one line of printable characters, got U+{ord(character):04X}"
            raise RuleError(reason, "write other text to a file with bootstrap.files, and use the file")
    return text


def check_command(command: str) -> str:
    r"""Refuse a command line that systemd would not run as it reads.

    Raises:
        RuleError: The command line has a prefix, which changes the privileges of the process; has no full path; or has
            a quote, a backslash, a `$` or a `%` that systemd reads in another way.
    """
    check_printable(command)
    if command[:1] in _PREFIXES:
        reason = f"must begin with the full path of a program, without the prefix {command[0]} of systemd"
        raise RuleError(reason, "remove the prefix; use user to choose the user")
    words = [*_words(command)]
    program = words[0] if words else ""
    if not _PROGRAM.fullmatch(program) or {".", ".."} & {*program.split("/")} or not command.startswith("/"):
        reason = "must begin with the full path of a program: letters, digits and . _ + @ - /, without quotes"
        raise RuleError(reason, "use for example /usr/bin/python3 -m http.server 8080")
    for word in words[1:]:
        _check_argument(word)
    return command


def undefined_variables(command: str, names: Collection[str]) -> list[str]:
    """Return the environment variables that a command line uses and that are not among the names.

    Args:
        command: A command line that `check_command` accepts.
        names: Names of the environment variables of the service.
    """
    used = [name for word in _words(command) for name in _variables(word)]
    return [name for name in dict.fromkeys(used) if name not in names]


def unit_file(
    name: str,
    command: str,
    environment: Mapping[str, str],
    *,
    log: str,
    port: int,
    user: str | None = None,
    working_directory: str | None = None,
) -> str:
    """Return the unit file of the application's service.

    Args:
        name: Name of the unit, without `.service`.
        command: A command line that `check_command` accepts.
        environment: Environment variables; the values are plain text.
        log: File that standard output and standard error are appended to.
        port: Port that the service listens on.
        user: User that the service runs as. Default: a dynamic user.
        working_directory: Working directory. Default: the root directory.
    """
    lines = [
        "[Unit]",
        f"Description={name}",
        "Wants=network-online.target",
        "After=network-online.target",
        "[Service]",
        f"ExecStart={command}",
        f"User={user}" if user else "DynamicUser=yes",
        *([f"WorkingDirectory={working_directory}"] if working_directory else []),
        *(f'Environment="{variable}={_quoted(value)}"' for variable, value in environment.items()),
        *(["AmbientCapabilities=CAP_NET_BIND_SERVICE"] if port in _PRIVILEGED_PORTS else []),
        f"StandardOutput=append:{log}",
        f"StandardError=append:{log}",
        "Restart=always",
        "RestartSec=5",
        "NoNewPrivileges=yes",
        "PrivateTmp=yes",
        "ProtectSystem=full",
        "[Install]",
        "WantedBy=multi-user.target",
    ]
    return "\n".join(lines) + "\n"


def _words(command: str) -> Iterator[str]:
    """Split a command line into its words, with their quotes and escapes.

    Raises:
        RuleError: A quote is not closed, or is not at the beginning and the end of a word; or a backslash is last.
    """
    end = len(command.rstrip(" "))
    position = 0
    while position < end:
        found = _WORD.match(command, position)
        if found is None:
            reason = "must quote whole words, close each quote, and not end in a backslash"
            raise RuleError(reason, """write "--name=a b" rather than --name="a b", and \\\\ for a backslash""")
        yield found[1]
        position = found.end()


def _check_argument(word: str) -> None:
    if word == ";":
        raise RuleError("must be one command, got the word ;", r"write \; for the character")
    for escaped in _ESCAPE.findall(word):
        if escaped not in "\\\"'" and word != r"\;":
            reason = f"must only escape quotes and backslashes, got a backslash before {escaped!r}"
            raise RuleError(reason, r"write \\ for a backslash")
    if "%" in word.replace("%%", ""):
        raise RuleError("must double each %, which begins a specifier of systemd", "write %% for the character")
    rest = _VARIABLE.sub("", word)
    if "$" in rest and not _WHOLE_VARIABLE.fullmatch(word):
        reason = "must double each $ that does not begin ${NAME}, a variable in environment"
        raise RuleError(reason, "write ${NAME}, or $$ for the character")


def _variables(word: str) -> list[str]:
    whole = _WHOLE_VARIABLE.fullmatch(word)
    return [whole[1]] if whole else [name for name in _VARIABLE.findall(word) if name]


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
