"""Files that are complete or unchanged, and what to do about files that can't be used."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

_FULL_BYTES = 1_000_000
_FULL = (errno.ENOSPC, errno.EDQUOT)
_IN_THE_WAY = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR)
_REMEDIES = {
    **dict.fromkeys(_FULL, "free space on its disk"),
    **dict.fromkeys((errno.EACCES, errno.EPERM), "give this user the permission to write to it"),
    **dict.fromkeys(_IN_THE_WAY, "move the file that is in the way"),
    errno.EROFS: "use a folder on a disk that can be written",
    errno.ENAMETOOLONG: "use a shorter path",
    errno.ENOENT: "create it",
    errno.EMFILE: "raise the limit of open files (ulimit -n)",
}


def replace_file(file: Path, content: str, mode: int = 0o666) -> None:
    """Write a file that is replaced in one step, so that neither a full disk nor a kill leaves a part of it.

    Args:
        file: The file.
        content: The new content.
        mode: The permissions of the file, less the umask.

    Raises:
        OSError: The file can't be written. It is unchanged then.
    """
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, mode), "w", encoding="utf-8") as stream:
            stream.write(content)
        draft.replace(file)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def is_full(error: OSError) -> bool:
    """Return whether a disk or a quota is full."""
    return error.errno in _FULL


def disk_is_full(folder: Path) -> bool:
    """Return whether the disk that holds a folder has less free space than what is written on it needs."""
    return shutil.disk_usage(folder).free < _FULL_BYTES


def explain(error: OSError, otherwise: Path) -> str:
    """Return one line that says which file can't be used, why, and what to do.

    Args:
        error: The error.
        otherwise: The file that is named if the error names none.
    """
    reason = error.strerror or str(error)
    remedy = _REMEDIES.get(error.errno or 0, "make it usable")
    return f"{error.filename or otherwise}: {reason}; {remedy}, then run the command again"
