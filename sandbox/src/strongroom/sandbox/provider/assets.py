"""Assets and archives: files and texts that a program gives to a resource, as the engine sends them."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ZIPS = (".zip", ".jar")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o644


@dataclass(frozen=True)
class Asset:
    """One file or text: `pulumi.FileAsset`, `StringAsset`, `RemoteAsset`. Equal hashes mean equal contents."""

    hash: str
    """The engine's hash of the contents."""
    text: Any = field(default=None, compare=False)
    path: Any = field(default=None, compare=False)
    uri: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Archive:
    """Several files: `pulumi.FileArchive`, `AssetArchive`, `RemoteArchive`. Equal hashes mean equal contents."""

    hash: str
    """The engine's hash of the contents."""
    assets: Mapping[str, Any] | None = field(default=None, compare=False)
    """Assets, and archives as folders, by the name in the archive."""
    path: Any = field(default=None, compare=False)
    """A folder, or a zip file."""
    uri: Any = field(default=None, compare=False)


def problem(source: Asset | Archive) -> str | None:
    """Return why an asset or archive can't be read; None if it can be, or is not known yet."""
    if source.uri is not None:
        return "the sandbox fetches nothing from a URI; give a file, a folder or a text"
    if isinstance(source, Archive) and source.assets is not None:
        inner = (problem(asset) for asset in source.assets.values() if isinstance(asset, Asset | Archive))
        return next(filter(None, inner), None)
    if not isinstance(source.path, str):
        return None
    path = Path(source.path)
    if not path.exists():
        return (
            f"there is no {path} (seen from {Path.cwd()}); give an absolute path, such as one that begins at __file__"
        )
    if isinstance(source, Archive) and path.is_file() and path.suffix not in _ZIPS:
        return f"the sandbox reads archives that are folders or end in {' or '.join(_ZIPS)}, not {path.name}"
    return None


def content(asset: Asset) -> bytes:
    """Return what an asset holds; `problem` must have found nothing."""
    return asset.text.encode() if asset.text is not None else Path(asset.path).read_bytes()


def files(archive: Archive) -> dict[str, bytes]:
    """Return what an archive holds, by the path in it; `problem` must have found nothing."""
    return dict(sorted(_files(archive)))


def _files(archive: Archive) -> Iterator[tuple[str, bytes]]:
    if archive.assets is not None:
        for name, inner in archive.assets.items():
            if isinstance(inner, Archive):
                yield from ((f"{name}/{path}", data) for path, data in _files(inner))
            else:
                yield name, content(inner)
        return
    root = Path(archive.path)
    if root.is_dir():
        yield from (
            (file.relative_to(root).as_posix(), file.read_bytes()) for file in root.rglob("*") if file.is_file()
        )
        return
    with zipfile.ZipFile(root) as packed:
        yield from ((entry.filename, packed.read(entry)) for entry in packed.infolist() if not entry.is_dir())


def zipped(archive: Archive) -> bytes:
    """Return an archive as a zip file: the one that it is, or one that equal contents make equal."""
    if archive.path is not None and Path(archive.path).is_file():
        return Path(archive.path).read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files(archive).items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _FILE_MODE << 16
            packed.writestr(entry, data)
    return buffer.getvalue()
