"""Validated inputs: checked as soon as they are known."""

import math
from collections.abc import Awaitable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeVar, cast, get_args, get_origin

import pulumi
from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError, core_schema, from_json

from strongroom.core._docstrings import attribute_docstrings
from strongroom.core._errors import InputError, Problem
from strongroom.core._explain import explain
from strongroom.core._shown import hiding

T = TypeVar("T")


_PUBLIC_REASON = "must not be a secret, because everyone who may describe the resource can read it"
_PUBLIC_REMEDY = "keep it in Secrets Manager, and let what needs it read it there"


_NONE_REASON = "must have a value, but the Output resolved to None"
_NONE_REMEDY = "use an Output that has one, or leave the input out"


class _WhenKnown:
    """Validates a plain value now, and an Output by the same rule when it resolves."""

    def __init__(self, *, public: bool = False) -> None:
        self._public = public

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (output,) = (member for member in get_args(source) if get_origin(member) is pulumi.Output)
        (known,) = get_args(output)
        validate = partial(_validate_when_known, public=self._public)
        return core_schema.with_info_wrap_validator_function(validate, handler.generate_schema(known))


def _validate_when_known(
    value: object, validate: core_schema.ValidatorFunctionWrapHandler, info: core_schema.ValidationInfo, *, public: bool
) -> object:
    if isinstance(value, Awaitable):
        value = pulumi.Output.from_input(cast("Awaitable[object]", value))
    if not isinstance(value, pulumi.Output):
        return validate(value)
    output = cast("pulumi.Output[object]", value)
    config = info.config or {}
    subject = config.get("title") or "input"

    async def check(known: object) -> object:
        prefix = (info.field_name,) if info.field_name else ()
        if public and await output.is_secret():
            raise InputError(subject, [Problem(".".join(prefix), _PUBLIC_REASON, _PUBLIC_REMEDY)])
        try:
            return validate(known)
        except ValidationError as error:
            if known is None:
                raise InputError(subject, [Problem(".".join(prefix), _NONE_REASON, _NONE_REMEDY)]) from None
            secret = await output.is_secret()
            found = explain(error, known, is_secret=lambda _: secret)
            raise InputError(subject, [explanation.problem(prefix=prefix) for explanation in found]) from None

    return output.apply(check)


Input = Annotated[T | pulumi.Output[T] | Awaitable[T], _WhenKnown()]
"""A value, or an `Output` or awaitable of it, as in `pulumi.Input`.

A plain value is validated when the args are made. An `Output` is kept, and validated by the same rule when it resolves
(in a preview it may stay unknown, and is then not validated); it stays secret if it is. The rule is that of the type in
brackets, so constraints live in named types: `Input[CidrBlock]`.

Raises:
    InputError: From the model for a plain value; from the deployment for an `Output` that resolves to a wrong one.
"""


PublicInput = Annotated[T | pulumi.Output[T] | Awaitable[T], _WhenKnown(public=True)]
"""An `Input` whose value AWS shows to everyone who may describe the resource; a secret `Output` is refused.

Raises:
    InputError: As from `Input`; from the deployment for a secret `Output`, before the component is registered if the
        Output waits for no resource.
"""


def _input_error(error: ValidationError | InputError, model: type[BaseModel], data: object) -> InputError:
    if isinstance(error, ValidationError):
        return InputError(model.__name__, [explanation.problem() for explanation in explain(error, data, model)])
    # A validator that reports several fields at once raises it.
    hide = hiding(data)
    problems = [Problem(hide(each.path), hide(each.reason), hide(each.remedy)) for each in error.problems]
    return InputError(error.subject, problems)


def _parsed(json_data: str | bytes | bytearray) -> object:
    try:
        return from_json(json_data)
    except ValueError:
        return None


def _listed(value: object) -> object:
    """Let only what has an order become a list."""
    if not isinstance(value, list | tuple):
        raise PydanticKnownError("list_type")
    return cast("object", value)


def _representable(value: object) -> object:
    """Let no number pass that Pulumi can't hand on exactly, or that can't be calculated with."""
    if isinstance(value, int | float) and value not in (math.inf, -math.inf):
        if value > _LARGEST:
            raise PydanticKnownError("less_than_equal", {"le": _LARGEST})
        if value < -_LARGEST:
            raise PydanticKnownError("greater_than_equal", {"ge": -_LARGEST})
    return value


def _no_output(value: object) -> object:
    """Let no Output choose among models, which looks for a field in it: an Output seems to have each."""
    if isinstance(value, pulumi.Output):
        raise PydanticKnownError("model_attributes_type")
    return value


_LARGEST = 2**53 - 1
_CHANGED = ("int", "float", "bool", "list", "tuple", "tagged-union", "model")
"""The kinds of schemas that are made strict, and models."""


def _strict(schema: Any, model: type[BaseModel]) -> Any:
    """Return a model's schema with strict numbers, booleans and lists; those of the models in it are."""
    if isinstance(schema, list | tuple):
        items = [_strict(part, model) for part in cast("list[Any]", schema)]
        return items if isinstance(schema, list) else tuple(items)
    if not isinstance(schema, dict):
        return schema
    parts = cast("dict[str, Any]", schema)
    # By equality, as this is a schema itself where a model has a field called type.
    kind = next((each for each in _CHANGED if parts.get("type") == each), None)
    if kind == "model" and parts.get("cls") is not model:
        return parts
    parts = {
        key: part if key in {"default", "metadata", "serialization"} else _strict(part, model)
        for key, part in parts.items()
    }
    match kind:
        case "int":  # after the field's own limits, which say more
            number = cast("CoreSchema", parts | {"strict": True})
            return core_schema.no_info_after_validator_function(_representable, number)
        case "float":  # before it becomes a float, of which it may be too large
            number = cast("CoreSchema", parts | {"strict": True})
            return core_schema.no_info_before_validator_function(_representable, number)
        case "bool":
            return parts | {"strict": True}
        case "list" | "tuple":
            return core_schema.no_info_before_validator_function(_listed, cast("CoreSchema", parts))
        case "tagged-union":
            return core_schema.no_info_before_validator_function(_no_output, cast("CoreSchema", parts))
        case _:
            return parts


if TYPE_CHECKING:
    # A metaclass derived from pydantic's hides its dataclass_transform: type checkers would see no fields.
    _ModelBase = BaseModel
else:

    class _RaisesInputError(type(BaseModel)):
        """Turns pydantic's error into `InputError` where a model is called.

        Not in the model's `__init__`: pydantic calls that for nested models too, and the outer path would be lost.
        """

        def __call__(cls, *args, **kwargs):
            try:
                return super().__call__(*args, **kwargs)
            except (ValidationError, InputError) as error:
                raise _input_error(error, cls, kwargs) from None

    class _ModelBase(BaseModel, metaclass=_RaisesInputError):
        pass


class Model(_ModelBase):
    """A frozen set of inputs in which every problem is told at once, in plain words.

    Unknown fields are refused, defaults are validated, the docstrings under fields are their descriptions in the JSON
    schema. Numbers and booleans are not made from text, nor from one another: `"3"` is no `int`. Lists and tuples are
    not made from sets, dict views or generators, whose order may differ in each process. Numbers are finite. Rules
    between fields are model validators that raise `ValueError` with what to do instead, or `RuleError`.

    Raises:
        InputError: If an input can't be used; also from `model_validate`.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        hide_input_in_errors=True,
        validate_default=True,
        # Pulumi's configuration has camelCase keys: load_settings validates by them, everything else by name.
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=False,
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler, /) -> CoreSchema:
        """Refuse to make numbers, booleans and lists from values of another kind."""
        return cast("CoreSchema", _strict(handler(source), cls))

    def model_copy(self, *, update: "Mapping[str, Any] | None" = None, deep: bool = False) -> Self:
        """Return a copy. Fields to update are validated, as is the copy as a whole.

        Args:
            update: The fields to update.
            deep: Whether to copy the values as well.

        Raises:
            InputError: If an input can't be used.
        """
        copy = super().model_copy(deep=deep)
        if not update:
            return copy
        fields = {name: getattr(copy, name) for name in copy.model_fields_set}
        return type(self)(**{**fields, **update})

    if not TYPE_CHECKING:

        def __setattr__(self, name, value):
            """Refuse to assign a field: inputs are frozen."""
            reason = "can't be assigned, because inputs are frozen"
            raise InputError(type(self).__name__, [Problem(name, reason, f"use model_copy(update={{{name!r}: …}})")])

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Validate a mapping of inputs; see `pydantic.BaseModel.model_validate` for the options.

        Raises:
            InputError: If an input can't be used.
        """
        try:
            return super().model_validate(obj, **options)
        except (ValidationError, InputError) as error:
            raise _input_error(error, cls, obj) from None

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Validate inputs written as JSON; see `pydantic.BaseModel.model_validate_json` for the options.

        Raises:
            InputError: If an input can't be used.
        """
        try:
            return super().model_validate_json(json_data, **options)
        except (ValidationError, InputError) as error:
            raise _input_error(error, cls, _parsed(json_data)) from None

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler, /) -> JsonSchemaValue:
        """Describe the fields by their docstrings.

        They are read here, and not as pydantic's `use_attribute_docstrings` does when a class is made: no deployment
        needs them, and each would wait for half as long again until the models are made.
        """
        described = handler(schema)
        properties: dict[str, JsonSchemaValue] = handler.resolve_ref_schema(described).get("properties", {})
        for owner in (each for each in cls.__mro__ if issubclass(each, Model) and each is not Model):
            for name, docstring in attribute_docstrings(owner).items():
                field = cls.model_fields.get(name)
                for key in (name, field.alias if field else None):
                    if key in properties:
                        properties[key].setdefault("description", docstring)
        return described

    @classmethod
    def model_json_schema(cls, by_alias: bool | None = False, *args: Any, **options: Any) -> dict[str, Any]:
        """Return the JSON schema, by field names; see `pydantic.BaseModel.model_json_schema` for the options."""
        return super().model_json_schema(bool(by_alias), *args, **options)
