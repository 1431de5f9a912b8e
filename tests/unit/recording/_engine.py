"""The part of Pulumi's engine that takes registrations, which keeps them."""

import functools
import keyword
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import grpc
import pulumi
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi import _types as pulumi_types  # pyright: ignore[reportPrivateUsage]
from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockMonitor, Mocks
from pulumi.runtime.proto import engine_pb2, resource_pb2

from recording._cloud import Answer, computed
from recording._records import UNKNOWN, Deployment, Inputs, Invocation, Recorded, RecordingError

_STACK = "pulumi:pulumi:Stack"


class Engine:
    """Keeps what the program logs."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment

    def Log(self, request: engine_pb2.LogRequest) -> None:  # noqa: N802 the protocol's name
        if request.severity != engine_pb2.DEBUG:
            self._deployment.messages.append(request.message)


class _RefusedError(grpc.RpcError):
    """A provider's refusal of an invoke, as the SDK gets it from the engine: an answer raised a LookupError."""

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        return str(self)


class _NoMocks(Mocks):
    def call(self, args: object) -> Any:
        raise NotImplementedError

    def new_resource(self, args: object) -> Any:
        raise NotImplementedError


class Monitor(MockMonitor):
    """Takes registrations as the engine would, and keeps them."""

    def __init__(self, deployment: Deployment, answers: Mapping[str, Answer], *, preview: bool) -> None:
        super().__init__(_NoMocks())
        self._deployment = deployment
        self._answers = answers
        self._preview = preview
        self._by_urn: dict[str, Recorded] = {}

    def RegisterResource(  # noqa: N802 the protocol's name
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        urn = _urn(request)
        if request.type == _STACK:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if urn in self._by_urn:
            raise RecordingError(f"two resources have one URN: {urn}")
        given, secret = _plain_inputs(request.object)
        sdk = _sdk(request.type)
        recorded = Recorded(
            type=request.type,
            name=request.name,
            urn=urn,
            parent=request.parent,
            custom=request.custom,
            inputs=Inputs(request.type, given, sdk.inputs if sdk else None),
            secrets=secret,
            request=request,
        )
        self._by_urn[urn] = recorded
        self._deployment.resources.append(recorded)
        state = struct_pb2.Struct()
        state.CopyFrom(request.object)
        if request.custom and not self._preview:
            texts = sdk.texts if sdk else []
            made_up = computed(self._deployment.cloud, request.type, request.name, given, texts)
            recorded.id = str(made_up.pop("id"))
            recorded.outputs = {**given, **made_up}
            state.update(made_up)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=recorded.id, object=state)

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:  # noqa: N802
        raise RecordingError(f"{request.type} {request.name} is read with .get(), which is not recorded")

    def RegisterResourceOutputs(  # noqa: N802 the protocol's name
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        outputs, _ = _plain_inputs(request.outputs)
        if request.urn not in self._by_urn:
            self._deployment.exports = outputs
        elif self._by_urn[request.urn].outputs is not None:
            raise RecordingError(f"outputs registered twice: {request.urn}")
        else:
            self._by_urn[request.urn].outputs = outputs
        return empty_pb2.Empty()

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:  # noqa: N802
        args, _ = _plain_inputs(request.args)
        self._deployment.invocations.append(Invocation(request.tok, args, request.provider))
        if request.tok not in self._answers:
            raise RecordingError(f"no answer for the function {request.tok}: give it one with answers=")
        answer = struct_pb2.Struct()
        try:
            answer.update(self._answers[request.tok](self._deployment.cloud, args))
        except LookupError as error:
            raise _RefusedError(str(error)) from error
        response: dict[str, Any] = {"return": answer}
        return resource_pb2.ResourceInvokeResponse(**response)


def _urn(request: resource_pb2.RegisterResourceRequest) -> str:
    parent_type = request.parent.split("::")[2] if request.parent else _STACK
    type_ = request.type if parent_type == _STACK else f"{parent_type}${request.type}"
    return f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{type_}::{request.name}"


def _plain_inputs(struct: struct_pb2.Struct) -> tuple[dict[str, Any], frozenset[str]]:
    """Take the wire format apart: plain values, and the names of those that hold a secret."""
    secret: set[str] = set()
    plain = {
        name: _plain(value, lambda name=name: secret.add(name))
        for name, value in json_format.MessageToDict(struct).items()
    }
    return plain, frozenset(secret)


def _plain(value: Any, found_secret: Callable[[], None]) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(item, found_secret) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value)
        match items.get(rpc._special_sig_key):  # pyright: ignore[reportPrivateUsage]
            case rpc._special_secret_sig:  # pyright: ignore[reportPrivateUsage]
                found_secret()
                return _plain(items["value"], found_secret)
            case rpc._special_resource_sig:  # pyright: ignore[reportPrivateUsage]
                return items["urn"]
            case _:
                return {key: _plain(item, found_secret) for key, item in items.items()}
    return UNKNOWN if value == rpc.UNKNOWN else value


@dataclass(frozen=True)
class _Sdk:
    """What the provider's SDK says about a resource type."""

    inputs: list[str]
    texts: list[str]
    """The output properties that are text and always there."""


def _sdk(type_: str) -> _Sdk | None:
    """Find a type in the SDK that the program has imported; None for one that has no SDK."""
    package, module, name = type_.split(":")
    folder = module.split("/")[0]
    # A keyword of Python has an underscore in the SDK: pulumi_aws.lambda_
    path = f"pulumi_{package}" + ("" if folder == "index" else f".{folder}{'_' * keyword.iskeyword(folder)}")
    resource = getattr(sys.modules.get(path), name, None)
    # Where an object inside another resource's inputs took the usual name, as for BucketVersioning, it is longer.
    inputs = sys.modules.get(getattr(resource, "__module__", ""))
    args = getattr(inputs, f"{name}InitArgs", None) or getattr(inputs, f"{name}Args", None)
    return None if resource is None or args is None else _sdk_of(resource, args)


@functools.cache
def _sdk_of(resource: type, args: type) -> _Sdk:
    types = pulumi_types.resource_types(resource)
    return _Sdk(
        inputs=[*pulumi_types.input_type_py_to_pulumi_names(args).values()],
        texts=[name for name, type_ in types.items() if type_ is str and name not in {"id", "urn"}],
    )
