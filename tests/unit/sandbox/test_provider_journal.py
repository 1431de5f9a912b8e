"""The list of what was made, and what a cut-off deployment left behind."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from strongroom.sandbox.provider.journal import Journal, Made, read_journal
from strongroom.sandbox.recovery import is_unfinished, orphans

URN = "urn:pulumi:test::project::aws:ec2/vpc:Vpc::it"
OTHER = "urn:pulumi:test::project::aws:ec2/vpc:Vpc::other"


def deployment(*resources: tuple[str, str], **pending: str) -> dict[str, Any]:
    """Return a state with these resources, and operations by their URN's variable name."""
    urns = {"it": URN, "other": OTHER}
    return {
        "resources": [{"urn": urn, "id": id} for urn, id in resources],
        "pending_operations": [{"resource": {"urn": urns[name]}, "type": kind} for name, kind in pending.items()],
    }


class TestJournal:
    def test_what_was_made_and_not_removed_exists(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "journal")
        journal.made(URN, "vpc-1", "eu-west-1")
        journal.made(URN, "vpc-2", "")
        journal.made(OTHER, "vpc-3", "us-east-1")
        journal.gone(URN, "vpc-1")
        assert read_journal(tmp_path / "journal") == [Made(URN, "vpc-2", ""), Made(OTHER, "vpc-3", "us-east-1")]

    def test_a_new_one_is_empty_and_can_be_read(self, tmp_path: Path) -> None:
        path = tmp_path / "journal"
        Journal(path).made(URN, "vpc-1", "eu-west-1")
        Journal(path)
        assert read_journal(path) == []

    def test_what_is_made_again_exists(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "journal")
        journal.made(URN, "logs", "eu-west-1")
        journal.gone(URN, "logs")
        journal.gone(URN, "logs")
        journal.made(URN, "logs", "eu-west-1")
        assert read_journal(tmp_path / "journal") == [Made(URN, "logs", "eu-west-1")]

    def test_resources_held_by_a_deleted_one_are_gone(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "journal")
        record = URN.replace("vpc:Vpc", "record:Record")
        for urn, id in ((record, "Z1_a_CNAME"), (record, "Z12_a_CNAME"), (URN, "Z1_a_CNAME")):
            journal.made(urn, id, "")
        journal.gone_within("aws:ec2/record:Record", "Z1_")
        assert read_journal(tmp_path / "journal") == [Made(record, "Z12_a_CNAME", ""), Made(URN, "Z1_a_CNAME", "")]

    def test_names_may_hold_anything(self, tmp_path: Path) -> None:
        Journal(tmp_path / "journal").made(URN + '\n"é', "a\nb", "eu-west-1")
        assert read_journal(tmp_path / "journal") == [Made(URN + '\n"é', "a\nb", "eu-west-1")]

    def test_many_at_once_are_all_noted(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "journal")

        def note(number: int) -> None:
            journal.made(URN, f"vpc-{number}", "eu-west-1")

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(note, range(200)))
        assert {made.id for made in read_journal(tmp_path / "journal")} == {f"vpc-{i}" for i in range(200)}

    def test_one_without_a_file_keeps_quiet(self) -> None:
        journal = Journal()
        journal.made(URN, "vpc-1", "eu-west-1")
        journal.gone(URN, "vpc-1")


class TestOrphans:
    made = [Made(URN, "vpc-1", "eu-west-1"), Made(OTHER, "vpc-2", "eu-west-1")]

    def test_what_was_being_made_and_is_not_in_the_state(self) -> None:
        assert orphans(deployment(it="creating"), self.made) == self.made[:1]

    def test_what_the_state_knows_is_none(self) -> None:
        assert orphans(deployment((URN, "vpc-1"), it="creating"), self.made) == []

    def test_the_replacement_of_a_known_resource_is_one(self) -> None:
        replacement = Made(URN, "vpc-9", "eu-west-1")
        state = deployment((URN, "vpc-1"), it="creating")
        assert orphans(state, [*self.made, replacement]) == [replacement]

    def test_other_operations_leave_none(self) -> None:
        assert orphans(deployment(it="deleting", other="updating"), self.made) == []

    def test_a_stack_never_deployed_has_none(self) -> None:
        assert orphans({}, self.made) == []
        assert not is_unfinished({})

    @given(st.sets(st.sampled_from(["it", "other"])), st.sets(st.integers(0, 1)))
    def test_only_what_was_made_is_ever_one(self, pending: set[str], known: set[int]) -> None:
        state = deployment(
            *((self.made[i].urn, self.made[i].id) for i in known), **dict.fromkeys(sorted(pending), "creating")
        )
        found = orphans(state, self.made)
        assert [made for made in found if made not in self.made or made in [self.made[i] for i in known]] == []
        assert bool(pending) == is_unfinished(state)


class TestDamagedJournal:
    def test_lines_that_were_cut_short_are_ignored(self, tmp_path: Path) -> None:
        path = tmp_path / "journal"
        journal = Journal(path)
        journal.made(URN, "vpc-1", "eu-west-1")
        path.write_bytes(path.read_bytes() + b'{"made": ["urn:pul\n[]\n\xff\n')
        journal.made(OTHER, "vpc-2", "eu-west-1")
        assert [made.id for made in read_journal(path)] == ["vpc-1", "vpc-2"]

    def test_missing_journal_is_empty(self, tmp_path: Path) -> None:
        assert read_journal(tmp_path / "journal") == []

    def test_entries_that_could_not_be_written_follow_later(self, tmp_path: Path) -> None:
        folder = tmp_path / "folder"
        folder.mkdir()
        journal = Journal(folder / "journal")
        journal.made(URN, "vpc-1", "eu-west-1")
        folder.rename(tmp_path / "elsewhere")
        journal.made(URN, "vpc-2", "eu-west-1")
        journal.gone(URN, "vpc-1")
        (tmp_path / "elsewhere").rename(folder)
        journal.made(OTHER, "vpc-3", "eu-west-1")
        assert [made.id for made in read_journal(folder / "journal")] == ["vpc-2", "vpc-3"]


def test_resources_of_a_state_that_lacks_the_last_change_are_orphans() -> None:
    made = [Made(URN, "vpc-1", ""), Made(OTHER, "vpc-2", "")]
    assert orphans(deployment((URN, "vpc-1")), made) == []
    assert orphans(deployment((URN, "vpc-1")), made, "urn:pulumi:test::project::") == made[1:]
    assert orphans(deployment((URN, "vpc-1")), made, "urn:pulumi:prod::project::") == []
