"""What assets and archives hold, and which of them can't be read."""

import io
import zipfile
from pathlib import Path

import pytest

from strongroom.sandbox.provider.assets import Archive, Asset, content, files, problem, zipped
from strongroom.sandbox.provider.schema import Type, problems


def text(value: str) -> Asset:
    return Asset(hash=value, text=value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    (tmp_path / "index.py").write_text("first")
    (tmp_path / "inner" / "other.bin").write_bytes(b"\x00\xff")
    return tmp_path


@pytest.fixture
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("packed") / "code.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.mkdir("inner")
        archive.writestr("inner/index.py", "second")
    return file


def test_an_asset_is_a_text_or_a_file(folder: Path) -> None:
    assert content(text("é")) == "é".encode()
    assert content(Asset("", path=str(folder / "index.py"))) == b"first"


def test_archives_hold_folders_zip_files_and_each_other(folder: Path, packed: Path) -> None:
    here = Archive("", path=str(folder))
    assert files(here) == {"index.py": b"first", "inner/other.bin": b"\x00\xff"}
    assert files(Archive("", path=str(packed))) == {"inner/index.py": b"second"}

    all_of_them = {"a": here, "b": Archive("", path=str(packed)), "c/d.txt": text("third")}
    assert files(Archive("", assets=all_of_them)) == {
        "a/index.py": b"first",
        "a/inner/other.bin": b"\x00\xff",
        "b/inner/index.py": b"second",
        "c/d.txt": b"third",
    }


def test_a_zip_file_is_taken_as_it_is(packed: Path) -> None:
    assert zipped(Archive("", path=str(packed))) == packed.read_bytes()


def test_equal_contents_make_equal_zip_files_that_anybody_may_read(folder: Path) -> None:
    one = zipped(Archive("", path=str(folder)))
    (folder / "index.py").chmod(0o600)
    (folder / "index.py").write_text("first")

    assert zipped(Archive("", path=str(folder))) == one
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert archive.namelist() == ["index.py", "inner/other.bin"]
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o644}


def test_equal_hashes_are_equal_wherever_the_files_are() -> None:
    assert Asset("1", path="here") == Asset("1", path="there")
    assert Archive("1", path="here") != Archive("2", path="here")
    assert Asset("1") != Archive("1")


class TestProblems:
    def test_what_is_there_has_none(self, folder: Path, packed: Path) -> None:
        assert problem(text("")) is None
        for path in (folder, packed):
            assert problem(Archive("", path=str(path))) is None
        assert problem(Asset("", path=str(packed))) is None

    @pytest.mark.parametrize("remote", [Asset("", uri="https://example.com/a"), Archive("", uri="file:///a.zip")])
    def test_what_is_elsewhere_is_not_fetched(self, remote: Asset | Archive) -> None:
        assert "URI" in str(problem(remote))
        assert "URI" in str(problem(Archive("", assets={"fine": text(""), "a": Archive("", assets={"b": remote})})))

    def test_a_file_that_is_missing_is_named(self) -> None:
        assert "there is no lambda/code" in str(problem(Archive("", path="lambda/code")))

    def test_other_kinds_of_archive(self, folder: Path) -> None:
        (folder / "code.tar.gz").touch()

        assert "not code.tar.gz" in str(problem(Archive("", path=str(folder / "code.tar.gz"))))

    def test_are_told_of_inputs(self, folder: Path) -> None:
        fine = Archive("", path=str(folder))
        assert problems(fine, Type("archive"), "code") == []
        assert problems(fine, Type("asset"), "source") == []
        (found,) = problems(Archive("", path="nowhere"), Type("archive"), "code")
        assert (found.path, "nowhere" in found.reason) == ("code", True)

    @pytest.mark.parametrize(
        ("value", "reason"),
        [
            ("index.py", "expected an archive, got a string"),
            (text(""), "expected an archive, got an asset"),
            ({}, "expected an archive, got an object"),
        ],
    )
    def test_code_is_an_archive(self, value: object, reason: str) -> None:
        assert [found.reason for found in problems(value, Type("archive"), "code")] == [reason]

    def test_an_archive_is_no_text(self) -> None:
        (found,) = problems(Archive(""), Type("string"), "name")
        assert found.reason == "expected a string, got an archive"
