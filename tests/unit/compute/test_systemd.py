import string
from typing import Any

import pytest
import systemd_unit
from compute_parts import refusals
from hypothesis import given
from hypothesis import strategies as st

from strongroom.compute import SystemdServiceOptions
from strongroom.compute._systemd import unit_file
from strongroom.core import InputError

LOG = "/var/log/portal.log"
SERVICE: dict[str, Any] = {"name": "portal", "command": "/opt/portal/run"}
texts = st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"], include_characters=" "))
variables = st.dictionaries(st.text(string.ascii_letters + "_", min_size=1), texts, max_size=3)


def quoted(argument: str) -> str:
    """Write an argument as the documentation of `command` says."""
    for character in ("\\", "%", "$"):
        argument = argument.replace(character, 2 * character)
    return '"' + argument.replace('"', '\\"') + '"'


def expected(command: str, environment: dict[str, str], user: str | None = None) -> list[tuple[str, str, str]]:
    service = {
        "ExecStart": command,
        **({"User": user} if user else {"DynamicUser": "yes"}),
        "StandardOutput": f"append:{LOG}",
        "StandardError": f"append:{LOG}",
        "Restart": "always",
        "RestartSec": "5",
        "NoNewPrivileges": "yes",
        "PrivateTmp": "yes",
        "ProtectSystem": "full",
    }
    return sorted(
        [
            ("Unit", "Description", "portal"),
            ("Unit", "Wants", "network-online.target"),
            ("Unit", "After", "network-online.target"),
            *(("Service", key, value) for key, value in service.items()),
            *(("Service", "Environment", f"{name}={value}") for name, value in environment.items()),
            ("Install", "WantedBy", "multi-user.target"),
        ]
    )


def parsed(options: SystemdServiceOptions, environment: dict[str, str]) -> list[tuple[str, str, str]]:
    text = unit_file(options.name, options.command, environment, log=LOG, port=8080, user=options.user)
    found: list[tuple[str, str, str]] = []
    for section, key, value in systemd_unit.directives(text):
        if key == "Environment":
            (assignment,) = systemd_unit.words(value)
            value = systemd_unit.specifiers(assignment)
        found.append((section, key, value))
    return sorted(found)


@given(arguments=st.lists(texts, max_size=4), environment=variables, user=st.sampled_from([None, "web"]))
def test_service_unit_parses_to_the_given_arguments_and_directives(
    arguments: list[str], environment: dict[str, str], user: str | None
) -> None:
    command = " ".join(["/opt/portal/run", *map(quoted, arguments)])
    options = SystemdServiceOptions(name="portal", command=command, environment=environment, user=user)
    assert parsed(options, environment) == expected(command.rstrip(), environment, user)
    assert systemd_unit.arguments(command, environment) == ["/opt/portal/run", *arguments]


@given(st.text(st.sampled_from("/optrun x\\\"';%$@-:+!|{}P\n\r\t\v\f\0\x85\u2028#[]=")).map("/x".__add__) | st.text())
def test_service_unit_of_any_accepted_command_has_only_the_expected_directives(command: str) -> None:
    try:
        options = SystemdServiceOptions(name="portal", command=command, environment={"P": "x"})
    except InputError:
        return
    assert parsed(options, {"P": "x"}) == expected(command.rstrip(" "), {"P": "x"})
    assert systemd_unit.arguments(command, {"P": "x"})


@given(st.text(st.sampled_from("a \\\"';%$\n\r\t\v\f\0\x85\u2028#[]=")) | st.text())
def test_service_unit_of_any_accepted_variable_has_only_the_expected_directives(value: str) -> None:
    try:
        options = SystemdServiceOptions(**SERVICE, environment={"P": value})
    except InputError:
        return
    assert parsed(options, {"P": value}) == expected("/opt/portal/run", {"P": value})


@pytest.mark.parametrize(
    "command",
    [
        *(f"{prefix}/opt/run" for prefix in ("+", "!", "!!", "-", "@", ":", "|", "-+", " ")),
        *(f"/opt/run{end}" for end in ("\\", " \\", " a\\\\\\", " 'a", ' "a', ' a"', " 'a'b", ' --name="a b"')),
        *(f"/opt/run a{character}b" for character in "\n\r\t\v\f\0\x1b\x7f\x85\xa0\u2028\ufffe\ud800"),
        *(f"/opt/run {word}" for word in ("5%", "%h", "%%%", "$HOME", "${HOME}", "$(id)", "a$", "$1", "$$$", "a$P")),
        *(f"/opt/run {word}" for word in (";", "; /bin/sh", "\\x00", "\\n", "\\1", "a\\ ", '"\\;"')),
        *("run", "./run", "../run", "/opt/../run", "/", "//run", '"/opt/run"', "/opt/%n", "/opt/$P/run", "", " "),
    ],
)
def test_command_that_systemd_reads_differently_is_refused(command: str) -> None:
    service = SERVICE | {"command": command, "environment": {"P": "x"}}
    problems = refusals(instances={"bootstrap": {"service": service}})
    path = "instances.bootstrap.service"
    assert set(problems) <= {f"{path}.command", f"{path}.environment"}
    assert all(reason and remedy for reason, remedy in (each.split("; ", 1) for each in problems.values()))


@pytest.mark.parametrize(
    "command",
    [
        "/usr/sbin/nginx -g 'daemon off;'",
        "/usr/bin/java -jar /srv/app.jar --rate=5%% --price=$$5 ${P} $P \\; \\\\",
        '/usr/bin/python3 -m http.server "--name=é ü" 8080 ',
    ],
)
def test_command_in_the_syntax_of_systemd_is_kept(command: str) -> None:
    service = SystemdServiceOptions(name="portal", command=command, environment={"P": "a b"})
    assert service.command == command
    assert systemd_unit.arguments(command, {"P": "a b"})


@pytest.mark.parametrize(
    "name",
    ["sshd", "amazon-cloudwatch-agent", "amazon-ssm-agent", "systemd-journald", "cloud-init-output", "dnf", "java"],
)
def test_service_name_of_an_existing_unit_is_refused(name: str) -> None:
    bootstrap = {"service": SERVICE | {"name": name}, "packages": ["java"]}
    assert "instances.bootstrap.service.name" in refusals(instances={"bootstrap": bootstrap})


@pytest.mark.parametrize("value", ["a\nUser=root", "\v", "\0", "\x7f", "\x85", "\u2029"])
def test_environment_value_with_a_control_character_is_refused(value: str) -> None:
    service = SERVICE | {"environment": {"A": value}}
    assert "instances.bootstrap.service.environment.A" in refusals(instances={"bootstrap": {"service": service}})


@pytest.mark.parametrize(
    "command", ["echo a \\", "echo 'a", 'echo "a', "cat <<EOF", "cat <<- 'X'", "a\0b", "a\vb", "a\x85b", " "]
)
def test_shell_command_that_would_join_the_next_is_refused(command: str) -> None:
    assert "instances.bootstrap.commands.0" in refusals(instances={"bootstrap": {"commands": [command, "true"]}})
