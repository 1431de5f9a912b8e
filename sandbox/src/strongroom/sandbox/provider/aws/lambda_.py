"""AWS Lambda."""

import json
from collections.abc import Iterator
from typing import Any, Final, cast

from ..assets import zipped
from ..resource import CHOSEN, PLAIN, REPLACES, AutoName, NotFoundError, Property, Resource, only
from ..schema import Problem
from ..session import Session
from ..wire import Props

_CODE = frozenset({"code", "codeSha256", "sourceCodeHash", "architectures"})
_UNRESERVED = -1


class Function(Resource):
    """A function whose code is an archive. Its id is its name."""

    token = "aws:lambda/function:Function"
    taggable = True
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=64)),
        "role": PLAIN,
        "code": Property(needed=True),
        "handler": PLAIN,
        "runtime": PLAIN,
        "packageType": Property(default="Zip", replace=True),
        "architectures": CHOSEN,
        "description": PLAIN,
        "memorySize": Property(default=128),
        "timeout": Property(default=3),
        "ephemeralStorage": Property(computed=True, nested=frozenset({"size"})),
        "environment": Property(nested=frozenset({"variables"})),
        "kmsKeyArn": PLAIN,
        "layers": PLAIN,
        "vpcConfig": Property(nested=frozenset({"securityGroupIds", "subnetIds"})),
        "tracingConfig": Property(computed=True, nested=frozenset({"mode"})),
        "loggingConfig": Property(
            computed=True, nested=frozenset({"logFormat", "logGroup", "applicationLogLevel", "systemLogLevel"})
        ),
        "deadLetterConfig": Property(nested=frozenset({"targetArn"})),
        "reservedConcurrentExecutions": Property(default=_UNRESERVED, after_create=True),
        "publish": Property(default=False),
        "codeSha256": CHOSEN,
        "sourceCodeHash": CHOSEN,
        "skipDestroy": Property(default=False),
    }

    def problems(self, props: Props) -> Iterator[Problem]:
        """Return what AWS would refuse only when the function is made, or what the sandbox can't hold."""
        for name, least, most in (("memorySize", 128, 10240), ("timeout", 1, 900)):
            value = props.get(name)
            if isinstance(value, int) and not least <= value <= most:
                yield Problem(name, f"expected {least} to {most}")
        if props.get("packageType", "Zip") != "Zip":
            yield Problem("packageType", "the sandbox holds functions whose code is an archive (Zip), not images")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the function."""
        given = {name: value for name, value in _configuration(props).items() if not _is_empty(value)}
        architectures = {"Architectures": props["architectures"]} if props.get("architectures") else {}
        made = aws.client("lambda").create_function(
            FunctionName=props["name"],
            Code={"ZipFile": zipped(props["code"])},
            PackageType=props["packageType"],
            Publish=props["publish"],
            Tags=tags,
            **architectures,
            **given,
        )
        return made["FunctionName"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the function."""
        client = aws.client("lambda")
        found = client.get_function(FunctionName=id)
        config: dict[str, Any] = found["Configuration"]
        reserved = client.get_function_concurrency(FunctionName=id).get("ReservedConcurrentExecutions", _UNRESERVED)
        version: str = client.list_versions_by_function(FunctionName=id)["Versions"][-1]["Version"]
        arn: str = config["FunctionArn"]
        return {
            **_arns(aws, arn, version),
            **_told(config),
            "name": config["FunctionName"],
            "version": version,
            "reservedConcurrentExecutions": reserved,
            "tags": found.get("Tags", {}),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the function, and publish what it has become if the program says so."""
        client = aws.client("lambda")
        if "reservedConcurrentExecutions" in changed:
            _reserve(client, id, props["reservedConcurrentExecutions"])
        if _CODE & changed:
            architectures = {"Architectures": props["architectures"]} if props.get("architectures") else {}
            client.update_function_code(FunctionName=id, ZipFile=zipped(props["code"]), **architectures)
        others = changed - _CODE - {"reservedConcurrentExecutions", "publish", "skipDestroy"}
        if others:
            client.update_function_configuration(FunctionName=id, **_configuration(props))
        if props["publish"] and (others or (_CODE | {"publish"}) & changed):
            client.publish_version(FunctionName=id)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the function, unless the program says to keep it."""
        if not known.get("skipDestroy"):
            aws.client("lambda").delete_function(FunctionName=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("lambda").tag_resource(Resource=known["arn"], Tags=tags)

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("lambda").untag_resource(Resource=known["arn"], TagKeys=keys)


def _reserve(client: Any, name: str, executions: int) -> None:
    if executions == _UNRESERVED:
        client.delete_function_concurrency(FunctionName=name)
    else:
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=executions)


def _configuration(props: Props) -> dict[str, Any]:
    """Return a function's configuration as AWS takes it; what is empty clears what was set before."""
    inside: dict[str, Props] = {
        name: props.get(name) or {} for name in ("environment", "vpcConfig", "deadLetterConfig")
    }
    vpc = inside["vpcConfig"]
    asked: dict[str, Any] = {
        "Role": props["role"],
        "Handler": props.get("handler"),
        "Runtime": props.get("runtime"),
        "Description": props.get("description") or "",
        "MemorySize": props["memorySize"],
        "Timeout": props["timeout"],
        "Environment": {"Variables": inside["environment"].get("variables") or {}},
        "KMSKeyArn": props.get("kmsKeyArn") or "",
        "Layers": props.get("layers") or [],
        "VpcConfig": {"SubnetIds": vpc.get("subnetIds", []), "SecurityGroupIds": vpc.get("securityGroupIds", [])},
        "DeadLetterConfig": {"TargetArn": inside["deadLetterConfig"].get("targetArn", "")},
        "EphemeralStorage": _capitalized(props.get("ephemeralStorage")),
        "TracingConfig": _capitalized(props.get("tracingConfig")),
        "LoggingConfig": _capitalized(props.get("loggingConfig")),
    }
    return {name: value for name, value in asked.items() if value is not None}


def _is_empty(value: Any) -> bool:
    return not any(cast("dict[str, Any]", value).values()) if isinstance(value, dict) else not value


def _capitalized(values: Props | None) -> dict[str, Any] | None:
    return {f"{name[0].upper()}{name[1:]}": value for name, value in values.items()} if values else None


def _lowered(values: dict[str, Any] | None) -> Props | None:
    return {f"{name[0].lower()}{name[1:]}": value for name, value in values.items()} if values else None


def _told(config: dict[str, Any]) -> Props:
    """Return what AWS says of a function's configuration."""
    vpc: dict[str, Any] = config.get("VpcConfig") or {}
    variables = config.get("Environment", {}).get("Variables")
    return {
        "role": config["Role"],
        "handler": config.get("Handler"),
        "runtime": config.get("Runtime"),
        "packageType": config["PackageType"],
        "architectures": config["Architectures"],
        "description": config.get("Description") or None,
        "memorySize": config["MemorySize"],
        "timeout": config["Timeout"],
        "ephemeralStorage": _lowered(config["EphemeralStorage"]),
        "environment": {"variables": variables} if variables else None,
        "kmsKeyArn": config.get("KMSKeyArn"),
        "layers": [layer["Arn"] for layer in config.get("Layers", [])] or None,
        "vpcConfig": {"securityGroupIds": vpc["SecurityGroupIds"], "subnetIds": vpc["SubnetIds"]} if vpc else None,
        "tracingConfig": _lowered(config["TracingConfig"]),
        "loggingConfig": _lowered(config["LoggingConfig"]),
        "deadLetterConfig": _lowered(config.get("DeadLetterConfig")),
        "codeSha256": config["CodeSha256"],
        "sourceCodeSize": config["CodeSize"],
        "lastModified": config["LastModified"],
    }


def _arns(aws: Session, arn: str, version: str) -> Props:
    """Return the ways to name a function: API Gateway invokes it through ARNs of its own."""
    gateway = f"arn:{aws.partition}:apigateway:{aws.region}:lambda:path"
    return {
        "arn": arn,
        "qualifiedArn": f"{arn}:{version}",
        "invokeArn": f"{gateway}/2015-03-31/functions/{arn}/invocations",
        "qualifiedInvokeArn": f"{gateway}/2015-03-31/functions/{arn}:{version}/invocations",
        "responseStreamingInvokeArn": f"{gateway}/2021-11-15/functions/{arn}/response-streaming-invocations",
    }


class Permission(Resource):
    """A statement in a function's policy. Its id is the statement's; it is imported as `FUNCTION/STATEMENT`."""

    token = "aws:lambda/permission:Permission"
    properties = {
        "function": REPLACES,
        "statementId": Property(replace=True, autoname=AutoName(max_length=100)),
        "action": REPLACES,
        "principal": REPLACES,
        "principalOrgId": REPLACES,
        "qualifier": REPLACES,
        "sourceAccount": REPLACES,
        "sourceArn": REPLACES,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Add the statement."""
        names = {
            "function": "FunctionName",
            "statementId": "StatementId",
            "action": "Action",
            "principal": "Principal",
            "principalOrgId": "PrincipalOrgID",
            "qualifier": "Qualifier",
            "sourceAccount": "SourceAccount",
            "sourceArn": "SourceArn",
        }
        aws.client("lambda").add_permission(**{name: props[ours] for ours, name in names.items() if ours in props})
        return props["statementId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the statement."""
        function, statement_id = _place(id, known)
        qualifier = {"Qualifier": known["qualifier"]} if known.get("qualifier") else {}
        policy = json.loads(aws.client("lambda").get_policy(FunctionName=function, **qualifier)["Policy"])
        statement = only([one for one in policy["Statement"] if one["Sid"] == statement_id])
        condition = statement.get("Condition", {})
        equal = condition.get("StringEquals", {})
        principal = statement["Principal"]
        return {
            "function": function,
            "statementId": statement_id,
            "action": statement["Action"],
            "principal": principal if isinstance(principal, str) else next(iter(principal.values())),
            "principalOrgId": equal.get("aws:PrincipalOrgID"),
            "qualifier": known.get("qualifier"),
            "sourceAccount": equal.get("AWS:SourceAccount"),
            "sourceArn": condition.get("ArnLike", {}).get("AWS:SourceArn"),
        }

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the statement away."""
        function, statement_id = _place(id, known)
        qualifier = {"Qualifier": known["qualifier"]} if known.get("qualifier") else {}
        aws.client("lambda").remove_permission(FunctionName=function, StatementId=statement_id, **qualifier)


def _place(id: str, known: Props) -> tuple[str, str]:
    """Return the function and the statement that an id names: of an import both, else the statement alone."""
    function, _, statement_id = id.rpartition("/")
    if not (function or known.get("function")):
        raise NotFoundError(f"{id} names no function: import a permission as FUNCTION/STATEMENT")
    return known.get("function") or function, statement_id


RESOURCES: Final = (Function(), Permission())
