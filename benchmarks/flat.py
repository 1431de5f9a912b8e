"""A deployed stack written anew as a flat program: the same cloud resources, by plain calls, without components.

It is what our components are compared with, so it does as little as a program can: no invokes, no parents, literal
values wherever no other resource's output is needed.
"""

import json
import keyword
import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final, cast

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
"""The key by which Pulumi tells a special value in a state from an ordinary object."""
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the mark of a secret, and none itself
_ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
_DEFAULT_PROVIDER: Final = "default_"


@dataclass(frozen=True)
class _Reference:
    """A value of a resource that others may be given: an expression of the program, and what it was when deployed."""

    expression: str
    value: str
    identifies: bool
    """An id or an ARN, which can be recognised within a longer string, such as a policy."""


@dataclass(frozen=True)
class _Made:
    """A resource of the program so far."""

    variable: str
    references: Sequence[_Reference]


def write_flat_project(folder: Path, deployment: Mapping[str, Any]) -> None:
    """Write a Pulumi project that registers the cloud resources of a stack, each by a call of its own.

    What a value owes to other resources, by Pulumi's own record, becomes a reference to their outputs: the value as a
    whole, ids and ARNs inside a policy, a subnet's place in a CIDR block that AWS chose. Anything else that was
    computed from an output stays what it was, and is made after the resource that it came from. Names that Pulumi and
    the provider chose are theirs to choose again. Options other than dependencies and `ignore_changes` do not matter
    to a deployment's speed and are left out.

    Args:
        folder: Where to write it; made if it does not exist.
        deployment: What `pulumi stack export --show-secrets` calls `deployment`.

    Raises:
        ValueError: The stack has what is not supported here: an explicit provider, or an asset of a remote address.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Pulumi.yaml").write_text("name: flat\nruntime: python\n")
    (folder / "__main__.py").write_text(_program(deployment))


def _program(deployment: Mapping[str, Any]) -> str:
    """Return the program; a state lists each resource after those that it depends on, so its order is kept."""
    made: dict[str, _Made] = {}
    packages = {"ipaddress", "pulumi"}
    calls: list[str] = []
    resources: list[dict[str, Any]] = deployment["resources"]
    for number, resource in enumerate((each for each in resources if _is_of_a_cloud(each)), 1):
        package, path = _python_path(resource["type"])
        variable = f"{_snake(path.rsplit('.', 1)[-1])}_{number}"
        packages.add(package)
        calls.append(f"{variable} = {package}.{path}({_arguments(resource, variable, made)})")
        made[resource["urn"]] = _Made(variable, _references(resource, variable))
    imports = [f"import {package}" for package in sorted(packages)]
    return "\n".join([*imports, "", *calls, ""])


def _is_of_a_cloud(resource: Mapping[str, Any]) -> bool:
    name = resource["urn"].rsplit("::", 1)[-1]
    if resource["type"].startswith("pulumi:providers:") and not name.startswith(_DEFAULT_PROVIDER):
        raise ValueError(f"{resource['urn']}: a flat program has default providers only")
    return resource["custom"] and not resource["type"].startswith("pulumi:")


def _python_path(token: str) -> tuple[str, str]:
    """Return the package and the path in it of a type: `aws:ec2/vpc:Vpc` is `ec2.Vpc` of `pulumi_aws`."""
    package, module, name = token.split(":")
    module = module.split("/")[0]
    if keyword.iskeyword(module):
        module += "_"
    return f"pulumi_{package}", name if module == "index" else f"{module}.{name}"


def _arguments(resource: Mapping[str, Any], variable: str, made: Mapping[str, _Made]) -> str:
    """Return the arguments of the call: inputs that the program gave, and the order that no value carries."""
    inputs: dict[str, Any] = resource.get("inputs") or {}
    sources: dict[str, list[str]] = resource.get("propertyDependencies") or {}
    ignored: list[str] = resource.get("ignoreChanges") or []
    dependencies: list[str] = resource.get("dependencies") or []
    arguments = [repr(variable.replace("_", "-"))]
    for name, value in _given(inputs).items():
        candidates = [each for urn in sources.get(name, []) if urn in made for each in made[urn].references]
        arguments.append(f"{_snake(name)}={_expression(value, candidates)}")
    written = ", ".join(arguments)
    before = [made[urn].variable for urn in dependencies if urn in made]
    options = {
        "depends_on": [each for each in before if not re.search(rf"\b{each}\.", written)],
        "ignore_changes": [repr(_snake(each)) for each in ignored],
    }
    listed = [f"{name}=[{', '.join(values)}]" for name, values in options.items() if values]
    return f"{written}, opts=pulumi.ResourceOptions({', '.join(listed)})" if listed else written


def _given(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs that the program gave: those are left out that the provider filled in."""
    filled_in = {"__defaults", *inputs.get("__defaults", [])}
    return {name: value for name, value in inputs.items() if name not in filled_in}


def _expression(value: Any, candidates: Sequence[_Reference]) -> str:
    """Return a value as Python, with what other resources gave as references to them."""
    match value:
        case str():
            return _text(value, candidates)
        case list():
            return f"[{', '.join(_expression(item, candidates) for item in cast('list[Any]', value))}]"
        case dict() if _is_secret(value):
            return f"pulumi.Output.secret({_expression(_revealed(value), candidates)})"
        case dict() if _SIGNATURE in value:
            return _asset(cast("dict[str, Any]", value))
        case dict():
            items = _given(cast("dict[str, Any]", value)).items()
            return f"{{{', '.join(f'{key!r}: {_expression(item, candidates)}' for key, item in items)}}}"
        case _:
            return repr(value)


def _asset(value: Mapping[str, Any]) -> str:
    """Return an asset or an archive, with what it holds: a file that is named by its path is still where it was."""
    match value:
        case {"assets": {**members}}:
            items = cast("dict[str, Any]", members).items()
            return f"pulumi.AssetArchive({{{', '.join(f'{name!r}: {_asset(item)}' for name, item in items)}}})"
        case {"path": str(path)} if path:
            return f"pulumi.File{'Archive' if value[_SIGNATURE] == _ARCHIVE else 'Asset'}({path!r})"
        case {"text": str(text)}:
            return f"pulumi.StringAsset({text!r})"
        case _:
            raise ValueError("a flat program has no assets from elsewhere")


def _text(value: str, candidates: Sequence[_Reference]) -> str:
    for candidate in candidates:
        if candidate.value == value:
            return candidate.expression
    if "/" in value and (part := _part_of_a_network(value, candidates)):
        return part
    within = {each.value: each.expression for each in reversed(candidates) if each.identifies}
    if not within:
        return repr(value)
    longest_first = "|".join(re.escape(each) for each in sorted(within, key=len, reverse=True))
    pieces = [each for each in re.split(f"({longest_first})", value) if each]
    if len(pieces) < 2:
        return repr(value)
    return f"pulumi.Output.concat({', '.join(within.get(each) or repr(each) for each in pieces)})"


def _part_of_a_network(value: str, candidates: Sequence[_Reference]) -> str | None:
    """Return the expression for a CIDR block within another resource's, which AWS chose: the same place in it."""
    try:
        part = ip_network(value)
    except ValueError:
        return None
    for candidate in candidates:
        try:
            whole = ip_network(candidate.value)
        except ValueError:
            continue
        if part.network_address in whole and part.prefixlen > whole.prefixlen:
            place = int(part.network_address) - int(whole.network_address)
            block = f"f'{{ipaddress.ip_network(block)[{place}]}}/{part.prefixlen}'"
            return f"{candidate.expression}.apply(lambda block: {block})"
    return None


def _references(resource: Mapping[str, Any], variable: str) -> list[_Reference]:
    """Return what others may be given of a resource, what identifies it first."""
    outputs = cast("dict[str, Any]", resource.get("outputs") or {})
    found = [_Reference(f"{variable}.id", resource["id"], identifies=True)]
    for name in sorted(outputs, key=lambda name: name != "arn"):
        leaves = _leaves(_revealed(outputs[name]), f"{variable}.{_snake(name)}")
        found += [_Reference(expression, value, identifies=name == "arn") for expression, value in leaves]
    return found


def _leaves(value: Any, expression: str) -> Generator[tuple[str, str], None, None]:
    """Yield the strings in an output. Objects count in lists only: elsewhere they can't be told from maps (tags)."""
    match value:
        case str() if value:
            yield expression, value
        case list():
            for number, item in enumerate(cast("list[Any]", value)):
                members = cast("dict[str, Any]", item) if isinstance(item, dict) else {"": item}
                for name, member in members.items():
                    yield from _leaves(member, f"{expression}[{number}]" + (f".{_snake(name)}" if name else ""))
        case _:
            return


def _revealed(value: Any) -> Any:
    """Return what a secret holds; any other value as it is."""
    return json.loads(value["plaintext"]) if _is_secret(value) else value


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and cast("dict[str, Any]", value).get(_SIGNATURE) == _SECRET


def _snake(name: str) -> str:
    """Return a property or a class as Python names it: `assignIpv6AddressOnCreation`, `DBInstance`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    return f"{words}_" if keyword.iskeyword(words) else words
