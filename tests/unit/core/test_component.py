from dataclasses import dataclass
from typing import Any, ClassVar

import pulumi
import pytest
from recording import Recorder

from strongroom.core import Args, CidrBlock, Component, Input, InputError, Model, type_token


class BoxArgs(Args):
    size: int = 1
    cidr_block: Input[CidrBlock] = "10.0.0.0/16"


@dataclass(frozen=True)
class Side:
    color_name: pulumi.Output[str]


class Lid(Model):
    is_open: bool


class Made(pulumi.CustomResource):
    color: pulumi.Output[str]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__("test:index:Made", name, {"color": "red", **props}, opts)


class Box(Component):
    """A component with everything that one can have."""

    kinds: ClassVar[list[str]] = ["box"]
    main_color: pulumi.Output[str]
    sides: dict[str, Side]
    lid: Lid
    sizes: tuple[int, ...]
    _hidden: str

    def __init__(self, name: str, args: BoxArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self.made = Made(
            self._child("side"),
            {"name": self._physical_name("side", max_length=32), "tags": self._tags("side"), "cidr": args.cidr_block},
            self._opts(protect=True),
        )
        self.main_color = self.made.color
        self.sides = {"left": Side(self.made.color)}
        self.lid = Lid(is_open=True)
        self.sizes = (args.size,)
        self.publish()


def test_children_are_named_tagged_and_parented(record: Recorder) -> None:
    args = BoxArgs(environment_suffix="prod", tags={"Owner": "payments"})
    deployment = record(lambda: Box("portal", args))
    box = deployment.named("portal")
    (side,) = deployment.children_of(box)
    assert side.name == "portal-side"
    assert side.protect
    assert side.inputs["name"] == "portal-side-prod"
    assert side.inputs["tags"] == {
        "Name": "portal-side-prod",
        "Environment": "prod",
        "ManagedBy": "pulumi",
        "Owner": "payments",
    }


def test_long_names_keep_the_limit_and_tags_the_whole_name(record: Recorder) -> None:
    name = "a-component-with-quite-a-long-name"
    side = record(lambda: Box(name, BoxArgs())).one("test:index:Made")
    assert len(side.inputs["name"]) == 32
    assert side.inputs["tags"]["Name"] == f"{name}-side-dev"


def test_published_outputs_are_the_public_attributes(record: Recorder) -> None:
    outputs = record(lambda: Box("portal", BoxArgs(size=3))).named("portal").outputs
    assert outputs == {
        "mainColor": "red",
        "sides": {"left": {"colorName": "red"}},
        "lid": {"isOpen": True},
        "sizes": [3],
    }


def test_inherited_outputs_are_published(record: Recorder) -> None:
    class Crate(Box):
        pass

    assert "mainColor" in (record(lambda: Crate("portal", BoxArgs())).named("portal").outputs or {})


def test_missing_output_is_named(record: Recorder) -> None:
    class Forgetful(Component):
        first: str
        second: str

        def __init__(self, name: str, args: Args) -> None:
            super().__init__(name, args)
            self.second = "set"
            self.publish()

    assert "first" in record.failing(AttributeError, lambda: Forgetful("portal", Args())).message


def test_publishing_twice_is_refused(record: Recorder) -> None:
    assert "already" in record.failing(RuntimeError, lambda: Box("portal", BoxArgs()).publish()).message


@pytest.mark.parametrize("name", ["", "Portal", "banking_portal", "portal-", "a--b", "1st", "x" * 41, 3])
def test_wrong_name_registers_nothing(record: Recorder, name: Any) -> None:
    failure = record.failing(InputError, lambda: Box(name, BoxArgs()))
    assert "Box: 1 input can't be used:\n  name: must be 1 to 40 lower-case letters" in failure.message
    assert failure.deployment.resources == []


@pytest.mark.parametrize("args", [None, {"size": 3}, Args()], ids=["none", "dict", "other"])
def test_wrong_args_register_nothing(record: Recorder, args: Any) -> None:
    failure = record.failing(InputError, lambda: Box("portal", args))
    assert "args: must be BoxArgs" in failure.message
    assert "write Box(name, BoxArgs(...))" in failure.message
    assert failure.deployment.resources == []


def test_wrong_output_registers_no_resource_that_needs_it(record: Recorder) -> None:
    def program() -> None:
        Box("portal", BoxArgs(cidr_block=pulumi.Output.from_input("10.0.0.1/16")))

    failure = record.failing(InputError, program)
    assert failure.message.startswith("BoxArgs: 1 input can't be used:\n  cidr_block: ")
    assert failure.deployment.of_type("test:index:Made") == []


def test_providers_reach_the_children(record: Recorder) -> None:
    def program() -> None:
        provider = pulumi.ProviderResource("test", "frankfurt", {})
        Box("portal", BoxArgs(), pulumi.ResourceOptions(providers=[provider]))

    assert record(program).one("test:index:Made").provider == "frankfurt"


def test_invokes_are_answered_by_the_callers_provider(record: Recorder) -> None:
    class Asking(Component):
        def __init__(self, name: str, args: Args, opts: pulumi.ResourceOptions) -> None:
            super().__init__(name, args, opts)
            pulumi.runtime.invoke_output("test:index:ask", {}, self._invoke_opts)
            self.publish()

    def program() -> None:
        provider = pulumi.ProviderResource("test", "frankfurt", {})
        Asking("portal", Args(), pulumi.ResourceOptions(providers=[provider]))

    deployment = record(program, answers={"test:index:ask": lambda cloud, args: {}})
    assert "::frankfurt::" in deployment.invocations[0].provider


def component(module: str, name: str, base: type[Component] = Component) -> type[Component]:
    return type(name, (base,), {"__module__": module})


def test_type_is_that_of_the_package_and_class() -> None:
    assert type_token(component("strongroom.network._network", "Network")) == "strongroom-network:index:Network"


def test_type_stays_when_a_team_extends_a_class() -> None:
    network = component("strongroom.network._network", "Network")
    assert type_token(component("payments.net", "PaymentsNetwork", network)) == "strongroom-network:index:Network"


def test_type_of_another_house() -> None:
    assert type_token(component("payments_platform.net", "Vault")) == "payments-platform:index:Vault"


def test_type_of_a_component_in_the_program_itself(record: Recorder) -> None:
    deployment = record(lambda: type_token(component("__main__", "Vault")), project="banking-portal")
    assert deployment.result == "banking-portal:index:Vault"
