"""What becomes of a resource whose making did not end well.

If AWS refuses a step after it was made, it is known, and the next update finishes it. If the engine is gone, it is
taken back, and can be made again.
"""

import re
from dataclasses import replace

import grpc
import pytest
from lives import LIVES, Life
from lives.kms import REPLICA
from lives.world import KEY, World
from provider_client import Deployed, init_failure
from pulumi.runtime.proto import provider_pb2 as pb

from strongroom.sandbox.provider import aws
from strongroom.sandbox.provider.faults import DENIED, Call, Fault
from strongroom.sandbox.provider.wire import MADE_IN_VAIN, Props, decode, encode

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


def unfinished(estate: World, life: Life) -> tuple[Deployed, Props] | None:
    """Make a resource of which AWS refuses the second step, and return it with what was asked for.

    It is None if there is no such step, or nothing is left behind.
    """
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
    return Deployed(urn, made.id, inputs, decode(made.properties)), news


@pytest.mark.parametrize("life", LIVES, ids=str)
def test_a_resource_whose_making_is_cut_short_is_known_and_finished(estate: World, life: Life) -> None:
    left = unfinished(estate, life)
    if not left:
        return
    made, news = left
    # The engine keeps what it is told, with the inputs that it asked for, and updates.
    inputs = encode(made.inputs)
    request = pb.UpdateRequest(id=made.id, urn=made.urn, olds=encode(made.outputs), old_inputs=inputs, news=inputs)
    finished = replace(made, outputs=decode(estate.provider.stub.Update(request).properties))

    assert estate.provider.refresh(finished) == finished
    assert estate.provider.kinds(finished, **news) == {}
    estate.provider.delete(finished)


@pytest.mark.parametrize("life", LIVES, ids=str)
def test_a_resource_whose_making_is_cut_short_can_be_deleted(estate: World, life: Life) -> None:
    left = unfinished(estate, life)
    if not left:
        return
    made, _ = left
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


def test_a_replica_key_that_is_made_again_is_known_even_if_a_step_of_it_is_refused(estate: World) -> None:
    primary = estate.make(KEY, multiRegion=True, region="eu-central-1")
    news: Props = {"primaryKeyArn": primary.outputs["arn"], "description": "Says why"}
    made = estate.make(REPLICA, **news)
    request = pb.DeleteRequest(id=made.id, urn=made.urn, properties=encode(made.outputs))
    estate.provider.stub.Delete(request, metadata=(MADE_IN_VAIN,))

    def refuse(call: Call) -> Fault | None:
        return DENIED if call.operation == "EnableKey" else None

    with estate.account.faults.chosen_by(refuse), pytest.raises(grpc.RpcError) as refused:
        estate.make(REPLICA, **news)
    left = init_failure(refused.value)
    assert left.id == made.id

    finished = estate.provider.update(replace(made, outputs=decode(left.properties)), preview=False, **news)
    assert estate.provider.refresh(finished) == finished
    assert (finished.outputs["enabled"], finished.outputs["tagsAll"]) == (True, {})


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
