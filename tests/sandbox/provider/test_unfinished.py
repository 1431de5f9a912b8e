"""What becomes of a resource whose making did not end well.

If AWS refuses a step after it was made, it is known, and the next update finishes it. If the engine is gone, it is
taken back, and can be made again.
"""

import re

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


@pytest.mark.parametrize("life", LIVES, ids=str)
def test_a_resource_whose_making_is_cut_short_is_known_and_finished(estate: World, life: Life) -> None:
    news = life.making(estate)
    name, fault = estate.name(), RefuseTheSecondStep()
    inputs = estate.provider.check(life.token, news, called=name)
    urn = estate.provider.urn(life.token, name)
    refused: grpc.RpcError | None = None
    with estate.account.faults.chosen_by(fault):
        try:
            estate.provider.stub.Create(pb.CreateRequest(urn=urn, properties=encode(inputs)))
        except grpc.RpcError as error:
            refused = error
    if not refused:
        return  # it is made by one call, and told by its answer
    if life.token in _UNDONE:
        assert estate.provider.import_(life.token, news["name"]) is None
        return

    made = init_failure(refused)
    assert "was made, but not all of it" in made.reasons[0]
    # The engine keeps what it is told, with the inputs that it asked for, and updates.
    request = pb.UpdateRequest(id=made.id, urn=urn, olds=made.properties, old_inputs=made.inputs, news=encode(inputs))
    finished = Deployed(urn, made.id, inputs, decode(estate.provider.stub.Update(request).properties))

    assert estate.provider.refresh(finished) == finished
    assert estate.provider.kinds(finished, **news) == {}
    estate.provider.delete(finished)


def test_a_security_group_that_may_still_let_everything_out_is_taken_away(estate: World) -> None:
    ec2 = estate.client("ec2")

    def groups() -> set[str]:
        return {group["GroupId"] for group in ec2.describe_security_groups()["SecurityGroups"]}

    vpc_id = estate.vpc()
    before = groups()
    token, fault = "aws:ec2/securityGroup:SecurityGroup", RefuseTheSecondStep()
    inputs = estate.provider.check(token, {"namePrefix": "web-", "vpcId": vpc_id}, called=estate.name())
    urn = estate.provider.urn(token, estate.name())
    with estate.account.faults.chosen_by(fault), pytest.raises(grpc.RpcError):
        estate.provider.stub.Create(pb.CreateRequest(urn=urn, properties=encode(inputs)))
    assert fault.refused
    assert groups() - before == set()


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
