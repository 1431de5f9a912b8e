import json
import shlex
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
import systemd_unit
import yaml
from compute_parts import Deploy, refusals, user_data
from hypothesis import assume, example, given
from hypothesis import strategies as st
from recording import Recorder
from web_service_inputs import web_service_inputs

from strongroom.compute import BootstrapOptions, WebService, WebServiceArgs
from strongroom.compute._user_data import AgentStart, Known, compose
from strongroom.core import InputError

AGENT = AgentStart("/web-service/portal-dev/agent", "{}")
SERVICE: dict[str, Any] = {"name": "portal", "command": "/opt/portal/run --port 8080"}
KEY_PEM = "-----BEGIN RSA PRIVATE KEY-----"


def composed(agent: AgentStart | None = AGENT, port: int = 8080, **inputs: Any) -> dict[str, Any]:
    """Compose user data, and read it as cloud-init does."""
    options = BootstrapOptions(**inputs)
    files = {path: str(file.content) for path, file in options.files.items()}
    variables = options.service.environment.items() if options.service else ()
    environment = {name: str(value) for name, value in variables}
    text = compose(options, Known(files, environment, [str(each) for each in options.commands]), agent, port)
    assert text.startswith("#cloud-config\n")
    return yaml.safe_load(text)


def script(config: dict[str, Any]) -> list[str]:
    ((bash, options, _, run, text),) = config["runcmd"]
    assert (bash, options, run) == ("bash", "-euo", "-c")
    return text.splitlines()


def unit(**more: Any) -> list[str]:
    config = composed(service=SERVICE | more)
    (content,) = [each["content"] for each in config["write_files"] if each["path"].endswith("portal.service")]
    return content.splitlines()


def test_the_agent_is_installed_and_started_with_its_parameter() -> None:
    config = composed()
    assert config["packages"] == ["amazon-cloudwatch-agent"]
    assert script(config)[-1].endswith("-a fetch-config -m ec2 -s -c ssm:/web-service/portal-dev/agent")


def test_another_configuration_of_the_agent_is_other_user_data() -> None:
    changed = AgentStart(AGENT.parameter_name, '{"agent":{}}')
    assert script(composed())[1:] == script(composed(changed))[1:]
    assert script(composed()) != script(composed(changed))


def test_nothing_to_do_is_nothing() -> None:
    assert composed(agent=None) == {}


def test_a_service_is_written_and_started_before_commands() -> None:
    config = composed(service=SERVICE, commands=["touch /ready", "sync"], packages=["java", "logrotate"])
    assert config["packages"] == ["amazon-cloudwatch-agent", "logrotate", "java"]
    assert script(config)[2:] == [
        "systemctl daemon-reload",
        "systemctl enable --now logrotate.timer portal.service",
        "touch /ready",
        "sync",
    ]


def test_a_service_runs_as_nobody_prints_to_its_log_and_comes_back() -> None:
    lines = unit()
    assert "ExecStart=/opt/portal/run --port 8080" in lines
    assert "DynamicUser=yes" in lines
    assert "StandardOutput=append:/var/log/portal.log" in lines
    assert "Restart=always" in lines
    assert not [line for line in lines if line.startswith(("Ambient", "Environment", "Working"))]


def test_a_service_has_what_is_given() -> None:
    lines = unit(user="web", working_directory="/opt/portal", environment={"A": 'x "y" 50% \\'})
    assert "User=web" in lines
    assert "DynamicUser=yes" not in lines
    assert "WorkingDirectory=/opt/portal" in lines
    assert 'Environment="A=x \\"y\\" 50%% \\\\"' in lines


@pytest.mark.parametrize(("port", "may"), [(80, True), (443, True), (1023, True), (1024, False), (8080, False)])
def test_a_service_may_listen_on_a_low_port_if_that_is_its_port(port: int, may: bool) -> None:
    config = composed(port=port, service=SERVICE)
    assert ("CAP_NET_BIND_SERVICE" in json.dumps(config)) is may


def test_a_services_log_is_rotated() -> None:
    config = composed(service=SERVICE)
    (rotation,) = [each for each in config["write_files"] if each["path"] == "/etc/logrotate.d/portal"]
    assert rotation["content"].startswith("/var/log/portal.log {")
    assert "copytruncate" in rotation["content"]


@given(content=st.text())
@example(content="a\x7fb\x85\ufffe\0\x1b\U0001f600\\ud83d\\ude00")
def test_cloud_init_reads_the_exact_content_of_a_file(content: str) -> None:
    files = {"/opt/x": {"content": content, "mode": "0600", "owner": "web"}}
    assert composed(files=files)["write_files"] == [
        {"path": "/opt/x", "content": content, "permissions": "0600", "owner": "web:web", "defer": True}
    ]


@given(value=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_cloud_init_reads_the_exact_commands_and_variables(value: str) -> None:
    command = f"echo {shlex.quote(value)}"
    assume("$'" not in value)
    config = composed(service=SERVICE | {"environment": {"A": value}}, commands=[command])
    assert script(config)[-1] == command
    (unit_text,) = [each["content"] for each in config["write_files"] if each["path"].endswith("portal.service")]
    (assignment,) = [text for _, key, text in systemd_unit.directives(unit_text) if key == "Environment"]
    assert [*map(systemd_unit.specifiers, systemd_unit.words(assignment))] == [f"A={value}"]


def test_user_data_is_ascii() -> None:
    files = {"/opt/x": {"content": "é\ufffe\U0001f600"}}
    assert compose(
        BootstrapOptions.model_validate({"files": files}), Known({"/opt/x": "é\ufffe\U0001f600"}, {}, []), None, 80
    ).isascii()


def test_user_data_is_measured_after_encoding() -> None:
    assert "instances.bootstrap" in refusals(instances={"bootstrap": {"files": {"/x": {"content": "é" * 4_000}}}})


@pytest.mark.parametrize("character", ["\0", "\x7f", "\x1b", "\ufffe", "\ud800"])
def test_cloud_config_that_cloud_init_cannot_parse_is_refused(character: str) -> None:
    assert "instances.user_data" in refusals(instances={"user_data": f"#cloud-config\npackages: [a{character}]\n"})


def test_user_data_may_be_known_later(deploy: Deploy) -> None:
    def bootstrap() -> dict[str, Any]:
        later = pulumi.Output.from_input("db.internal")
        return {"bootstrap": {"service": SERVICE | {"environment": {"DATABASE": later}}, "commands": [later]}}

    config = yaml.safe_load(user_data(deploy(instances=bootstrap)))
    assert "DATABASE=db.internal" in json.dumps(config)
    assert script(config)[-1] == "db.internal"


def test_given_user_data_is_kept_as_it_is(deploy: Deploy) -> None:
    text = "#!/bin/bash\necho ready\n"
    assert user_data(deploy(instances={"user_data": text})) == text
    assert user_data(deploy(instances=lambda: {"user_data": pulumi.Output.from_input(text)})) == text


@pytest.mark.parametrize(
    ("instances", "path"),
    [
        ({"user_data": "x" * 16_385}, "instances.user_data"),
        ({"user_data": " "}, "instances.user_data"),
        ({"user_data": "é" * 8_193}, "instances.user_data"),
        ({"user_data": f"echo '{KEY_PEM}'"}, "instances.user_data"),
        ({"user_data": "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE"}, "instances.user_data"),
        ({"user_data": "true", "bootstrap": {}}, "instances.bootstrap"),
        ({"bootstrap": {"files": {"/big": {"content": "x" * 16_000}}}}, "instances.bootstrap"),
        ({"bootstrap": {"files": {"/key": {"content": KEY_PEM}}}}, "instances.bootstrap.files./key.content"),
        ({"bootstrap": {"files": {"/a/../b": {"content": ""}}}}, "instances.bootstrap.files./a/../b"),
        (
            {"bootstrap": {"service": SERVICE, "files": {"/etc/systemd/system/portal.service": {"content": ""}}}},
            "instances.bootstrap.files./etc/systemd/system/portal.service",
        ),
        ({"bootstrap": {"commands": ["a\nb"]}}, "instances.bootstrap.commands.0"),
        ({"bootstrap": {"service": SERVICE | {"name": "cloud-init"}}}, "instances.bootstrap.service.name"),
        (
            {"bootstrap": {"service": SERVICE}, "agent": {"log_files": {"portal": "/var/log/p"}}},
            "instances.agent.log_files.portal",
        ),
        (
            {"bootstrap": {"service": SERVICE}, "agent": {"log_files": {"again": "/var/log/portal.log"}}},
            "instances.agent.log_files.again",
        ),
        ({"agent": {"log_files": {"a": "/var/log/app.log", "b": "/var/log/app.log"}}}, "instances.agent.log_files.b"),
    ],
)
def test_user_data_that_cannot_be_used_is_refused(instances: dict[str, Any], path: str) -> None:
    problems = refusals(instances=instances)
    assert path in problems
    assert KEY_PEM not in str(problems)
    assert all(problems.values())


def test_sixteen_kilobytes_are_allowed(deploy: Deploy) -> None:
    assert len(user_data(deploy(instances={"user_data": "x" * 16_384}))) == 16_384


def test_user_data_that_is_too_long_when_it_resolves_is_refused(record: Recorder) -> None:
    def program() -> None:
        files = {"/x": {"content": pulumi.Output.from_input("x" * 17_000)}}
        WebService("portal", WebServiceArgs(**web_service_inputs(instances={"bootstrap": {"files": files}})))

    assert "instances.bootstrap: comes to" in record.failing(InputError, program).message


SECRETS: list[Callable[[], pulumi.Output[str]]] = [
    lambda: pulumi.Output.secret("letters"),
    lambda: pulumi.Output.concat("echo ", pulumi.Output.secret("letters")),
    lambda: pulumi.Output.json_dumps({"password": pulumi.Output.secret("letters")}),
    lambda: pulumi.Output.all(pulumi.Output.secret("letters"), "x").apply(lambda known: str(known[0])),
]


FIELDS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "user_data": lambda value: {"user_data": value},
    "content": lambda value: {"bootstrap": {"files": {"/x": {"content": value}}}},
    "commands": lambda value: {"bootstrap": {"commands": [value]}},
    "environment": lambda value: {
        "bootstrap": {"service": {"name": "app", "command": "/x", "environment": {"A": value}}}
    },
}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("field", FIELDS)
def test_secret_outputs_in_user_data_are_refused_before_anything_is_registered(
    record: Recorder, field: str, secret: Callable[[], pulumi.Output[str]]
) -> None:
    def program() -> None:
        WebService("portal", WebServiceArgs(**web_service_inputs(instances=FIELDS[field](secret()))))

    failure = record.failing(InputError, program)
    assert f"{field}: must not be a secret" in failure.message
    assert "letters" not in failure.message
    assert failure.deployment.resources == []


def with_variable(value: Any) -> dict[str, Any]:
    return {"bootstrap": {"service": SERVICE | {"environment": {"DATABASE_PORT": value}}}}


@pytest.mark.parametrize("value", [lambda: 5433, lambda: pulumi.Output.from_input(5433), lambda: "5433"])
def test_a_variable_may_be_an_integer(deploy: Deploy, value: Callable[[], Any]) -> None:
    config = yaml.safe_load(user_data(deploy(instances=lambda: with_variable(value()))))
    assert "DATABASE_PORT=5433" in json.dumps(config)


@pytest.mark.parametrize(
    ("known", "kind"), [(True, "bool"), (1.5, "float"), (["a"], "list"), (None, "None"), ({"a": 1}, "dict")]
)
def test_an_output_of_another_type_names_its_variable_and_the_conversion(
    record: Recorder, known: Any, kind: str
) -> None:
    def program() -> None:
        instances = with_variable(pulumi.Output.from_input(known))
        WebService("portal", WebServiceArgs(**web_service_inputs(instances=instances)))

    message = record.failing(InputError, program).message
    assert f"environment.DATABASE_PORT: must be text or an integer, got an Output of {kind}; convert it" in message


@pytest.mark.parametrize("value", [True, 1.5, None, ["a"]])
def test_a_plain_variable_of_another_type_is_refused_by_its_name(value: Any) -> None:
    assert "instances.bootstrap.service.environment.DATABASE_PORT" in "".join(refusals(instances=with_variable(value)))
