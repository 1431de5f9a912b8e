"""Every model of every package, and inputs for it."""

import importlib
import pkgutil
from collections.abc import Iterator
from inspect import isabstract
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

import strongroom.compute
import strongroom.core
import strongroom.data
import strongroom.edge
import strongroom.network
import strongroom.observability
from strongroom.core import InputError, Model

PACKAGES = (
    strongroom.core,
    strongroom.network,
    strongroom.data,
    strongroom.compute,
    strongroom.edge,
    strongroom.observability,
)


def models_in(annotation: Any) -> Iterator[type[Model]]:
    """Yield the models that a type mentions."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def every_model() -> list[type[Model]]:
    """Return each model that a package defines, by its name."""
    models = {
        value
        for package in PACKAGES
        for module in _modules(package)
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Model)
        and value.__module__ == module.__name__
        and not isabstract(value)
        and value.__name__ not in _BASES
    }
    return sorted(models, key=lambda model: f"{model.__module__}.{model.__name__}")


_ACCOUNT = "123456789012"
_UUID = "12345678-1234-1234-1234-123456789012"
_SUBNETS = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
_CANDIDATES: list[Any] = [
    "portal",
    "Portal",
    "eu-central-1",
    "eu-central-1a",
    "10.0.0.0/16",
    "portal.example.com",
    "https://portal.example.com",
    "https://portal.example.com/path",
    "alerts@example.com",
    "/api/*",
    "/index.html",
    "index.html",
    "200",
    "DE",
    "CPUUtilization",
    "AWS/EC2",
    "cron(0 5 * * ? *)",
    "s3:GetObject",
    "Z0123456789ABCDEFGHIJ",
    "T0123ABCDEF",
    "C0123456789",
    _UUID,
    "19%3a0123456789abcdef%40thread.tacv2",
    "db.t4g.medium",
    "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "function handler(event) { return event.request; }",
    "postgres",
    "16.4",
    "portal-site-dev.s3.eu-central-1.amazonaws.com",
    "portal-123.eu-central-1.elb.amazonaws.com",
    "E1234567890ABC",
    "d111111abcdef8.cloudfront.net",
    f"arn:aws:kms:eu-central-1:{_ACCOUNT}:key/{_UUID}",
    f"arn:aws:acm:us-east-1:{_ACCOUNT}:certificate/{_UUID}",
    f"arn:aws:sns:eu-central-1:{_ACCOUNT}:alerts",
    f"arn:aws:sqs:eu-central-1:{_ACCOUNT}:alerts",
    f"arn:aws:iam::{_ACCOUNT}:role/delivery",
    f"arn:aws:lambda:eu-central-1:{_ACCOUNT}:function:rotate",
    f"arn:aws:logs:eu-central-1:{_ACCOUNT}:log-group:/portal",
    f"arn:aws:rds:eu-central-1:{_ACCOUNT}:db:portal",
    f"arn:aws:rds:eu-central-1:{_ACCOUNT}:cluster:portal",
    f"arn:aws:cloudfront::{_ACCOUNT}:distribution/E1234567890ABC",
    f"arn:aws:backup:eu-central-1:{_ACCOUNT}:backup-vault:portal",
    f"arn:aws:elasticloadbalancing:eu-central-1:{_ACCOUNT}:loadbalancer/app/portal/50dc6c495c0c9188",
    f"arn:aws:cloudwatch:eu-central-1:{_ACCOUNT}:alarm:portal",
    "arn:aws:s3:::portal-logs",
    *(f"{kind}-0123456789abcdef0" for kind in ("vpc", "subnet", "sg", "pl", "pcx", "tgw", "eipalloc", "ipam-pool")),
    1,
    30,
    300,
    True,
    _SUBNETS,
    ["10.0.0.0/16"],
    [80],
    ["portal"],
    ["s3:GetObject"],
    ["arn:aws:s3:::portal-logs/*"],
    ["5xx"],
    [{"name": "portal"}],
    {"portal": "portal"},
    {"portal": {}},
    {},
    "0 5 * * *",
]
_KEY = f"arn:aws:kms:eu-central-1:{_ACCOUNT}:key/{_UUID}"
_RULES: dict[str, dict[str, Any]] = {
    "BackupPlanArgs": {"resource_tags": {"Backup": "daily"}},
    "BackupSelection": {"resource_tags": {"Backup": "daily"}},
    "BucketArgs": {"kms_key_arn": _KEY},
    "EgressRule": {"cidr_block": "10.0.0.0/16"},
    "ResourceStatement": {"principal_arns": [f"arn:aws:iam::{_ACCOUNT}:role/delivery"]},
    "BucketStatement": {"principal_arns": [f"arn:aws:iam::{_ACCOUNT}:role/delivery"]},
    "WebServiceArgs": {"durability": "ephemeral"},
    "AuroraClusterArgs": {"subnet_ids": _SUBNETS},
    "DatabaseArgs": {"subnet_ids": _SUBNETS},
    "Rule": {"itself": True},
    "ComplianceArgs": {"bucket_name": "portal-logs"},
}
"""Inputs that rules between fields ask for."""
_BASES = {"AlarmSetArgs", "TrailAlarmsArgs"}
"""Models that only their subclasses complete."""


def required_inputs(model: type[Model]) -> dict[str, Any]:
    """Return values for a model's required fields, found by trying, as far as any fits, and what its rules ask for."""
    fields = {name: _fit(model, name) for name, field in model.model_fields.items() if field.is_required()}
    return {name: value for name, value in fields.items() if value is not None} | _RULES.get(model.__name__, {})


def _fit(model: type[Model], name: str) -> Any:
    annotation = model.model_fields[name].annotation
    nested = [required_inputs(each) for each in models_in(annotation)]
    single = [*_literals(annotation), *_CANDIDATES, *nested]
    for value in [*single, *([each] for each in single), *({"portal": each} for each in nested)]:
        try:
            model.model_validate({name: value})
        except InputError as error:
            if any(problem.path.split(".")[0] == name for problem in error.problems):
                continue
        return value
    return None


def _literals(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    for argument in get_args(annotation):
        yield from _literals(argument)
