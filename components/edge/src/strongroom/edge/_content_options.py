"""The options of a site's static files."""

from typing import Annotated, TypeAlias

from pydantic import Field

from strongroom.core import ItemName, Model, pattern

CacheControl: TypeAlias = Annotated[
    str, pattern(r"[!-~]([ -~]{0,254}[!-~])?", "the value of the header Cache-Control", "public, max-age=3600")
]
"""How long something is kept, as HTTP says it."""

FilePattern: TypeAlias = Annotated[
    str, pattern(r"(?!/)[!-~ ]{1,200}", "a pattern of paths in the folder, without a slash before it", "assets/*.js")
]
"""A pattern of paths in a folder, in which `*` stands for any characters, slashes too, and `?` for one."""


MediaType: TypeAlias = Annotated[
    str, pattern(r"[\w.+-]+/[\w.+-]+(; ?[\w.-]+=[\w.-]+)*", "a media type", "text/html; charset=utf-8")
]
"""What kind of content a file has."""


class StaticFileOverride(Model):
    """What is told of some files."""

    pattern: FilePattern
    """Which files, by their paths in the folder: `*` stands for any characters, slashes too, and `?` for one."""

    content_type: MediaType | None = None
    """Their media type. Default: what the end of the name says."""

    cache_control: CacheControl | None = None
    """How long CloudFront and browsers keep them. Default: for ever if the name is of the content, else not unasked."""


class StaticFiles(Model):
    """Files of a folder that are put into a bucket, and deleted from it when they are deleted here.

    What has a hash of its content in its name, such as `app.3f9a1c2e.js`, is kept for ever by browsers and CloudFront;
    the rest is kept, but they ask each time whether it is still the same, so that nothing needs to be invalidated.
    Names that begin with a dot are left out, but for `.well-known`. What HTML names is there before it.
    """

    folder: Annotated[str, Field(min_length=1)]
    """The folder, absolute or from where the program runs; at most 1,000 files of 100 MB each."""

    origin: ItemName | None = None
    """Name of the origin, a bucket in the provider's region, below whose `path` the files are put.

    Default: that of the default behaviour.
    """

    fingerprinted: list[FilePattern] = []
    """Files whose names change with their content, such as `assets/*` of Vite.

    Default: those with a hash of hexadecimal digits, 8 or more, before the end of the name.
    """

    files: list[StaticFileOverride] = []
    """What is told of some files; the first whose pattern fits counts. Default: nothing but what their names tell."""
