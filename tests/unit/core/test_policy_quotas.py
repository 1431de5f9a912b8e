import pulumi
from recording import Recorder

from strongroom.core import BUCKET_POLICY, ROLE_POLICIES, InputError, PolicyQuota

SMALL = PolicyQuota("The policy", 20)


def test_iam_does_not_count_white_space() -> None:
    assert ROLE_POLICIES.size('{ "a":\n\t"b" }') == len('{"a":"b"}')
    assert SMALL.size("a b") == 3


def test_bytes_are_counted_where_aws_counts_bytes() -> None:
    assert BUCKET_POLICY.size("ü") == 2


def test_policies_count_together() -> None:
    assert SMALL.problem("policies", ["x" * 10, "x" * 10]) is None
    problem = SMALL.problem("policies", ["x" * 10, {"a": "x" * 10}])
    assert str(problem).startswith("policies: The policy must have at most 20 characters, got 29; use ")


def test_outputs_count_as_nothing(record: Recorder) -> None:
    def program() -> object:
        output = pulumi.Output.from_input("x" * 99)
        return SMALL.problem("policies", [{"a": output}, output])

    found = record(program)
    assert found.result is None


def test_policy_is_checked_when_it_resolves(record: Recorder) -> None:
    known = record(lambda: SMALL.checked("Args", "users", pulumi.Output.from_input("x" * 20)))
    assert known.value(known.result) == "x" * 20
    failure = record.failing(InputError, lambda: SMALL.checked("Args", "users", pulumi.Output.from_input("x" * 21)))
    assert "users: The policy must have at most 20 characters, got 21" in failure.message
