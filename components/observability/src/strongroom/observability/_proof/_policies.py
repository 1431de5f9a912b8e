"""Reads policies: what their statements allow and deny, to whom, and under what conditions."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, cast

_ACCOUNT = re.compile(r"(?:arn:aws[a-z-]*:(?:iam|sts)::)?(\d{12})(?::.*)?")
_SOURCES = frozenset(
    {
        *("aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths"),
        *("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner"),
        *("aws:sourcevpc", "aws:sourcevpce", "aws:userid", "kms:calleraccount", "s3:dataaccesspointaccount"),
    }
)
"""Keys of conditions that say who may, so that a policy for everyone is not public.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""


@dataclass(frozen=True)
class Statement:
    """A statement of a policy."""

    effect: str
    """`Allow` or `Deny`."""
    principals: tuple[str, ...]
    """Who it is about: ARNs, accounts, services, or `*`; none in the policy of a role or user."""
    actions: tuple[str, ...]
    """Actions that it is about, in lower case; `*` where it is about all but some."""
    resources: tuple[str, ...]
    """What it is about; `*` where it is about all but some, or names nothing."""
    conditions: Mapping[tuple[str, str], tuple[str, ...]]
    """Values by operator and key, both in lower case."""

    @property
    def allows(self) -> bool:
        """Whether it allows."""
        return self.effect == "Allow"

    @property
    def everyone(self) -> bool:
        """Whether it is about everyone."""
        return "*" in self.principals

    @property
    def public(self) -> bool:
        """Whether it allows everyone, whoever and wherever they are."""
        return self.allows and self.everyone and not any(self._says_who(*each) for each in self.conditions.items())

    def about(self, *actions: str) -> bool:
        """Tell whether it is about one of some actions.

        Args:
            actions: Such as `kms:Decrypt`.
        """
        return any(fnmatchcase(action.lower(), pattern) for action in actions for pattern in self.actions)

    def covers(self, resource: str) -> bool:
        """Tell whether it is about a resource.

        Args:
            resource: Its ARN, or a pattern that must be covered as a whole.
        """
        return any(fnmatchcase(resource, pattern) for pattern in self.resources)

    @staticmethod
    def _says_who(condition: tuple[str, str], values: tuple[str, ...]) -> bool:
        operator, key = condition
        positive = (
            not operator.removeprefix("foranyvalue:")
            .removeprefix("forallvalues:")
            .startswith(("stringnot", "arnnot", "null"))
        )
        return positive and key in _SOURCES and not any(value in ("*", "arn:*") for value in values)


def statements(document: Any) -> tuple[Statement, ...]:
    """Return the statements of a policy; none if there is no policy, or it can't be read.

    Args:
        document: The policy as JSON, or as a mapping.
    """
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError:
            return ()
    found = _mapping(document).get("Statement")
    listed = cast("list[Any]", found) if isinstance(found, list) else [found]
    return tuple(_statement(_mapping(each)) for each in listed if isinstance(each, dict))


def account_of(principal: str) -> str:
    """Return the account of a principal; empty if it names none.

    Args:
        principal: An account, or an ARN.
    """
    found = _ACCOUNT.fullmatch(principal)
    return found[1] if found else ""


def allowed(found: Iterable[Statement], *actions: str) -> list[Statement]:
    """Return the statements that allow one of some actions.

    Args:
        found: The statements.
        actions: Such as `kms:Decrypt`.
    """
    return [each for each in found if each.allows and each.about(*actions)]


def _statement(found: Mapping[str, Any]) -> Statement:
    principal = found.get("Principal")
    conditions = {
        (operator.lower(), key.lower()): _texts(values)
        for operator, keys in _mapping(found.get("Condition")).items()
        for key, values in _mapping(keys).items()
    }
    return Statement(
        effect=str(found.get("Effect") or "Deny"),
        principals=("*",) if "NotPrincipal" in found else _texts([*_mapping(principal).values()] or principal),
        actions=("*",) if "NotAction" in found else tuple(each.lower() for each in _texts(found.get("Action"))),
        resources=("*",) if "NotResource" in found else _texts(found.get("Resource")) or ("*",),
        conditions=conditions,
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _texts(value: Any) -> tuple[str, ...]:
    """Return the texts in a value, or in a list of such, which policies have wherever there may be several."""
    if isinstance(value, list):
        return tuple(text for each in cast("list[Any]", value) for text in _texts(each))
    if isinstance(value, bool):
        return (str(value).lower(),)
    return () if value is None else (str(value),)
