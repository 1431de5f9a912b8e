"""User data that is composed of what an instance shall do when it starts.

https://cloudinit.readthedocs.io/en/latest/reference/modules.html
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from strongroom.compute._agent import service_log
from strongroom.compute._bootstrap_options import BootstrapOptions, SystemdServiceOptions

_CTL = "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl"
_PRIVILEGED_PORTS = range(1_024)


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
    """Write what cloud-init shall do.

    JSON is YAML, and cloud-init reads it as such.

    Args:
        bootstrap: What is wanted.
        known: What of it was known later.
        agent: How the agent is started; None if there is none.
        port: The port that the service listens on.
    """
    service = bootstrap.service
    needed = [*(["amazon-cloudwatch-agent"] if agent else []), *(["logrotate"] if service else [])]
    files = [_file(path, known.files[path], options.mode, options.owner) for path, options in bootstrap.files.items()]
    if service:
        contents = _unit(service, known.environment, port), _rotation(service.name)
        files += [_file(path, content) for path, content in zip(own_files(service), contents, strict=True)]
    script = _script(service, known.commands, agent)
    config = {
        "packages": list(dict.fromkeys([*needed, *bootstrap.packages])),
        "write_files": files,
        # One script rather than many commands, so that the first that fails ends it.
        "runcmd": script and [["bash", "-euo", "pipefail", "-c", script]],
    }
    kept = {key: value for key, value in config.items() if value}
    return "#cloud-config\n" + json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n"


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


def _unit(service: SystemdServiceOptions, environment: Mapping[str, str], port: int) -> str:
    log = service_log(service.name)
    lines = [
        "[Unit]",
        f"Description={service.name}",
        "Wants=network-online.target",
        "After=network-online.target",
        "[Service]",
        f"ExecStart={service.command}",
        f"User={service.user}" if service.user else "DynamicUser=yes",
        *([f"WorkingDirectory={service.working_directory}"] if service.working_directory else []),
        *(f'Environment="{name}={_quoted(value)}"' for name, value in environment.items()),
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


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")


def _rotation(name: str) -> str:
    # Copied and emptied, as systemd keeps the file open.
    return f"{service_log(name)} {{\n  daily\n  rotate 7\n  compress\n  copytruncate\n  missingok\n  notifempty\n}}\n"
