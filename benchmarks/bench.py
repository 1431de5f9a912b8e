"""Measures speed and memory, and prints a table: `make bench`.

Nothing is asserted: figures depend on the machine, and on what else it does. The exit code is 1 only if something that
was to be measured could not be run.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml
from commands import seconds
from comparisons import beside_flat, repeated
from critical_path import deployed_chain, forced_chain
from deployments import copy_of, sandbox_memory, side_by_side
from table import Row, render

from strongroom.sandbox.pulumi_cli import PulumiNotFound, find_pulumi

ROOT = Path(__file__).resolve().parent.parent
PORTAL = ROOT / "stacks/banking_portal"
EMPTY = ROOT / "benchmarks/empty"
COMPLETE_NETWORK = ROOT / "components/network/examples/complete"
REPEATED_NETWORK = ROOT / "benchmarks/repeated_network"
COMPLETE_DATA = ROOT / "components/data/examples/complete"
REPEATED_DATA = ROOT / "benchmarks/repeated_data"
COMPLETE_COMPUTE = ROOT / "components/compute/examples/complete"
REPEATED_COMPUTE = ROOT / "benchmarks/repeated_compute"
COMPLETE_EDGE = ROOT / "components/edge/examples/complete"
REPEATED_EDGE = ROOT / "benchmarks/repeated_edge"
COMPLETE_OBSERVABILITY = ROOT / "components/observability/examples/complete"
REPEATED_OBSERVABILITY = ROOT / "benchmarks/repeated_observability"

Measurement = Callable[[int], list[Row]]
"""Measures something so many times, and returns what is to be said about it."""


def portal_deployments(runs: int) -> list[Row]:
    """Deploy the banking portal beside an empty program."""
    with copy_of(PORTAL) as portal, copy_of(EMPTY) as empty:
        ours, bare = side_by_side([portal, empty], runs)
    of_portal, of_empty = f"banking portal ({ours.resources} resources)", "empty program"
    each = [1000 * (a - b) / ours.resources for a, b in zip(ours.first, bare.first, strict=True)]
    return [
        Row(f"First `up`, {of_portal}", ours.first, below=60),
        Row(f"First `up`, {of_empty}", bare.first),
        Row("First `up`, time per resource above the empty program", each, "ms", below=100),
        Row(f"Unchanged `up`, {of_portal}", ours.unchanged),
        Row(f"Unchanged `up`, {of_empty}", bare.unchanged),
    ]


def portal_life(runs: int) -> list[Row]:
    """Preview the banking portal when it is deployed, and destroy it."""
    previews: list[float] = []
    destructions: list[float] = []
    with copy_of(PORTAL) as portal:
        for _ in range(runs):
            portal.up()
            previews.append(portal.preview())
            destructions.append(portal.destroy())
    return [Row("Unchanged `preview`, banking portal", previews), Row("`destroy`, banking portal", destructions)]


def portal_beside_flat(runs: int) -> list[Row]:
    """Deploy the banking portal beside a flat program that registers the same resources."""
    return beside_flat("banking portal", PORTAL, runs, _config_of_the_portal("dev"))


def portal_critical_path(_runs: int) -> list[Row]:
    """Compare the longest chain of each environment with the longest that AWS forces, in AWS's usual times."""
    rows: list[Row] = []
    for environment in ("dev", "prod"):
        with copy_of(PORTAL, _config_of_the_portal(environment)) as portal:
            portal.up()
            deployment = portal.exported()
        deployed, forced = deployed_chain(deployment), forced_chain(deployment)
        what, times_as_long = f"Longest chain on AWS, portal ({environment})", deployed.seconds / forced.seconds
        rows += [
            Row(f"{what}, estimated", [deployed.seconds]),
            Row(f"{what}, beside the longest that AWS forces", [times_as_long], "times", below=1.05),
        ]
    return rows


def _config_of_the_portal(environment: str) -> dict[str, Any]:
    return yaml.safe_load((PORTAL / f"Pulumi.{environment}.yaml").read_text())["config"]


def network_beside_flat(runs: int) -> list[Row]:
    """Deploy the network's complete example beside a flat program that registers the same resources."""
    return beside_flat("complete network", COMPLETE_NETWORK, runs)


def network_repeated(_runs: int) -> list[Row]:
    """Deploy a small network several times in one program, once per size, since the largest takes minutes."""
    return repeated("one-subnet network", REPEATED_NETWORK)


def data_beside_flat(runs: int) -> list[Row]:
    """Deploy the complete example of data at rest beside a flat program that registers the same resources."""
    return beside_flat("complete data", COMPLETE_DATA, runs)


def data_repeated(_runs: int) -> list[Row]:
    """Deploy a small database several times in one program, once per size, since the largest takes minutes."""
    return repeated("small database", REPEATED_DATA)


def compute_beside_flat(runs: int) -> list[Row]:
    """Deploy the complete web service beside a flat program that registers the same resources."""
    return beside_flat("complete web service", COMPLETE_COMPUTE, runs)


def compute_repeated(_runs: int) -> list[Row]:
    """Deploy a small web service several times in one program, once per size, since the largest takes minutes."""
    return repeated("small web service", REPEATED_COMPUTE)


def edge_beside_flat(runs: int) -> list[Row]:
    """Deploy the complete site beside a flat program that registers the same resources."""
    return beside_flat("complete site", COMPLETE_EDGE, runs)


def edge_repeated(_runs: int) -> list[Row]:
    """Deploy a small site several times in one program, once per size, since the largest takes minutes."""
    return repeated("small site", REPEATED_EDGE)


def observability_beside_flat(runs: int) -> list[Row]:
    """Deploy all of observability beside a flat program that registers the same resources."""
    return beside_flat("complete observability", COMPLETE_OBSERVABILITY, runs)


def observability_repeated(_runs: int) -> list[Row]:
    """Deploy a topic with alarms several times in one program, once per size, since the largest takes minutes."""
    return repeated("topic with alarms", REPEATED_OBSERVABILITY)


def portal_memory(runs: int) -> list[Row]:
    """Measure the sandbox's process while the banking portal is deployed in it."""
    with copy_of(PORTAL) as portal:
        found = [sandbox_memory(portal) for _ in range(runs)]
    return [
        Row("Sandbox process, peak memory", [memory.peak for memory in found], "MB", below=800),
        Row("Sandbox process, memory after two `up`", [memory.afterwards for memory in found], "MB", below=800),
    ]


def sdk_import(runs: int) -> list[Row]:
    """Import the AWS SDK, which every program and nearly every test does first."""
    values = [seconds([sys.executable, "-c", "import pulumi_aws"]) for _ in range(runs)]
    return [Row("`import pulumi_aws`, a process of its own", values)]


def unit_tests(runs: int) -> list[Row]:
    """Run the unit tests."""
    return [Row("Unit tests, `make test-unit`", [seconds(["make", "-s", "test-unit"], ROOT) for _ in range(runs)])]


MEASUREMENTS: Sequence[Measurement] = (
    portal_deployments,
    portal_life,
    portal_beside_flat,
    portal_critical_path,
    network_beside_flat,
    network_repeated,
    data_beside_flat,
    data_repeated,
    compute_beside_flat,
    compute_repeated,
    edge_beside_flat,
    edge_repeated,
    observability_beside_flat,
    observability_repeated,
    portal_memory,
    sdk_import,
    unit_tests,
)
"""Every measurement, in the order of the table."""


def main() -> int:
    """Run every measurement, and print the table.

    Returns:
        The exit code: 1 if a measurement could not be run, else 0.
    """
    parser = argparse.ArgumentParser(description="Measure speed and memory, and print a table.")
    parser.add_argument("--runs", type=_at_least_one, default=3, metavar="N", help="times to measure (default: 3)")
    runs: int = parser.parse_args().runs
    try:
        machine = _machine()
    except PulumiNotFound as error:
        _say(f"error: {error}")
        return 1
    rows: list[Row] = []
    failed = False
    for measure in MEASUREMENTS:
        name = measure.__name__.replace("_", " ")
        _say(f"Measuring {name} …")
        try:
            rows += measure(runs)
        except Exception as error:  # whatever it is, the others are measured
            _say(f"error: {type(error).__name__}: {error}")
            rows.append(Row(name.capitalize(), []))
            failed = True
    print(f"{machine}. Median of {runs} (lowest to highest).\n\n{render(rows)}")
    return 1 if failed else 0


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("give 1 or more")
    return number


def _machine() -> str:
    """Return what figures of different machines can be told apart by; Pulumi is made ready, since that takes long."""
    load = f"load {os.getloadavg()[0]:.1f} at the start"
    pulumi = find_pulumi().version
    python = platform.python_version()
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {load}, Python {python}, Pulumi {pulumi}"


def _say(message: str) -> None:
    """Tell who waits: on standard error, since the table alone belongs on standard output."""
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
