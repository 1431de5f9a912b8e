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


def test_base_name_begins_the_physical_names_and_no_logical_name(record: Recorder) -> None:
    deployment = record(lambda: Box("portal", BoxArgs(base_name="website")))
    side = deployment.named("portal-side")
    assert side.inputs["name"] == side.inputs["tags"]["Name"] == "website-side-dev"


@pytest.mark.parametrize("base_name", ["Portal", "a--b", "x" * 41, ""])
def test_base_name_that_is_no_name_is_refused(base_name: str) -> None:
    with pytest.raises(InputError, match="base_name: must be 1 to 40 lower-case letters"):
        BoxArgs(base_name=base_name)


def test_kind_of_a_class_is_in_physical_names_but_not_in_tags(record: Recorder) -> None:
    class Crate(Box):
        _kind = "crate"

    side = record(lambda: Crate("portal", BoxArgs())).named("portal-side")
    assert side.inputs["name"] == "portal-crate-side-dev"
    assert side.inputs["tags"]["Name"] == "portal-side-dev"


RENAMED = [
    pulumi.Alias(name="website"),
    "urn:pulumi:dev::project::project:index:Box::website",
    pulumi.Alias(name="website", parent=pulumi.ROOT_STACK_RESOURCE),
]


@pytest.mark.parametrize("alias", RENAMED, ids=["name", "urn", "name and parent"])
def test_renamed_component_without_base_name_registers_nothing(record: Recorder, alias: Any) -> None:
    opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="portal", type_="other:index:Box"), alias])
    failure = record.failing(InputError, lambda: Box("portal", BoxArgs(), opts))
    assert "base_name: must be set, because aliases rename the component from website; use" in failure.message
    assert failure.deployment.resources == []
    for base_name in ("website", "portal"):
        args = BoxArgs(base_name=base_name)
        assert record(lambda args=args: Box("portal", args, opts)).named("portal-side")


@pytest.mark.parametrize("alias", [pulumi.Alias(type_="other:index:Box"), pulumi.Alias(name="Not_Ours")])
def test_alias_without_another_name_of_a_component_needs_no_base_name(record: Recorder, alias: pulumi.Alias) -> None:
    opts = pulumi.ResourceOptions(aliases=[alias])
    assert record(lambda: Box("portal", BoxArgs(), opts)).named("portal-side").inputs["name"] == "portal-side-dev"


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
