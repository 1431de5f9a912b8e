"""User data that is composed of what an instance shall do when it starts.

https://cloudinit.readthedocs.io/en/latest/reference/modules.html
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from strongroom.compute._agent import service_log
from strongroom.compute._bootstrap_options import BootstrapOptions, SystemdServiceOptions
from strongroom.compute._systemd import unit_file

_CTL = "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl"
_SURROGATE_PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\\\")


@dataclass(frozen=True)
class AgentStart:
    """How the CloudWatch agent is started."""

    parameter_name: str
    """Name of the parameter that has its configuration."""
    configuration: str
    """The configuration."""


@dataclass(frozen=True)
class Known:
    """What was an input that is known later, and is known now."""

    files: Mapping[str, str]
    """What files hold, by their paths."""
    environment: Mapping[str, str]
    """Environment variables of the service."""
    commands: Sequence[str]
    """Command lines."""


def own_files(service: SystemdServiceOptions) -> tuple[str, str]:
    """Return the paths of the files that a service brings: its unit, and how its log is rotated.

    Args:
        service: The service.
    """
    return f"/etc/systemd/system/{service.name}.service", f"/etc/logrotate.d/{service.name}"


def compose(bootstrap: BootstrapOptions, known: Known, agent: AgentStart | None, port: int) -> str:
    """Return user data for cloud-init: a cloud-config document in ASCII.

    Args:
        bootstrap: The options of the bootstrap.
        known: The values of the options that may be Outputs.
        agent: The start of the CloudWatch agent; None without an agent.
        port: Port that the service listens on.
    """
    service = bootstrap.service
    needed = [*(["amazon-cloudwatch-agent"] if agent else []), *(["logrotate"] if service else [])]
    files = [_file(path, known.files[path], options.mode, options.owner) for path, options in bootstrap.files.items()]
    if service:
        unit = unit_file(
            service.name,
            service.command,
            known.environment,
            log=service_log(service.name),
            port=port,
            user=service.user,
            working_directory=service.working_directory,
        )
        contents = unit, _rotation(service.name)
        files += [_file(path, content) for path, content in zip(own_files(service), contents, strict=True)]
    script = _script(service, known.commands, agent)
    config = {
        "packages": list(dict.fromkeys([*needed, *bootstrap.packages])),
        "write_files": files,
        # One script rather than many commands, so that the first that fails ends it.
        "runcmd": script and [["bash", "-euo", "pipefail", "-c", script]],
    }
    kept = {key: value for key, value in config.items() if value}
    return f"#cloud-config\n{_yaml(kept)}\n"


def _yaml(config: Mapping[str, object]) -> str:
    """Return YAML in ASCII, in which every character is read as it was written.

    YAML refuses control characters and some others unless they are escaped. JSON's escapes are YAML's, with one
    exception: a character beyond U+FFFF is two escapes in JSON and one in YAML.
    """

    def one_escape(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        return f"\\U{ord(bytes.fromhex(found[1] + found[2]).decode('utf-16-be')):08x}"

    return _SURROGATE_PAIR.sub(one_escape, json.dumps(config, separators=(",", ":")))


def _file(path: str, content: str, mode: str = "0644", owner: str = "root") -> dict[str, object]:
    # Deferred files are written after packages, which may bring their owners.
    return {"path": path, "content": content, "permissions": mode, "owner": f"{owner}:{owner}", "defer": True}


def _script(service: SystemdServiceOptions | None, commands: Sequence[str], agent: AgentStart | None) -> str:
    lines: list[str] = []
    if agent:
        digest = hashlib.sha256(agent.configuration.encode()).hexdigest()[:16]
        lines += [
            # Instances read it when they start: what changes it must renew them.
            f"# The agent's configuration is {digest}.",
            f"{_CTL} -a fetch-config -m ec2 -s -c ssm:{agent.parameter_name}",
        ]
    if service:
        lines += ["systemctl daemon-reload", f"systemctl enable --now logrotate.timer {service.name}.service"]
    return "\n".join([*lines, *commands])


def _rotation(name: str) -> str:
    # Copied and emptied, as systemd keeps the file open.
    return f"{service_log(name)} {{\n  daily\n  rotate 7\n  compress\n  copytruncate\n  missingok\n  notifempty\n}}\n"
