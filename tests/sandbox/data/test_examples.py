"""The examples: deployed, deployed again, refreshed and destroyed, as a person does it."""

import json
from pathlib import Path
from typing import Any

from support import Run, inventory, run

from strongroom.sandbox.testing import TestSandbox

EXAMPLES = Path(__file__).parents[3] / "components" / "data" / "examples"


def lives_and_dies(sandbox: TestSandbox, example: str) -> Run:
    """Deploy an example, show that nothing is left to do then, destroy it, and show that nothing is left."""
    before = inventory(sandbox)
    stack = sandbox.project(EXAMPLES / example, "test")
    first = run(stack.up)
    # AWS knows more of some than at their making: which version of a rotated secret is whose, which instances
    # a cluster has. Nothing is changed for it.
    noted = {resource.split()[0] for resource in run(stack.refresh).steps}
    assert noted <= {"SecretVersion", "Cluster"}
    assert run(stack.up).steps == {}
    assert run(stack.refresh).steps == {}
    are_there(sandbox, first.outputs)
    stack.destroy()
    assert inventory(sandbox) == before
    return first


def are_there(sandbox: TestSandbox, outputs: dict[str, Any]) -> None:
    """Show that the databases that an example tells of can be found at their endpoints."""
    rds = sandbox.client("rds")
    instances = {each["Endpoint"]["Address"] for each in rds.describe_db_instances()["DBInstances"]}
    clusters = {each["Endpoint"] for each in rds.describe_db_clusters()["DBClusters"]}
    told = {
        value for name, value in outputs.items() if name in {"database_endpoint", "orders_endpoint", "ledger_endpoint"}
    }
    assert told
    assert told <= instances | clusters


def test_the_minimal_example_lives_and_dies(sandbox: TestSandbox) -> None:
    assert lives_and_dies(sandbox, "minimal").outputs.keys() == {"bucket_name", "secret_arn", "database_endpoint"}


def test_the_complete_example_lives_and_dies(sandbox: TestSandbox) -> None:
    outputs = lives_and_dies(sandbox, "complete").outputs
    (statement,) = json.loads(outputs["orders_login_policy"])["Statement"]
    # The database, its replica and its proxy, each for two users.
    assert len(statement["Resource"]) == 6
    assert outputs["orders_reader_endpoints"].keys() == {"reports"}
