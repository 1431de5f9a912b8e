"""How a resource type or a function of the local AWS is declared.

A type is a class with `create`, `read`, `update` and `delete`, which call AWS through boto3, and a table of the
properties that it supports. Everything that types have in common (checking inputs, default values, automatic names,
diffs, default tags, previews, errors) is done once, around them.
"""

import importlib.metadata
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Literal, TypeVar

from .schema import Problem
from .session import Session
from .wire import Props

Form = Literal["plain", "json", "set"]
T = TypeVar("T")
EVERYTHING: Final = frozenset({"*"})
"""Every property that the installed SDK has for the objects inside a property is supported."""


@dataclass(frozen=True, kw_only=True)
class AutoName:
    """A name that is made from the resource's own when none is given, as the official provider does."""

    max_length: int = 255
    prefix: str = ""
    separator: str = "-"
    """What stands between the resource's name and the random digits."""
    lower: bool = False
    delete_first: bool = True
    """A resource whose given name stays is deleted before its replacement is made, so that they don't clash."""


@dataclass(frozen=True, kw_only=True)
class Property:
    """An input that a resource type supports."""

    replace: bool = False
    """A change of it replaces the resource."""
    default: Any = None
    """What the official provider fills in when it is not given."""
    autoname: AutoName | None = None
    """It is named automatically when not given, unless there is a prefix for it: `namePrefix` for `name`."""
    needed: bool = False
    """The sandbox makes no resource without it, though the SDK lets it be left out for another one."""
    computed: bool = False
    """AWS chooses a value when none is given: to leave it out, once given or imported, changes nothing."""
    form: Form = "plain"
    """What counts as equal: `json` compares documents by meaning, `set` compares lists without their order."""
    after_create: bool = False
    """AWS takes it in a call of its own, after the resource exists: `update` is called for it."""
    nested: frozenset[str] = frozenset()
    """The properties of the objects inside it that are supported."""
    inner: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the official provider fills in inside the objects in it; a mapping holds for an object if there is one."""
    empties: bool = False
    """An empty object in it says something by being there, as a WAF rule's `count` does: it is compared too."""
    partial: bool = False
    """AWS chooses a value for what the objects inside it leave out: only what they say is compared."""


PLAIN = Property()
REPLACES = Property(replace=True)
NEEDED = Property(needed=True, replace=True)
CHOSEN = Property(computed=True)
CHOSEN_ONCE = Property(computed=True, replace=True)


@dataclass(frozen=True)
class Made:
    """A new resource with outputs that are told only now, such as a generated password."""

    id: str
    outputs: Props


_PROTECTIONS: Final = frozenset({"deletionProtection", "enableDeletionProtection"})
_AT_ONCE: Final[Props] = {
    "deleteAutomatedBackups": True,
    "forceDelete": True,
    "forceDestroy": True,
    "recoveryWindowInDays": 0,
    "retainOnDelete": False,
    "skipDestroy": False,
    "skipFinalSnapshot": True,
}
"""What a program may say of a deletion beforehand, and what leaves nothing."""


class Resource(ABC):
    """A resource type of the local AWS. One instance serves every resource of the type; it keeps no state.

    A subclass states `token` and `properties`. Its methods raise botocore's `ClientError` as it comes; one that says
    that the thing does not exist means just that to `read` and `delete`. What `create` does after the thing exists is
    done `with existing(id)`, so that it is known even if that fails.
    """

    token: ClassVar[str]
    """The type, for example `aws:ec2/vpc:Vpc`."""
    properties: ClassVar[Mapping[str, Property]]
    """The inputs that are supported, without `tags` and `region`."""
    one_of: ClassVar[tuple[str, ...]] = ()
    """Inputs of which exactly one must be given, such as the kinds of target that a resource may have."""
    taggable: ClassVar[bool] = False
    """The type has `tags` and `tagsAll`."""
    regional: ClassVar[bool] = True
    """The type takes a `region` of its own."""
    secret_outputs: ClassVar[frozenset[str]] = frozenset()
    """Outputs that the state and the screen never show in plain text."""

    @abstractmethod
    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> "str | Made":
        """Make the resource and return its id, with what can't be read later if there is such a thing."""

    @abstractmethod
    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return what AWS says of the resource: its outputs, and `tags` with every tag it bears; None if it is gone.

        Args:
            aws: The local AWS, in the resource's region.
            id: The id that `create` returned, or that the user imports.
            known: The properties known so far; empty on import.
        """

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Bring the named properties to what `props` says. Tags are not among them."""
        raise NotImplementedError(f"{self.token} has nothing that changes in place, yet {sorted(changed)} changed")

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return what is wrong with inputs that the SDK's types let pass; any of them may be `UNKNOWN`."""
        return ()

    def replaced_by(self, olds: Props, news: Props) -> frozenset[str]:
        """Return the properties whose change replaces the resource in this case, though not in every one."""
        return frozenset()

    def unsettled(self, changed: frozenset[str]) -> frozenset[str]:
        """Return the outputs that AWS chooses anew when the named properties change: a preview can't tell them."""
        return frozenset()

    @abstractmethod
    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Remove the resource."""

    def held(self, id: str) -> Iterable[tuple[str, str]]:
        """Return what is gone once the resource is deleted: a type token, and the beginning of its resources' IDs."""
        return ()

    def take_back(self, aws: Session, id: str, known: Props) -> None:
        """Remove a resource that was made in vain, as if it had never been: unprotected, at once and without a copy.

        It can then be made again under its name.
        """
        for protection in _PROTECTIONS & known.keys():
            if known[protection]:
                self.update(aws, id, {**known, protection: False}, frozenset({protection}))
        at_once = {name: value for name, value in _AT_ONCE.items() if name in self.properties}
        self.delete(aws, id, {**known, **at_once})

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        raise NotImplementedError(f"{self.token} has no tags")

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        raise NotImplementedError(f"{self.token} has no tags")


@dataclass(frozen=True)
class Function:
    """A function (data source) of the local AWS, for example `aws:index/getRegion:getRegion`."""

    token: str
    arguments: frozenset[str]
    """The arguments that are supported, without `region`."""
    call: Callable[[Session, Props], Props]
    """Answers a call."""


@dataclass(frozen=True)
class Package:
    """What one Pulumi provider serves."""

    name: str
    """The provider's name: the first part of its tokens."""
    resources: Mapping[str, Resource]
    """By token."""
    functions: Mapping[str, Function]
    """By token."""

    @classmethod
    def of(cls, name: str, resources: Iterable[Resource], functions: Iterable[Function] = ()) -> "Package":
        """Return the package that holds these types and functions."""
        return cls(
            name,
            {resource.token: resource for resource in resources},
            {function.token: function for function in functions},
        )

    @property
    def version(self) -> str:
        """The version of the installed SDK, whose types are served."""
        return importlib.metadata.version(f"pulumi-{self.name}")


class NotFoundError(LookupError):
    """The thing does not exist: for `read` and `delete`, the same as AWS's own answer that says so."""


class UnfinishedError(Exception):
    """The resource was made, but a later step of its making failed."""

    def __init__(self, id: str, reason: Exception) -> None:
        super().__init__(id)
        self.id = id
        self.reason = reason


@contextmanager
def existing(id: str) -> Generator[None, None, None]:
    """Do what is left of a resource's making once it exists: if that fails, the next deployment goes on with `update`.

    Raises:
        UnfinishedError: It failed.
    """
    try:
        yield
    except Exception as error:
        raise UnfinishedError(id, error) from error


def only(items: list[T]) -> T:
    """Return the single item of a list that AWS answered with.

    Raises:
        NotFoundError: The list is empty.
    """
    if not items:
        raise NotFoundError
    return items[0]
