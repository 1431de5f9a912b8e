"""Amazon Inspector."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..errors import ProviderError
from ..resource import Property, Resource, existing
from ..schema import Problem
from ..session import Session
from ..wire import UNKNOWN, Props
from .lists import items_of

_SCANS: Final[Mapping[str, str]] = {
    "EC2": "ec2",
    "ECR": "ecr",
    "LAMBDA": "lambda",
    "LAMBDA_CODE": "lambdaCode",
    "CODE_REPOSITORY": "codeRepository",
}


class Enabler(Resource):
    """What Inspector scans. The id names the accounts and kinds that it was made with."""

    token = "aws:inspector2/enabler:Enabler"
    # The official provider changes the accounts in place, and the id with them.
    properties = {"accountIds": Property(form="set", replace=True), "resourceTypes": Property(form="set")}

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return kinds that Inspector does not scan, or not without another."""
        given: Any = props["resourceTypes"]
        kinds: list[Any] = given if given is not UNKNOWN else []
        for kind in [one for one in kinds if one is not UNKNOWN and one not in _SCANS]:
            yield Problem("resourceTypes", f"Inspector does not scan {kind}; give of {', '.join(_SCANS)}")
        if "LAMBDA_CODE" in kinds and "LAMBDA" not in kinds:
            yield Problem("resourceTypes", "LAMBDA_CODE needs LAMBDA")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Scan these kinds, and no others."""
        accounts: list[str] = sorted(props["accountIds"])
        kinds: list[str] = sorted(props["resourceTypes"])
        id = f"{':'.join(accounts)}-{':'.join(kinds)}"
        self._enable(aws, props)
        with existing(id):
            self._disable_others(aws, props)
        return id

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return what is scanned."""
        accounts = id.partition("-")[0].split(":")
        if not all(account.isdecimal() for account in accounts):
            return None
        answer = aws.client("inspector2").batch_get_account_status(accountIds=accounts)
        enabled = [one for one in answer["accounts"] if one["state"]["status"] == "ENABLED"]
        if not enabled:
            return None
        states: dict[str, Any] = enabled[0]["resourceState"]
        on = [kind for kind, name in _SCANS.items() if states.get(name, {}).get("status") == "ENABLED"]
        return {"accountIds": [one["accountId"] for one in enabled], "resourceTypes": on}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Scan these kinds, and no others.

        Raises:
            ProviderError: Inspector could not be enabled for an account.
        """
        self._enable(aws, props)
        self._disable_others(aws, props)

    @staticmethod
    def _enable(aws: Session, props: Props) -> None:
        inspector = aws.client("inspector2")
        answer = inspector.enable(accountIds=props["accountIds"], resourceTypes=props["resourceTypes"])
        for failed in items_of(answer, "failedAccounts"):
            raise ProviderError(f"{failed['accountId']}: {failed['errorCode']}: {failed['errorMessage']}")

    @staticmethod
    def _disable_others(aws: Session, props: Props) -> None:
        if others := [kind for kind in _SCANS if kind not in props["resourceTypes"]]:
            aws.client("inspector2").disable(accountIds=props["accountIds"], resourceTypes=others)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Scan nothing any more."""
        aws.client("inspector2").disable(accountIds=known["accountIds"], resourceTypes=[*_SCANS])


RESOURCES: Final = (Enabler(),)
