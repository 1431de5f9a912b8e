"""Inspector: repositories of code are scanned too, and an account that nobody enabled is one without scans."""

from typing import Any, Final

from moto.inspector2.models import AccountStatus, Inspector2Backend

from .request import attributes, replace

_CODE: Final = "CODE_REPOSITORY"
_toggle: Any = AccountStatus.toggle
_to_batch_json: Any = AccountStatus.to_batch_json
_status_of: Any = getattr(AccountStatus, "_status")  # noqa: B009 - private to moto


def toggle(self: AccountStatus, resource_types: list[str], enable: bool) -> None:
    """Turn scans on or off.

    https://docs.aws.amazon.com/inspector/v2/APIReference/API_Enable.html
    """
    _toggle(self, resource_types, enable)
    if _CODE in resource_types:
        attributes(self)["code_repository"] = "ENABLED" if enable else "DISABLED"


def _code(status: AccountStatus) -> str:
    return attributes(status).get("code_repository", "DISABLED")


def _status(self: AccountStatus) -> str:
    return "ENABLED" if _code(self) == "ENABLED" else _status_of(self)


def to_batch_json(self: AccountStatus) -> dict[str, Any]:
    """Tell what of an account is scanned."""
    told = _to_batch_json(self)
    return {**told, "resourceState": {**told["resourceState"], "codeRepository": {"status": _code(self)}}}


def batch_get_account_status(self: Inspector2Backend, account_ids: list[str] | None) -> list[dict[str, Any]]:
    """Tell what of accounts is scanned; of one's own, if none is named.

    https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html
    """
    asked = account_ids or [self.account_id]
    known: Any = self.account_status
    return [known.get(id, AccountStatus(id)).to_batch_json() for id in asked]


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(AccountStatus, toggle, to_batch_json, _status)
    replace(Inspector2Backend, batch_get_account_status)
