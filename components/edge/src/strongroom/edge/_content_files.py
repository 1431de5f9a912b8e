"""What is told of the files of a folder: which there are, what they are, and how long they are kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from strongroom.core import RuleError
from strongroom.edge._content_options import StaticFileOverride, StaticFiles
from strongroom.edge._media_types import content_type

_MOST_FILES = 1000
_MOST_BYTES = 100 * 1024 * 1024
_MOST_KEY_BYTES = 1024
_FINGERPRINT = re.compile(r"[.-](?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}(?=\.)")
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"


@dataclass(frozen=True)
class File:
    """A file of a folder."""

    path: str
    """Its path in the folder, with slashes."""
    source: Path
    """Where it is."""
    content_type: str
    """Its media type."""
    cache_control: str
    """How long it is kept."""

    @property
    def is_page(self) -> bool:
        """Whether it is HTML, which names other files."""
        return self.content_type.startswith("text/html")


def read_folder(content: StaticFiles) -> list[File]:
    """Find the files of a folder.

    Args:
        content: The folder, and what is told of its files.

    Returns:
        The files, sorted by their paths.

    Raises:
        RuleError: If the folder is not there, or can't be put into a bucket.
    """
    root = Path(content.folder)
    if not root.is_dir():
        raise RuleError(f"{content.folder} is no folder", "build the site first, or give the folder that it is in")
    files = [_file(content, root, path) for path in sorted(_paths(root.resolve(), root.resolve()))]
    if not files:
        raise RuleError(f"{content.folder} has no files", "build the site first, or give the folder that it is in")
    if len(files) > _MOST_FILES:
        reason = f"{content.folder} has {len(files)} files, and each is a resource of the stack: {_MOST_FILES} at most"
        raise RuleError(reason, "put them into the bucket with aws s3 sync instead, and leave content out")
    return files


def cache_control(path: str, fingerprinted: list[str]) -> str:
    """Return how long a file is kept: for ever if its name changes with its content, else not without asking.

    Args:
        path: Its path in the folder.
        fingerprinted: Patterns of further files whose names change with their content.
    """
    of_content = _FINGERPRINT.search(PurePosixPath(path).name) or any(fnmatchcase(path, each) for each in fingerprinted)
    return _FOR_EVER if of_content else _ASK_FIRST


def _file(content: StaticFiles, root: Path, path: str) -> File:
    given = next((each for each in content.files if fnmatchcase(path, each.pattern)), StaticFileOverride(pattern="*"))
    return File(
        path,
        root / path,
        given.content_type or content_type(path),
        given.cache_control or cache_control(path, content.fingerprinted),
    )


def _paths(root: Path, folder: Path) -> Iterator[str]:
    for entry in folder.iterdir():
        path = entry.relative_to(root).as_posix()
        if entry.name.startswith(".") and entry.name != ".well-known":
            continue
        if entry.is_symlink() and (entry.is_dir() or not entry.resolve().is_relative_to(root)):
            raise RuleError(f"{path} is a link to a folder, or out of the folder", "put a copy in its place")
        if entry.is_dir():
            yield from _paths(root, entry)
            continue
        _check(entry, path)
        yield path


def _check(file: Path, path: str) -> None:
    if not file.is_file():
        raise RuleError(f"{path} is no file", "take it out of the folder")
    if (size := file.stat().st_size) > _MOST_BYTES:
        reason = f"{path} has {size:,} bytes, and {_MOST_BYTES:,} is the most"
        raise RuleError(reason, "put it into the bucket with aws s3 cp instead, and take it out of the folder")
    if not path.isprintable() or "\\" in path or len(path.encode()) > _MOST_KEY_BYTES // 2:
        raise RuleError(f"{path!r} can't be the name of an object", "use shorter names, of printable characters")
