"""The policies of functions: each statement has an id of its own, and a service is let in or not."""

import json
from fnmatch import fnmatchcase
from typing import Any

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaBackend

from ..request import replace

_add_permission: Any = LambdaBackend.add_permission


class ResourceConflictError(LambdaClientError):
    """What is to be made exists."""

    code = 409

    def __init__(self, message: str) -> None:
        super().__init__("ResourceConflictException", message)


def add_permission(self: LambdaBackend, function_name: str, qualifier: str, raw: str) -> dict[str, Any]:
    """Let somebody use a function.

    https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
    """
    wanted = json.loads(raw)["StatementId"]
    if any(statement["Sid"] == wanted for statement in self.get_function(function_name, qualifier).policy.statements):
        raise ResourceConflictError(
            f"The statement id ({wanted}) provided already exists. Please provide a new statement id, "
            "or remove the existing statement."
        )
    return _add_permission(self, function_name, qualifier, raw)


def lets_in(statements: list[dict[str, Any]], service: str, source_arn: str, source_account: str) -> bool:
    """Tell whether a function's policy lets a service invoke it on behalf of a resource."""
    return any(
        statement["Action"] in ("lambda:InvokeFunction", "lambda:*")
        and statement["Principal"] == {"Service": service}
        and _holds(statement.get("Condition", {}), source_arn, source_account)
        for statement in statements
    )


def _holds(condition: dict[str, dict[str, str]], source_arn: str, source_account: str) -> bool:
    arn = condition.get("ArnLike", {}).get("AWS:SourceArn", source_arn)
    account = condition.get("StringEquals", {}).get("AWS:SourceAccount", source_account)
    return account == source_account and fnmatchcase(source_arn, arn)


def install() -> None:
    """Put the operation in the place of moto's."""
    replace(LambdaBackend, add_permission)
