"""The rotation of secrets."""

from collections.abc import Iterator
from typing import Any, cast

from ...resource import PLAIN, REPLACES, Property, Resource
from ...schema import Problem
from ...session import Session
from ...wire import Props
from .common import described

_CONFIGURATION = frozenset({"rotationEnabled", "rotationLambdaArn", "rotationRules"})
_RULES = {
    "automaticallyAfterDays": "AutomaticallyAfterDays",
    "duration": "Duration",
    "scheduleExpression": "ScheduleExpression",
}


class SecretRotation(Resource):
    """How and when a secret is rotated. Its id is the secret's ARN."""

    token = "aws:secretsmanager/secretRotation:SecretRotation"
    properties = {
        "secretId": REPLACES,
        "rotationLambdaArn": PLAIN,
        "rotationRules": Property(nested=frozenset(_RULES)),
        "rotateImmediately": Property(default=True),  # said when rotation is configured; AWS does not keep it
        "rotationEnabled": Property(computed=True),
    }

    def problems(self, props: Props) -> Iterator[Problem]:
        """Return what is wrong with the rules: there must be some, of days or of a schedule, unless rotation is off."""
        rules = props.get("rotationRules")
        if props.get("rotationEnabled") is False:
            if rules:
                yield Problem("rotationRules", "leave them out where rotationEnabled is false")
        elif rules is None:
            yield Problem("rotationRules", "give automaticallyAfterDays or scheduleExpression")
        elif isinstance(rules, dict):
            yield from _rule_problems(cast("Props", rules))

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Configure rotation, or turn it off."""
        return self._configure(aws, props)

    @staticmethod
    def _configure(aws: Session, props: Props) -> str:
        client = aws.client("secretsmanager")
        if props.get("rotationEnabled") is False:
            return client.cancel_rotate_secret(SecretId=props["secretId"])["ARN"]
        function = {"RotationLambdaARN": props["rotationLambdaArn"]} if props.get("rotationLambdaArn") else {}
        rotated = client.rotate_secret(
            SecretId=props["secretId"],
            RotateImmediately=props["rotateImmediately"],
            RotationRules={_RULES[name]: value for name, value in props["rotationRules"].items()},
            **function,
        )
        return rotated["ARN"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the secret's rotation; of one that is turned off, only that."""
        secret = described(aws, id)
        enabled = secret.get("RotationEnabled", False)
        rules: dict[str, Any] = secret.get("RotationRules", {}) if enabled else {}
        return {
            "secretId": known.get("secretId", secret["ARN"]),
            "rotationEnabled": enabled,
            "rotationLambdaArn": secret.get("RotationLambdaARN") if enabled else None,
            "rotationRules": {ours: rules[name] for ours, name in _RULES.items() if name in rules} or None,
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Configure rotation anew, which rotates the secret if the program says so."""
        if _CONFIGURATION & changed:
            self._configure(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Turn rotation off."""
        described(aws, id)
        aws.client("secretsmanager").cancel_rotate_secret(SecretId=id)


def _rule_problems(rules: Props) -> Iterator[Problem]:
    days = rules.get("automaticallyAfterDays")
    if (days is None) == (rules.get("scheduleExpression") is None):
        yield Problem("rotationRules", "give one of automaticallyAfterDays and scheduleExpression")
    elif isinstance(days, int) and not 1 <= days <= 1000:
        yield Problem("rotationRules.automaticallyAfterDays", "expected 1 to 1000")
