"""Errors of AWS and of this provider, as the engine is told of them."""

import re

import grpc
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError
from google.protobuf import any_pb2
from google.rpc import status_pb2  # pyright: ignore[reportMissingTypeStubs]
from pulumi.runtime.proto import provider_pb2 as pb

from .resource import NotFoundError
from .wire import Props, encode

_MISSING = re.compile(r"NotFound|NoSuch|DoesNotExist|Non[eE]xistent|^404$")
# botocore ends the value that it quotes with its Python type.
_VALUE = re.compile(r"value: .*?, type: (?=<class )", re.DOTALL)


class ProviderError(Exception):
    """Something that the engine should tell the user as it is."""


class PartlyMadeError(ProviderError):
    """A resource exists, but a step after its making failed. The engine keeps it, and goes on with it next time."""

    def __init__(self, message: str, id: str, state: Props, inputs: Props) -> None:
        super().__init__(message)
        self.id = id
        self.state = state
        self.inputs = inputs


def code_of(error: ClientError) -> str:
    """Return AWS's code of an error, such as `NoSuchTagSet`."""
    return str(error.response.get("Error", {}).get("Code", ""))


def is_missing(error: Exception) -> bool:
    """Tell whether an error of AWS says that the thing asked for does not exist."""
    if isinstance(error, ClientError):
        return bool(_MISSING.search(code_of(error)))
    return isinstance(error, NotFoundError)


def explain(error: Exception) -> str:
    """Return an error in one sentence, with AWS's operation and code; never the value of an input."""
    match error:
        case ClientError():
            detail = error.response.get("Error", {})
            return f"{error.operation_name}: {detail.get('Code', 'Unknown')}: {detail.get('Message', 'no message')}"
        case EndpointConnectionError():
            return "the local AWS does not answer; `strongroom-sandbox status` tells what became of it"
        case BotoCoreError():
            return _VALUE.sub("type: ", str(error))
        case ProviderError() | NotFoundError():
            return str(error) or "it does not exist"
        case _:
            return f"{type(error).__name__}: {error}"


def abort(context: grpc.ServicerContext, error: ProviderError) -> None:
    """End a call with an error.

    Raises:
        Exception: Always: gRPC's own way to end a call.
    """
    if isinstance(error, PartlyMadeError):
        detail = any_pb2.Any()
        detail.Pack(
            pb.ErrorResourceInitFailed(
                id=error.id, properties=encode(error.state), inputs=encode(error.inputs), reasons=[str(error)]
            )
        )
        code: int = grpc.StatusCode.UNKNOWN.value[0]
        status = status_pb2.Status(code=code, message=str(error), details=[detail])
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(grpc.StatusCode.UNKNOWN, str(error))
