import math
from collections.abc import Callable
from typing import Annotated, Any, Literal

import pulumi
import pytest
from pydantic import AfterValidator, Field, field_validator, model_validator
from recording import UNKNOWN, Recorder

from strongroom.core import (
    Args,
    AvailabilityZone,
    CidrBlock,
    Component,
    Input,
    InputError,
    KmsKeyArn,
    Model,
    Port,
    PublicInput,
    RuleError,
)


class Tier(Model):
    size: int = Field(ge=16, le=28)
    """The prefix length of its subnets."""


class Inputs(Args):
    cidr_block: CidrBlock = "10.0.0.0/16"
    """The network."""
    zones: int | list[AvailabilityZone] = 3
    nat: Literal["none", "single", "per_zone"] = "single"
    enabled: bool = True
    share: float = 0.5
    tiers: tuple[Tier, ...] = ()
    named_tiers: dict[str, Tier] = {}
    kms_key_arn: Input[KmsKeyArn] | None = None
    port: Input[Port] = 443
    peers: list[Input[CidrBlock]] = []

    @field_validator("share")
    @classmethod
    def _share(cls, value: float) -> float:
        if value > 1:
            raise ValueError("must be a share of the whole; use at most 1")
        return value

    @model_validator(mode="after")
    def _nat_needs_zones(self) -> "Inputs":
        if self.nat == "per_zone" and self.zones == 1:
            raise ValueError("nat per_zone with one zone is nat single: set nat to single")
        return self


def refused(**inputs: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        Inputs(**inputs)
    return caught.value


def problems(**inputs: Any) -> dict[str, str]:
    return {problem.path: f"{problem.reason}; {problem.remedy}" for problem in refused(**inputs).problems}


class Bucket(Model):
    type: Literal["bucket"] = "bucket"


class Server(Model):
    type: Literal["server"] = "server"
    port: Port = 443


class Origins(Args):
    origins: dict[str, Annotated[Bucket | Server, Field(discriminator="type")]]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"type": "web"}, "origins.a: must have as 'type' one of 'bucket', 'server'; choose one of these"),
        ({}, "origins.a: must have the field 'type', which decides its other fields; set it"),
        (3, "origins.a: must be a mapping or a model, got 3; set its fields"),
        ({"type": "server", "port": 0}, "origins.a.port: must be at least 1, got 0; use 1 or more"),
    ],
)
def test_one_of_several_models_is_told_by_its_type(given: Any, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        Origins(origins={"a": given})
    assert [str(each) for each in caught.value.problems] == [problem]


def test_plain_values_are_kept() -> None:
    inputs = Inputs(cidr_block="10.1.0.0/16", zones=["eu-central-1a"], tiers=(Tier(size=20),), port=8443)
    assert inputs.cidr_block == "10.1.0.0/16"
    assert inputs.zones == ["eu-central-1a"]
    assert inputs.tiers[0].size == 20
    assert inputs.port == 8443


def test_every_problem_is_told_at_once() -> None:
    found = problems(cidr_block="10.0.0.1/16", nat="sinlge", zonse=3, tags={"aws:x": "y"})
    assert sorted(found) == ["cidr_block", "nat", "tags.aws:x", "zonse"]


def test_message_says_what_where_why_and_what_to_do() -> None:
    assert str(refused(cidr_block="10.0.0.1/16", zoness=3)).splitlines() == [
        "Inputs: 2 inputs can't be used:",
        "  cidr_block: must be an IPv4 network in CIDR notation without host bits set, got '10.0.0.1/16'; "
        "use 10.0.0.0/16",
        "  zoness: no such input; did you mean zones?",
    ]


def test_error_ends_a_pulumi_program_with_the_message_alone() -> None:
    error = refused(zones="three")
    assert isinstance(error, pulumi.RunError)
    assert error.__suppress_context__
    assert "pydantic" not in str(error)
    assert "http" not in str(error)


NOTHING: dict[str, int] = {}


@pytest.mark.parametrize(
    ("inputs", "path", "words"),
    [
        ({"tiers": [{"size": 8}]}, "tiers.0.size", ["at least 16", "use 16 or more"]),
        ({"tiers": [{"size": 30}]}, "tiers.0.size", ["at most 28", "use 28 or less"]),
        ({"tiers": [NOTHING]}, "tiers.0.size", ["is required", "give it a value"]),
        ({"tiers": [{"size": 20, "sise": 20}]}, "tiers.0.sise", ["did you mean size?"]),
        ({"tiers": [20]}, "tiers.0", ["must be a mapping or Tier"]),
        ({"named_tiers": {"app": {"size": "20"}}}, "named_tiers.app.size", ["whole number", "without quotes"]),
        ({"named_tiers": {"app": {"szie": 20, "size": 20}}}, "named_tiers.app.szie", ["did you mean size?"]),
        ({"nat": "per-zone"}, "nat", ["'none', 'single' or 'per_zone'", "did you mean per_zone?"]),
        ({"nat": "everywhere"}, "nat", ["'none', 'single' or 'per_zone'", "choose one of these"]),
        ({"zones": "3"}, "zones", ["must be a whole number or a list"]),
        ({"zones": True}, "zones", ["must be a whole number or a list"]),
        ({"zones": ["eu-central-1a", "nowhere"]}, "zones.1", ["availability zone", "got 'nowhere'", "eu-central-1a"]),
        ({"enabled": 1}, "enabled", ["true or false"]),
        ({"enabled": "yes"}, "enabled", ["true or false"]),
        ({"share": 2.0}, "share", ["use at most 1"]),
        ({"cidr_block": 10}, "cidr_block", ["must be a string"]),
        ({"peers": ["10.0.0.0/8", "10.0.0.1/8"]}, "peers.1", ["use 10.0.0.0/8"]),
        ({"completely_different": 1}, "completely_different", ["no such input", "the nearest inputs are"]),
        ({"cidrBlock": "10.0.0.0/16"}, "cidrBlock", ["did you mean cidr_block?"]),
        ({"nat": "per_zone", "zones": 1}, "", ["set nat to single"]),
    ],
)
def test_one_problem(inputs: dict[str, Any], path: str, words: list[str]) -> None:
    found = problems(**inputs)
    assert list(found) == [path]
    assert [word for word in words if word not in found[path]] == []


def test_output_that_chooses_among_models_is_refused(record: Recorder) -> None:
    def program() -> None:
        origin: Any = pulumi.Output.from_input("x")
        Origins(origins={"a": origin})

    failure = record.failing(InputError, program)
    assert "origins.a: must be known before the deployment" in failure.message


@pytest.mark.parametrize(
    ("inputs", "problem"),
    [
        (
            {"zones": {"eu-central-1a"}},
            "zones: must be a whole number or a list, got a set, which has no order",
        ),
        (
            {"peers": {"10.0.0.0/8"}},
            "peers: must be a list, got a set, which has no order; use a list",
        ),
        ({"peers": {"10.0.0.0/8": 1}.keys()}, "peers: must be a list, got dict_keys; use a list"),
        ({"tiers": frozenset({1})}, "tiers: must be a list, got a set"),
        ({"share": math.nan}, "share: must be a finite number, got nan"),
        ({"share": 10**400}, "share: must be at most 9007199254740991"),
        ({"port": 10**400}, "port: must be at most 65535; use 65535 or less"),
        ({"environment_suffix": "a" * 64}, "environment_suffix: must be"),
        ({"pair": [1]}, "pair.1: is required"),
        ({"pair": [1, 2, 3]}, "pair: must have at most 2 items, got 3"),
        ({"short": "abcdef"}, "short: must have at most 5 characters, got 6; remove some"),
    ],
)
def test_unusable_numbers_lists_and_lengths_are_refused(inputs: dict[str, Any], problem: str) -> None:
    class Values(Inputs):
        pair: tuple[int, int] = (1, 2)
        short: Annotated[str, AfterValidator(str), Field(max_length=5)] = ""

    with pytest.raises(InputError) as caught:
        Values(**inputs)
    assert str(caught.value.problems[0]).startswith(problem)


def test_outputs_that_wait_for_no_resource_are_checked_before_anything_is_registered(record: Recorder) -> None:
    class Vault(Component):
        def __init__(self, name: str, args: Inputs) -> None:
            super().__init__(name, args)
            pulumi.CustomResource("test:index:Thing", f"{name}-thing", {}, self._opts())
            self.publish()

    def program() -> None:
        port = pulumi.Output.all(pulumi.Output.from_input(70_000)).apply(lambda known: known[0])
        Vault("vault", Inputs(port=port))

    failure = record.failing(InputError, program)
    assert "port: must be at most 65535, got 70000" in failure.message
    assert failure.deployment.resources == []


def test_public_input_refuses_a_secret(record: Recorder) -> None:
    class File(Model):
        content: PublicInput[str]

    failure = record.failing(
        InputError, lambda: File(content=pulumi.Output.concat("a", pulumi.Output.secret("letters")))
    )
    assert "content: must not be a secret" in failure.message
    assert "letters" not in failure.message


def test_whole_numbers_are_numbers() -> None:
    assert Inputs(share=1).share == 1


def test_a_field_may_be_called_type() -> None:
    class Cookie(Model):
        type: int = 1

    assert Cookie(type=2).type == 2
    with pytest.raises(InputError, match="type: "):
        Cookie.model_validate({"type": "2"})


def test_nested_model_that_is_built_first_is_told_by_its_own_name() -> None:
    with pytest.raises(InputError, match="Tier: 1 input"):
        Tier(size=8)


@pytest.mark.parametrize(
    "build",
    [lambda: Inputs.model_validate({"zonse": 3}), lambda: Inputs.model_validate_json('{"zonse": 3}')],
    ids=["mapping", "json"],
)
def test_other_ways_to_validate_raise_the_same_error(build: Callable[[], Inputs]) -> None:
    with pytest.raises(InputError, match=r"zonse: no such input; did you mean zones\?"):
        build()


def test_broken_json_is_told() -> None:
    with pytest.raises(InputError, match="JSON"):
        Inputs.model_validate_json("{")


def test_args_are_frozen() -> None:
    inputs = Inputs()
    with pytest.raises(InputError, match="zones: can't be assigned, because inputs are frozen"):
        inputs.zones = 2  # pyright: ignore[reportAttributeAccessIssue]


def test_schema_is_that_of_the_values() -> None:
    schema = Inputs.model_json_schema()
    assert schema["properties"]["port"] == {
        "default": 443,
        "maximum": 65535,
        "minimum": 1,
        "title": "Port",
        "type": "integer",
    }
    assert schema["properties"]["cidr_block"]["description"] == "The network."
    assert schema["properties"]["environment_suffix"]["maxLength"] == 12


def test_output_is_kept_and_resolves(record: Recorder) -> None:
    deployment = record(lambda: Inputs(port=pulumi.Output.from_input(22)).port)
    assert deployment.value(deployment.result) == 22


@pytest.mark.parametrize(
    ("build", "path"),
    [
        (lambda: Inputs(port=pulumi.Output.from_input(0)), "port"),
        (lambda: Inputs(kms_key_arn=pulumi.Output.from_input("arn")), "kms_key_arn"),
        (lambda: Inputs(peers=[pulumi.Output.from_input("10.0.0.1/8")]), "peers"),
    ],
    ids=["port", "kms_key_arn", "peers"],
)
def test_output_is_validated_by_the_same_rule(record: Recorder, build: Callable[[], Inputs], path: str) -> None:
    failure = record.failing(InputError, build)
    assert failure.error.subject == "Inputs"
    assert [problem.path for problem in failure.error.problems] == [path]


def test_awaitable_resolves_like_an_output(record: Recorder) -> None:
    async def answer(port: int) -> int:
        return port

    deployment = record(lambda: Inputs(port=answer(22)).port)
    assert deployment.value(deployment.result) == 22
    failure = record.failing(InputError, lambda: Inputs(port=answer(0)).port)
    assert "port: must be at least 1" in failure.message


def test_output_that_resolves_to_none_is_reported_as_such(record: Recorder) -> None:
    def program() -> None:
        arn: pulumi.Output[Any] = pulumi.Output.from_input(None)
        Inputs(kms_key_arn=arn)

    failure = record.failing(InputError, program)
    assert (
        "kms_key_arn: must have a value, but the Output resolved to None; use an Output that has one" in failure.message
    )


def test_wrong_output_ends_the_deployment_with_the_message_alone(record: Recorder) -> None:
    def program() -> None:
        inputs = Inputs(peers=[pulumi.Output.from_input("10.0.0.1/8")])
        pulumi.CustomResource("test:index:Peering", "peering", {"cidr": inputs.peers[0]})

    failure = record.failing(pulumi.RunError, program)
    assert failure.message == (
        "Inputs: 1 input can't be used:\n"
        "  peers: must be an IPv4 network in CIDR notation without host bits set, got '10.0.0.1/8'; "
        "use 10.0.0.0/8"
    )
    assert failure.deployment.resources == []


def test_secret_stays_secret(record: Recorder) -> None:
    deployment = record(lambda: Inputs(port=pulumi.Output.secret(22)).port)
    assert deployment.is_secret(deployment.result)


def test_value_of_a_wrong_secret_is_not_shown(record: Recorder) -> None:
    failure = record.failing(InputError, lambda: Inputs(peers=[pulumi.Output.secret("10.98.76.54/8")]))
    assert "peers: must be an IPv4 network" in failure.message
    assert "98" not in failure.message
    assert "10.0.0.0/8" not in failure.message


def test_unknown_output_is_not_validated(record: Recorder) -> None:
    def program() -> Any:
        made = pulumi.CustomResource("test:index:Key", "key", {})
        return Inputs(kms_key_arn=made.id).kms_key_arn

    deployment = record(program, preview=True)
    assert deployment.value(deployment.result) is UNKNOWN


def test_what_decides_on_resources_can_be_no_output(record: Recorder) -> None:
    def program() -> None:
        zones: Any = pulumi.Output.from_input(3)
        Inputs(zones=zones)

    failure = record.failing(InputError, program)
    assert "zones: must be known before the deployment" in failure.message


def test_rule_error_shows_the_value_that_it_is_given() -> None:
    assert str(RuleError("must be even", "use 4", 3)) == "must be even, got 3; use 4"
    assert str(RuleError("must be even", "use an even number")) == "must be even; use an even number"
