"""The longest chain of a deployment: as its dependencies say, and as long as AWS itself forces it to be.

`make -s export | .venv/bin/python benchmarks/critical_path.py` prints both for what is deployed.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from creation_times import UNSEEN_ORDERS, seconds_of

_SHORTEST = 4
"""Characters that a value must have for one resource to be told by it in another: shorter ones are anywhere."""

Resources = Mapping[str, Mapping[str, Any]]
Edges = Callable[[Resources, Mapping[str, Any]], set[str]]


@dataclass(frozen=True)
class Chain:
    """Resources that wait for each other."""

    seconds: float
    """What they take one after the other."""
    urns: tuple[str, ...]
    """The resources, the first one first."""

    def __str__(self) -> str:
        names = (f"{urn.split('::')[-2].split(':')[-1]} {urn.split('::')[-1]}" for urn in self.urns)
        return " → ".join(names)


def deployed_chain(deployment: Mapping[str, Any]) -> Chain:
    """Return the longest chain as the engine deploys it.

    Args:
        deployment: What `pulumi stack export` calls `deployment`.
    """
    return _longest(deployment, _recorded)


def forced_chain(deployment: Mapping[str, Any]) -> Chain:
    """Return the longest chain that AWS forces: by values that only the other resource has, and by unseen orders.

    Args:
        deployment: What `pulumi stack export --show-secrets` calls `deployment`.
    """
    return _longest(deployment, _forced)


def _longest(deployment: Mapping[str, Any], edges: Edges) -> Chain:
    """Return the longest chain; a state lists each resource after those that it depends on."""
    resources: dict[str, Mapping[str, Any]] = {each["urn"]: each for each in deployment["resources"]}
    chains: dict[str, Chain] = {}
    for urn, resource in resources.items():
        before = max(
            (chains[each] for each in edges(resources, resource) if each in chains),
            key=lambda chain: chain.seconds,
            default=Chain(0, ()),
        )
        taken = seconds_of(resource)
        chains[urn] = Chain(before.seconds + taken, (*before.urns, urn) if taken else before.urns)
    return max(chains.values(), key=lambda chain: chain.seconds)


def _recorded(_: Resources, resource: Mapping[str, Any]) -> set[str]:
    return {*(resource.get("dependencies") or [])}


def _forced(resources: Resources, resource: Mapping[str, Any]) -> set[str]:
    unseen = UNSEEN_ORDERS.get(resource["type"], frozenset())
    return {
        urn
        for urn in _recorded(resources, resource)
        if resources[urn]["type"] in unseen or _gives(resources[urn], resource)
    }


def _gives(giver: Mapping[str, Any], taker: Mapping[str, Any]) -> bool:
    """Tell whether a resource's inputs hold what only the other one tells, or a part of it."""
    own = {*_texts(giver.get("inputs"))}
    told = {text for text in (giver.get("id"), *_texts(giver.get("outputs"))) if text and text not in own}
    sources: Mapping[str, list[str]] = taker.get("propertyDependencies") or {}
    inputs: Mapping[str, Any] = taker.get("inputs") or {}
    taken = {
        text for name, urns in sources.items() if giver["urn"] in (urns or []) for text in _texts(inputs.get(name))
    }
    return any(mine in theirs or theirs in mine for mine in told for theirs in taken)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str() if len(value) >= _SHORTEST:
            yield value
        case dict():
            for item in cast("dict[str, Any]", value).values():
                yield from _texts(item)
        case list():
            for item in cast("list[Any]", value):
                yield from _texts(item)
        case _:
            return


def _main() -> None:
    exported = json.load(sys.stdin)["deployment"]
    for what, chain in (("As deployed", deployed_chain(exported)), ("As AWS forces it", forced_chain(exported))):
        print(f"{what}, about {chain.seconds / 60:.0f} minutes: {chain}")


if __name__ == "__main__":
    _main()
