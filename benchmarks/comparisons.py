"""What a component costs beside a flat program of the same resources, and as it is repeated."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from deployments import copy_of, flat_copy_of, side_by_side
from table import Row

REGION: Final = {"aws:region": "eu-central-1"}
REPETITIONS: Final = (1, 10, 50)
AT_MOST: Final = 1.1
"""How many times as long as what it is compared with something may take."""


def beside_flat(what: str, program: Path, runs: int, config: Mapping[str, Any] = REGION) -> list[Row]:
    """Deploy a program in turn with a flat program that registers the same resources by plain calls.

    Args:
        what: What the program makes, in two or three words.
        program: The folder of the project.
        runs: How often to deploy both.
        config: The configuration of the program; the flat one's has its region alone.

    Raises:
        RuntimeError: The flat program made more or fewer resources.
    """
    with copy_of(program, config) as project:
        project.up()
        with flat_copy_of(project, {"aws:region": config["aws:region"]}) as flat_project:
            project.discard()
            ours, flat = side_by_side([project, flat_project], runs)
    if ours.resources != flat.resources:
        raise RuntimeError(f"{what}: {ours.resources} resources, but {flat.resources} of the flat program")
    rows: list[Row] = []
    for up, ours_took, flat_took in (
        ("First `up`", ours.first, flat.first),
        ("Unchanged `up`", ours.unchanged, flat.unchanged),
    ):
        times_as_long = [a / b for a, b in zip(ours_took, flat_took, strict=True)]
        rows += [
            Row(f"{up}, {what} ({ours.resources} resources)", ours_took),
            Row(f"{up}, {what} as a flat program", flat_took),
            Row(f"{up}, {what} beside the flat program", times_as_long, "times", below=AT_MOST),
        ]
    return rows


def repeated(what: str, program: Path) -> list[Row]:
    """Deploy a program that makes something `repeated:times` times, once for each of `REPETITIONS`.

    What a program costs whatever it makes is left out: the time of each further resource is compared. The flat program
    of the most repetitions tells whether a growing time is the component's or that of the engine and the sandbox.

    Args:
        what: What is repeated, in two or three words.
        program: The folder of the project.
    """
    deployed: list[tuple[float, int]] = []
    for times in REPETITIONS[:-1]:
        with copy_of(program, {**REGION, "repeated:times": times}) as project:
            deployed.append((project.up(), project.resources()))
    with copy_of(program, {**REGION, "repeated:times": REPETITIONS[-1]}) as project:
        deployed.append((project.up(), project.resources()))
        with flat_copy_of(project, REGION) as flat:
            project.discard()
            flat_took = flat.up()
    further = [1000 * (took - less) / (more - few) for (less, few), (took, more) in pairwise(deployed)]
    names = [f"{what} {times}x" for times in REPETITIONS]
    most = f"First `up`, {names[-1]}"
    return [
        *(Row(f"First `up`, {name} ({n} resources)", [s]) for name, (s, n) in zip(names, deployed, strict=True)),
        *(
            Row(f"First `up`, {name}, each further resource", [ms], "ms")
            for name, ms in zip(names[1:], further, strict=True)
        ),
        Row(f"{most}, each further resource beside {REPETITIONS[-2]}x", [further[-1] / further[-2]], "times", AT_MOST),
        Row(f"{most}, as a flat program", [flat_took]),
        Row(f"{most}, beside the flat program", [deployed[-1][0] / flat_took], "times", AT_MOST),
    ]
