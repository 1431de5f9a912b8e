"""A provider instance's settings, and the boto3 clients that reach the local AWS with them."""

import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, cast

import boto3
import botocore.session
from botocore.config import Config

from .faults import Faults
from .retries import wait_before_retry

ACCOUNT_HEADER = "x-moto-account-id"
_ACCOUNT_OF_HOST: Final = re.compile(r"(?<=:)//\d{12}\.(?=\d+\.\d+\.\d+\.\d+:)")


@dataclass(frozen=True)
class Account:
    """One AWS account in a moto server, and the clients that act in it."""

    endpoint_url: str
    account_id: str
    faults: Faults = field(default_factory=Faults, repr=False)
    """What the calls of its clients meet; nothing, as long as no test asks for more."""
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict[tuple[str, str], Any], repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def client(self, service: str, region: str) -> Any:
        """Return the boto3 client for a service in a region of this account."""
        with self._lock:  # boto3 sessions are not thread-safe; the clients they make are
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = self._connect(service, region)
            return self._clients[key]

    def _connect(self, service: str, region: str) -> Any:
        # The stubs know a client's type by the service's name, which is not known here.
        client = cast("Any", _session()).client(
            service,
            region_name=region,
            endpoint_url=self.endpoint_url,
            aws_access_key_id="local",
            aws_secret_access_key="local",  # noqa: S106 - the local AWS asks for no credentials
            config=Config(
                retries={"mode": "standard", "total_max_attempts": 1},  # but for `wait_before_retry`
                max_pool_connections=32,
                proxies={},  # else those of the environment
                s3={"addressing_style": "path"},
            ),
        )

        def name_account(request: Any, **_: Any) -> None:
            request.headers[ACCOUNT_HEADER] = self.account_id
            # The API of S3 for whole accounts puts the account before the host's name, which is an address here.
            request.url = _ACCOUNT_OF_HOST.sub("//", request.url, count=1)

        client.meta.events.register("request-created.*.*", name_account)
        client.meta.events.register("needs-retry.*.*", wait_before_retry)
        self.faults.attach(client, service)
        return client


@cache
def _session() -> boto3.Session:
    """Return a session that knows nothing of the user's own profiles: one that is named but missing would end it."""
    session = botocore.session.Session(
        {
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
            "profile": (None, None, None, None),
        }
    )
    return boto3.Session(botocore_session=session)


@cache
def partitions() -> Mapping[str, str]:
    """Return every region that AWS has, with the partition that it belongs to."""
    session = _session()
    return {
        region: partition
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("ec2", partition, allow_non_regional=False)
    }


def regions_with(*services: str) -> list[str]:
    """Return the regions of the partition `aws` that have all of these services."""
    session = _session()
    having = [session.get_available_regions(service, "aws", allow_non_regional=False) for service in services]
    return sorted(set[str].intersection(*map(set[str], having)))


@dataclass(frozen=True)
class Session:
    """The local AWS as one provider instance sees it: an account, a region, and tags that every resource gets."""

    account: Account
    region: str
    default_tags: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def account_id(self) -> str:
        """The account's twelve digits."""
        return self.account.account_id

    @property
    def partition(self) -> str:
        """The partition of the region, such as `aws`."""
        return partitions()[self.region]

    def client(self, service: str) -> Any:
        """Return the boto3 client for a service."""
        return self.account.client(service, self.region)

    def wait(self, service: str, waiter: str, **arguments: Any) -> None:
        """Wait as boto3's own waiter of that name does, asking more often, since the local AWS is quick."""
        config = {"Delay": 1, "MaxAttempts": 120}
        self.client(service).get_waiter(waiter).wait(**arguments, WaiterConfig=config)

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource of this account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account_id}:{resource}"

    def in_region(self, region: str | None) -> "Session":
        """Return the same session in another region; the same one if none is named."""
        return replace(self, region=region) if region and region != self.region else self

    def tagging(self, inputs: Mapping[str, Any]) -> "Session":
        """Return the same session, without the default tags if the inputs of an S3 object suppress them."""
        override: Any = inputs.get("overrideProvider")
        return replace(self, default_tags={}) if override and "defaultTags" in override else self

    def all_tags(self, tags: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return a resource's tags together with the provider's default tags."""
        return {**self.default_tags, **(tags or {})}
