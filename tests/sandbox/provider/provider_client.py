"""Calls a provider over gRPC as the Pulumi engine does, and remembers of each resource what the engine would."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import grpc
from google.rpc import status_pb2  # pyright: ignore[reportMissingTypeStubs]
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from strongroom.sandbox.local_aws import LocalAws
from strongroom.sandbox.provider.wire import Props, decode, encode


@dataclass(frozen=True)
class Deployed:
    """What the engine's state holds of a resource."""

    urn: str
    id: str
    inputs: Props
    outputs: Props

    @property
    def token(self) -> str:
        return self.urn.split("::")[2]


class InvalidInputsError(Exception):
    """`Check` refused the inputs."""

    def __init__(self, failures: dict[str, str]) -> None:
        super().__init__(failures)
        self.failures = failures


class ProviderClient:
    """One provider instance: a connection of its own, with settings of its own."""

    def __init__(self, port: int, settings: Mapping[str, Any]) -> None:
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=[("grpc.use_local_subchannel_pool", 1)])
        self.stub: Any = ResourceProviderStub(self._channel)
        self.stub.Configure(pb.ConfigureRequest(args=encode(settings)))

    def close(self) -> None:
        self._channel.close()

    @staticmethod
    def urn(token: str, name: str) -> str:
        return f"urn:pulumi:test::project::{token}::{name}"

    def check(self, token: str, news: Props, olds: Props | None = None, *, called: str = "it") -> Props:
        """Return the inputs that are deployed."""
        request = pb.CheckRequest(
            urn=self.urn(token, called), news=encode(news), olds=encode(olds or {}), randomSeed=called.encode()
        )
        answer = self.stub.Check(request)
        if answer.failures:
            raise InvalidInputsError({failure.property: failure.reason for failure in answer.failures})
        return decode(answer.inputs)

    def create(self, token: str, *, called: str = "it", **news: Any) -> Deployed:
        inputs = self.check(token, news, called=called)
        urn = self.urn(token, called)
        made = self.stub.Create(pb.CreateRequest(urn=urn, properties=encode(inputs)))
        return Deployed(urn, made.id, inputs, decode(made.properties))

    def preview(self, token: str, **news: Any) -> Props:
        """Return what a preview tells of a new resource."""
        inputs = self.check(token, news)
        request = pb.CreateRequest(urn=self.urn(token, "it"), properties=encode(inputs), preview=True)
        return decode(self.stub.Create(request).properties)

    def diff(self, deployed: Deployed, ignoring: Sequence[str] = (), /, **news: Any) -> pb.DiffResponse:
        """Compare a resource with what the program says now, but for changes at the paths that it ignores."""
        inputs = self.check(deployed.token, news, deployed.inputs, called=deployed.urn.split("::")[-1])
        return self.stub.Diff(
            pb.DiffRequest(
                urn=deployed.urn,
                id=deployed.id,
                olds=encode(deployed.outputs),
                old_inputs=encode(deployed.inputs),
                news=encode(inputs),
                ignoreChanges=ignoring,
            )
        )

    def kinds(self, deployed: Deployed, **news: Any) -> dict[str, str]:
        """Return the kind of each difference, by its path."""
        diffs = self.diff(deployed, **news).detailedDiff
        return {path: pb.PropertyDiff.Kind.Name(diff.kind) for path, diff in diffs.items()}

    def update(self, deployed: Deployed, *, preview: bool = False, **news: Any) -> Deployed:
        inputs = self.check(deployed.token, news, deployed.inputs, called=deployed.urn.split("::")[-1])
        answer = self.stub.Update(
            pb.UpdateRequest(
                urn=deployed.urn,
                id=deployed.id,
                olds=encode(deployed.outputs),
                old_inputs=encode(deployed.inputs),
                news=encode(inputs),
                preview=preview,
            )
        )
        return replace(deployed, inputs=inputs, outputs=decode(answer.properties))

    def refresh(self, deployed: Deployed) -> Deployed | None:
        """Return what AWS says of a resource; None if it is gone."""
        answer = self.stub.Read(
            pb.ReadRequest(
                urn=deployed.urn,
                id=deployed.id,
                properties=encode(deployed.outputs),
                inputs=encode(deployed.inputs),
            )
        )
        return replace(deployed, inputs=decode(answer.inputs), outputs=decode(answer.properties)) if answer.id else None

    def import_(self, token: str, id: str) -> Deployed | None:
        return self.refresh(Deployed(self.urn(token, "it"), id, {}, {}))

    def delete(self, deployed: Deployed) -> None:
        self.stub.Delete(pb.DeleteRequest(urn=deployed.urn, id=deployed.id, properties=encode(deployed.outputs)))

    def invoke(self, token: str, **arguments: Any) -> pb.InvokeResponse:
        return self.stub.Invoke(pb.InvokeRequest(tok=token, args=encode(arguments)))


class World:
    """One test's account, and as many provider instances in it as it likes."""

    def __init__(self, local_aws: LocalAws, journal: Path) -> None:
        self.account = local_aws.account()
        self.journal = journal
        self._ports = local_aws.serve(self.account, journal)
        self._clients: list[ProviderClient] = []

    def connect(self, package: str = "aws", **settings: Any) -> ProviderClient:
        self._clients.append(ProviderClient(self._ports[package], settings))
        return self._clients[-1]

    def boto(self, service: str, region: str = "eu-west-1") -> Any:
        return self.account.client(service, region)

    def vpcs(self, region: str = "eu-west-1") -> list[str]:
        """Return the CIDRs of the VPCs, other than the default one."""
        filters = [{"Name": "is-default", "Values": ["false"]}]
        return [vpc["CidrBlock"] for vpc in self.boto("ec2", region).describe_vpcs(Filters=filters)["Vpcs"]]

    def log_groups(self, region: str = "eu-west-1") -> list[str]:
        return [group["logGroupName"] for group in self.boto("logs", region).describe_log_groups()["logGroups"]]

    def fail(
        self, service: str, operation: str, region: str = "eu-west-1", *, message: str = "not today"
    ) -> Callable[[], None]:
        """Let AWS refuse an operation from now on; what is returned ends that when called."""
        answer = {"Error": {"Code": "AccessDenied", "Message": message}}
        # botocore takes what such a handler returns as the response.
        event = f"before-call.{service}.{operation}"
        events = self.boto(service, region).meta.events

        def refuse(**_: Any) -> tuple[Any, Any]:
            return type("Response", (), {"status_code": 403})(), {**answer, "ResponseMetadata": {}}

        events.register(event, refuse)
        return lambda: events.unregister(event, refuse)

    def close(self) -> None:
        for client in self._clients:
            client.close()


def init_failure(error: grpc.RpcError) -> pb.ErrorResourceInitFailed:
    """Return what the engine reads from an error about a resource that exists, but not in whole."""
    metadata: Any = error.trailing_metadata()  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue, reportUnknownVariableType]
    status = status_pb2.Status.FromString(dict(metadata)["grpc-status-details-bin"])
    detail = pb.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    return detail
