"""The local AWS: moto's server, and the Pulumi provider that acts in it, in this process."""

import gc
import logging
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import grpc
from moto.backends import SERVICE_NAMES, get_backend
from moto.server import ThreadedMotoServer
from pulumi.runtime.proto import provider_pb2_grpc

from . import moto_extensions
from .provider import aws, random
from .provider.journal import Journal
from .provider.schema import inputs_of
from .provider.servicer import Provider
from .provider.session import Account, partitions

LOOPBACK = "127.0.0.1"
DEFAULT_ACCOUNT = "123456789012"
"""The account that moto takes a caller for who doesn't name one."""
PACKAGES = (aws.PACKAGE, random.PACKAGE)
WARM_SERVICES: tuple[SERVICE_NAMES, ...] = ("ec2", "iam", "kms", "logs", "sts")
"""The services that nearly every program calls."""
_LARGE = "aws:wafv2/"
"""Types whose classes are a third of all that there is to read, though few programs have one: such a program waits."""
_WORKERS = 32


class LocalAws:
    """An AWS that exists in memory, as long as this object is open.

    Any number of accounts live in it side by side and know nothing of each other. For each, `serve` opens a port that
    the Pulumi engine attaches to as the `aws` and `random` providers.
    """

    def __init__(self) -> None:
        """Start the server on a free port of the loopback interface."""
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        moto_extensions.install()
        self._moto = ThreadedMotoServer(LOOPBACK, 0, verbose=False)
        self._moto.start()
        host, port = self._moto.get_host_and_port()
        self.url = f"http://{host}:{port}"
        """Where AWS's APIs answer."""
        self._servers: list[grpc.Server] = []

    def account(self, account_id: str | None = None) -> Account:
        """Return an account: the one with these twelve digits, or a new one."""
        return Account(self.url, account_id or "".join(secrets.choice("123456789") for _ in range(12)))

    def serve(self, account: Account, journal_file: Path | None = None) -> dict[str, int]:
        """Serve the providers for an account.

        Args:
            account: The account that they act in.
            journal_file: Where to keep a list of what they made.

        Returns:
            The ports that the engine attaches to, by the provider's name.
        """
        journal = Journal(journal_file)
        return {package.name: self._serve(Provider(package, account, journal)) for package in PACKAGES}

    def _serve(self, provider: Provider) -> int:
        workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="provider")
        server = grpc.server(workers)  # pyright: ignore[reportUnknownMemberType]
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)  # pyright: ignore[reportUnknownMemberType]
        port = server.add_insecure_port(f"{LOOPBACK}:0")
        server.start()
        self._servers.append(server)
        return port

    def warm_up(self) -> None:
        """Load what the first calls would have to wait for: moto's backends and the SDK's classes."""
        partitions()
        for service in WARM_SERVICES:
            get_backend(service)
        for package in PACKAGES:
            for token in package.resources:
                if not token.startswith(_LARGE):
                    inputs_of(token)
        gc.freeze()  # all of that stays: the garbage collector need not look through it again and again
        gc.enable()

    def close(self) -> None:
        """Stop everything; what was in this AWS is gone."""
        for server in self._servers:
            server.stop(None)
        self._moto.stop()

    def __enter__(self) -> "LocalAws":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
