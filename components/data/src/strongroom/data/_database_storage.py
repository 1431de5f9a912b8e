"""The rules of RDS for the storage of an instance.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
"""

from collections.abc import Iterator

from strongroom.core import Problem
from strongroom.data._database_plan import InstancePlan, least_growth

_STRIPED_GIB = 400
_GP3_IOPS = range(12_000, 64_001)
_GP3_THROUGHPUT = range(500, 4_001)
_GP3_IOPS_PER_MIBPS = 4
_IO2_IOPS = range(1_000, 256_001)
_IO2_SMALLEST_GIB = 100
_IO2_RATIO = (0.5, 1_000)


def storage_problems(plan: InstancePlan) -> Iterator[Problem]:
    """Find what RDS would refuse of an instance's storage.

    Args:
        plan: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    args = plan.instance
    smallest = least_growth(args.allocated_storage_gib)
    limit = args.max_allocated_storage_gib
    if limit is not None and 0 < limit < smallest:
        reason = f"must be a tenth more than allocated_storage_gib, {args.allocated_storage_gib}, at least"
        yield Problem("max_allocated_storage_gib", reason, f"use {smallest} or more, or 0 to turn growth off")
    yield from _gp3(plan) if args.storage_type == "gp3" else _io2(plan)


def _gp3(plan: InstancePlan) -> Iterator[Problem]:
    args = plan.instance
    given = {"iops": args.iops, "storage_throughput_mibps": args.storage_throughput_mibps}
    if args.allocated_storage_gib < _STRIPED_GIB:
        for field, value in given.items():
            if value is not None:
                reason = f"can't be chosen for gp3 storage of less than {_STRIPED_GIB} GiB"
                yield Problem(field, reason, f"remove it, or set allocated_storage_gib to {_STRIPED_GIB} or more")
        return
    iops, throughput = args.iops or _GP3_IOPS[0], args.storage_throughput_mibps or _GP3_THROUGHPUT[0]
    yield from _outside("iops", iops, _GP3_IOPS)
    yield from _outside("storage_throughput_mibps", throughput, _GP3_THROUGHPUT)
    if throughput * _GP3_IOPS_PER_MIBPS > iops >= _GP3_IOPS[0]:
        reason = f"{throughput} MiB/s need {throughput * _GP3_IOPS_PER_MIBPS} operations each second"
        yield Problem("storage_throughput_mibps", reason, f"use {iops // _GP3_IOPS_PER_MIBPS} or less, or raise iops")


def _io2(plan: InstancePlan) -> Iterator[Problem]:
    args = plan.instance
    if args.storage_throughput_mibps is not None:
        yield Problem("storage_throughput_mibps", "follows from iops with io2 storage", "remove it, or use gp3")
    if args.allocated_storage_gib < _IO2_SMALLEST_GIB:
        reason = f"io2 storage has {_IO2_SMALLEST_GIB} GiB or more"
        yield Problem("allocated_storage_gib", reason, f"use {_IO2_SMALLEST_GIB} or more, or gp3")
    if args.iops is None:
        yield Problem("iops", "is missing, which io2 storage needs", f"give {_IO2_IOPS[0]} or more, or use gp3")
        return
    yield from _outside("iops", args.iops, _IO2_IOPS)
    low, high = (int(args.allocated_storage_gib * ratio) for ratio in _IO2_RATIO)
    if args.iops in _IO2_IOPS and not low <= args.iops <= high:
        reason = f"{args.allocated_storage_gib} GiB of io2 storage have {low} to {high} operations each second"
        yield Problem("iops", reason, "use a number in between, or another allocated_storage_gib")


def _outside(field: str, value: int, allowed: range) -> Iterator[Problem]:
    if value not in allowed:
        yield Problem(field, f"must be {allowed[0]} to {allowed[-1]}, not {value}", "use a number in between")
