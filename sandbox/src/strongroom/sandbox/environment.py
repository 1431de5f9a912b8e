"""The environment in which Pulumi, and any AWS client, meet the local AWS and nothing of the user's own."""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from .files import replace_file
from .pulumi_cli import PulumiCli

_OF_THE_USER = ("AWS_", "PULUMI_")
_PROXIES = {"all_proxy", "grpc_proxy", "http_proxy", "https_proxy"}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def pulumi_environment(cli: PulumiCli, folder: Path, providers: Mapping[str, int]) -> dict[str, str]:
    """Return the variables that make Pulumi keep everything in a folder and attach to the local providers.

    Args:
        cli: The Pulumi CLI.
        folder: Holds Pulumi's own files, the state, and the passphrase that encrypts the secrets in it.
        providers: The ports of the providers, by name.
    """
    state = folder / "state"
    state.mkdir(parents=True, exist_ok=True)
    passphrase = folder / "passphrase"
    if not passphrase.exists():
        replace_file(passphrase, secrets.token_urlsafe(), mode=0o600)
    python = str(Path(sys.executable).parent)
    return {
        "PATH": os.pathsep.join([python, *map(str, cli.path_entries), os.environ.get("PATH", "")]),
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(passphrase),
        "PULUMI_DEBUG_PROVIDERS": ",".join(f"{name}:{port}" for name, port in providers.items()),
        # The local providers are attached to: nothing is to be looked for, or downloaded.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        **loopback_without_proxy(os.environ),
    }


def aws_environment(url: str, region: str | None) -> dict[str, str]:
    """Return the variables that send every AWS client to the local AWS, with no credentials of the user's in reach."""
    return {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": url,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        **({"AWS_REGION": region, "AWS_DEFAULT_REGION": region} if region else {}),
    }


def without_the_users_own(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment less every variable that concerns the user's own AWS or Pulumi."""
    return {name: value for name, value in environment.items() if not name.startswith(_OF_THE_USER)}


def loopback_without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that exempt the loopback interface from the proxies that an environment names.

    The engine, the providers and the local AWS talk to each other on it, where no proxy can reach them.

    Args:
        environment: The user's environment.

    Returns:
        `NO_PROXY` and the variables like it, with what the user exempts; empty if the environment names no proxy.
    """
    if not any(value for name, value in environment.items() if name.lower() in _PROXIES):
        return {}
    exempt = environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    lists = {"NO_PROXY": environment.get("NO_PROXY") or exempt, "no_proxy": exempt}
    if of_grpc := environment.get("no_grpc_proxy"):
        lists["no_grpc_proxy"] = of_grpc  # gRPC reads this one in place of no_proxy
    return {name: _with_loopback(hosts) for name, hosts in lists.items()}


def _with_loopback(hosts: str) -> str:
    named = [host.strip() for host in hosts.split(",") if host.strip()]
    if "*" in named:  # all hosts; Python takes it as that only if it stands alone
        return "*"
    return ",".join([*named, *(host for host in _LOOPBACK if host not in named)])
