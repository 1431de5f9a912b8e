"""The environment in which Pulumi, and any AWS client, meet the local AWS and nothing of the user's own."""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from .pulumi_cli import PulumiCli

_OF_THE_USER = ("AWS_", "PULUMI_")


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
        passphrase.touch(mode=0o600)
        passphrase.write_text(secrets.token_urlsafe())
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
