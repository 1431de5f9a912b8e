"""The rules of a site's static files, and where they go."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from strongroom.core import Problem, RuleError, S3Origin
from strongroom.edge._content_files import read_folder

if TYPE_CHECKING:
    from strongroom.edge._args import SiteArgs


def content_origin(args: "SiteArgs") -> S3Origin | None:
    """Return the bucket that the files are put into.

    Args:
        args: The inputs, with content.

    Returns:
        The origin; None if it is not there, or no bucket.
    """
    name = (args.static_files and args.static_files.origin) or args.default_behavior.origin
    origin = args.origins.get(name)
    return origin if isinstance(origin, S3Origin) else None


def content_problems(args: "SiteArgs") -> Iterator[Problem]:
    """Find what doesn't fit together in a site's static files, and what is wrong with the files.

    Args:
        args: The inputs, each of them right by itself.

    Yields:
        One problem at a time, by its field, with the remedy.
    """
    if args.static_files is None:
        return
    origin = content_origin(args)
    if origin is None:
        buckets = [name for name, origin in args.origins.items() if isinstance(origin, S3Origin)]
        remedy = f"name one of {', '.join(buckets)}" if buckets else "give a bucket in origins, or leave content out"
        yield Problem("static_files.origin", "must be the name of a bucket among the origins", remedy)
    try:
        files = read_folder(args.static_files)
    except RuleError as error:
        yield Problem("static_files.folder", error.reason, error.remedy)
        return
    root = args.default_root_object
    at_root = args.origins.get(args.default_behavior.origin) is origin
    if at_root and root is not None and root not in {file.path for file in files}:
        reason = f"has no {root}, which viewers of / get by default_root_object"
        yield Problem("static_files.folder", reason, "add it, or give default_root_object another name")
