"""The environment in which pip installs what a lock pins, where it is to be installed.

Imports the standard library only.
"""

from collections.abc import Mapping

_KEPT = {
    *("CACHE_DIR", "CERT", "CLIENT_CERT", "CONFIG_FILE", "DEFAULT_TIMEOUT", "EXTRA_INDEX_URL", "FIND_LINKS"),
    *("INDEX_URL", "KEYRING_PROVIDER", "NO_CACHE_DIR", "NO_INDEX", "PROXY", "RETRIES", "TIMEOUT", "TRUSTED_HOST"),
}
"""The user's settings of pip that say how it reaches an index. All others would change what is installed, or where."""


def pip_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for pip: the user's, without what would change what is installed or where.

    Args:
        environment: The user's environment.
    """

    def keep(name: str) -> bool:
        if name.startswith("PIP_"):
            return name.removeprefix("PIP_") in _KEPT
        return not name.startswith("PYTHON")

    return {name: value for name, value in environment.items() if keep(name)} | {"PYTHONUNBUFFERED": "1"}
