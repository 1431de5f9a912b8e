"""The policies of functions: each statement has an id of its own, and a service is let in or not."""

import json
from typing import Any

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaBackend

from ..permissions import lets
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


def lets_in(function: Any, service: str, source_arn: str, source_account: str) -> bool:
    """Tell whether a function's policy lets a service invoke it on behalf of a resource."""
    policy = json.dumps({"Statement": function.policy.statements})
    context = {"aws:SourceArn": source_arn, "aws:SourceAccount": source_account}
    return lets(policy, service, "lambda:InvokeFunction", function.policy.parent.function_arn, context)


def install() -> None:
    """Put the operation in the place of moto's."""
    replace(LambdaBackend, add_permission)
