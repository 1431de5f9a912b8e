"""What becomes of a resource whose making did not end well.

If AWS refuses a step after it was made, it is known, and the next update finishes it. If the engine is gone, it is
taken back, and can be made again.
"""

import re
from dataclasses import replace

import grpc
import pytest
from lives import LIVES, Life
from lives.world import World
from provider_client import Deployed, init_failure
from pulumi.runtime.proto import provider_pb2 as pb

from strongroom.sandbox.provider import aws
from strongroom.sandbox.provider.faults import DENIED, Call, Fault
from strongroom.sandbox.provider.wire import MADE_IN_VAIN, decode, encode

_READS = re.compile("Describe|Get|List|Head|Batch(Describe|Get)")
_UNDONE = {"aws:cfg/conformancePack:ConformancePack"}
"""Types that take away what they could not finish."""
_RELUCTANT = {
    "deletionProtection": True,
    "enableDeletionProtection": True,
    "finalSnapshotIdentifier": "last-words",
    "forceDestroy": False,
    "recoveryWindowInDays": 30,
    "retainOnDelete": True,
    "skipDestroy": True,
    "skipFinalSnapshot": False,
}
"""What keeps a resource, or its name, when it is deleted."""


class RefuseTheSecondStep:
    """Refuses the first call after one that changed something."""

    def __init__(self) -> None:
        self.changed = self.refused = False

    def __call__(self, call: Call) -> Fault | None:
        if self.changed and not self.refused:
            self.refused = True
            return DENIED
        self.changed = self.changed or not _READS.match(call.operation)
        return None


def unfinished(estate: World, life: Life) -> Deployed | None:
    """Make a resource of which AWS refuses the second step; None if there is none, or nothing is left behind."""
    tags = {"tags": {"Team": "portal"}} if aws.PACKAGE.resources[life.token].taggable else {}
    news = {**life.making(estate), **tags}
    name = estate.name()
    inputs = estate.provider.check(life.token, news, called=name)
    urn = estate.provider.urn(life.token, name)
    with estate.account.faults.chosen_by(RefuseTheSecondStep()):
        try:
            estate.provider.stub.Create(pb.CreateRequest(urn=urn, properties=encode(inputs)))
        except grpc.RpcError as error:
            refused = error
        else:
            return None  # it is made by one call, and told by its answer
    if life.token in _UNDONE:
        assert estate.provider.import_(life.token, str(news["name"])) is None
        return None
    made = init_failure(refused)
    assert "was made, but not all of it" in made.reasons[0]
    return Deployed(urn, made.id, inputs, decode(made.properties))


@pytest.mark.parametrize("life", LIVES, ids=str)
def test_a_resource_whose_making_is_cut_short_is_known_and_finished(estate: World, life: Life) -> None:
    made = unfinished(estate, life)
    if not made:
        return
    # The engine keeps what it is told, with the inputs that it asked for, and updates.
    inputs = encode(made.inputs)
    request = pb.UpdateRequest(id=made.id, urn=made.urn, olds=encode(made.outputs), old_inputs=inputs, news=inputs)
    finished = replace(made, outputs=decode(estate.provider.stub.Update(request).properties))

    assert estate.provider.refresh(finished) == finished
    assert finished.outputs.get("tags") == finished.inputs.get("tags")
    estate.provider.delete(finished)


@pytest.mark.parametrize("life", LIVES, ids=str)
def test_a_resource_whose_making_is_cut_short_can_be_deleted(estate: World, life: Life) -> None:
    made = unfinished(estate, life)
    if not made:
        return
    estate.provider.delete(made)
    assert (estate.provider.refresh(made) is not None) == life.kept


@pytest.mark.parametrize("life", LIVES, ids=str)
def test_a_resource_that_was_made_in_vain_can_be_made_again(estate: World, life: Life) -> None:
    known = aws.PACKAGE.resources[life.token].properties
    news = {**life.making(estate), **{name: value for name, value in _RELUCTANT.items() if name in known}}
    name = estate.name()

    for _ in range(3):
        made = estate.provider.create(life.token, called=name, **news)
        request = pb.DeleteRequest(id=made.id, urn=made.urn, properties=encode(made.outputs))
        estate.provider.stub.Delete(request, metadata=(MADE_IN_VAIN,))
        assert (estate.provider.refresh(made) is not None) == life.kept
    assert "last-words" not in str(estate.client("rds").describe_db_snapshots()["DBSnapshots"])
    assert "last-words" not in str(estate.client("rds").describe_db_cluster_snapshots()["DBClusterSnapshots"])
