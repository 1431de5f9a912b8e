"""Media types of static files by file extension."""

from collections.abc import Mapping
from pathlib import PurePosixPath

_UNKNOWN = "application/octet-stream"
_NAMES: Mapping[str, str] = {"apple-app-site-association": "application/json"}
# Not Python's mimetypes, which reads the machine's own tables.
MEDIA_TYPES: Mapping[str, str] = {
    "aac": "audio/aac",
    "avif": "image/avif",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "eot": "application/vnd.ms-fontobject",
    "gif": "image/gif",
    "htm": "text/html; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "ics": "text/calendar; charset=utf-8",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "m4a": "audio/mp4",
    "map": "application/json",
    "md": "text/markdown; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "ttf": "font/ttf",
    "txt": "text/plain; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "wasm": "application/wasm",
    "wav": "audio/wav",
    "weba": "audio/webm",
    "webm": "video/webm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xhtml": "application/xhtml+xml",
    "xml": "application/xml",
    "zip": "application/zip",
}
"""Media types by file extension."""

_WITHOUT_MEDIA_TYPE = (
    *("7z", "apk", "bin", "br", "bz2", "cjs", "crx", "dmg", "doc", "docx", "exe", "glb", "gltf", "gz", "heic", "ipa"),
    *("jar", "less", "msi", "pkg", "ppt", "pptx", "rar", "rtf", "scss", "tar", "tgz", "ts", "tsv", "tsx", "wasm"),
    *("xls", "xlsx", "xz", "yaml", "yml"),
)
FILE_EXTENSIONS = tuple(sorted({*MEDIA_TYPES, *_WITHOUT_MEDIA_TYPE}))
"""Extensions that static files usually have, without the dot."""


def content_type(path: str) -> str:
    """Return the media type of a file, the same on every machine.

    Args:
        path: Path or name of the file.
    """
    name = PurePosixPath(path)
    return _NAMES.get(name.name) or MEDIA_TYPES.get(name.suffix.removeprefix(".").lower(), _UNKNOWN)
