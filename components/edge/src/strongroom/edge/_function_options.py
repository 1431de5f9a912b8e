"""The options of what runs at the edge."""

from abc import ABC, abstractmethod
from typing import Annotated, Literal, TypeAlias

import pulumi
from pydantic import Field

from strongroom.core import Input, Model, PublicInput, UniqueItems
from strongroom.edge._function_code import directory_index, single_page_app
from strongroom.edge._media_types import FILE_EXTENSIONS
from strongroom.edge._types import FileExtension, FunctionSource, KeyValueStoreArn, RootObject

FileExtensions: TypeAlias = Annotated[list[FileExtension], Field(min_length=1, max_length=250), UniqueItems]
"""Extensions of files, 1 to 250, without the dot."""


class EdgeFunction(Model, ABC):
    """A function that requests or responses pass; the base of all such functions."""

    @property
    @abstractmethod
    def source(self) -> pulumi.Input[str]:
        """The JavaScript."""

    @property
    def key_value_stores(self) -> list[pulumi.Input[str]]:
        """ARNs of the stores that it reads."""
        return []


class SinglePageApp(EdgeFunction):
    """Rewrites the path of every request that is not for a file to one document, whose scripts route by the path.

    Files are paths that end with one of `file_extensions`, and paths below `/.well-known/`. So `/users/jane.doe` gets
    the document, and `/assets/app.js` gets the file. Use it as `viewer_request` of the app's behavior; other
    behaviors, such as an API's, keep their 403 and 404.
    """

    type: Literal["single_page_app"] = "single_page_app"
    """What kind of function it is."""

    document: RootObject = "index.html"
    """Key of the document, with its folder if it has one. Default: `index.html`."""

    file_extensions: FileExtensions = [*FILE_EXTENSIONS]
    """Extensions of paths that are files, without the dot, in any case; they replace the default ones.

    Default: those of scripts, styles, images, fonts, media, documents and archives.
    """

    @property
    def source(self) -> str:
        """The JavaScript."""
        return single_page_app(self.document, self.file_extensions)


class DirectoryIndex(EdgeFunction):
    """Rewrites the path of a folder to the index document in it: `/about/` and `/about` to `/about/index.html`.

    Files are paths that end with one of `file_extensions`, and paths below `/.well-known/`; a folder's name may have
    other dots, such as `/docs/v1.2`. Use it as `viewer_request` of a site with many pages: S3 serves no index
    documents to CloudFront.
    """

    type: Literal["directory_index"] = "directory_index"
    """What kind of function it is."""

    document: RootObject = "index.html"
    """Name of the index document. Default: `index.html`."""

    file_extensions: FileExtensions = [*FILE_EXTENSIONS]
    """Extensions of paths that are files, without the dot, in any case; they replace the default ones.

    Default: those of scripts, styles, images, fonts, media, documents and archives.
    """

    @property
    def source(self) -> str:
        """The JavaScript."""
        return directory_index(self.document, self.file_extensions)


class FunctionCode(EdgeFunction):
    """Custom code of a CloudFront function, in the runtime `cloudfront-js-2.0`.

    The code is checked before anything is created: its size, that it defines `handler`, and that it uses no exports,
    foreign modules, dynamic code, timers or network calls, which the runtime lacks.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
    """

    type: Literal["code"] = "code"
    """What kind of function it is."""

    code: PublicInput[FunctionSource]
    """JavaScript that defines the global function `handler(event)`, up to 10,240 bytes."""

    key_value_store_arn: Input[KeyValueStoreArn] | None = None
    """ARN of a key value store that it reads. Default: none."""

    @property
    def source(self) -> pulumi.Input[str]:
        """The JavaScript."""
        return self.code

    @property
    def key_value_stores(self) -> list[pulumi.Input[str]]:
        """ARNs of the stores that it reads."""
        return [] if self.key_value_store_arn is None else [self.key_value_store_arn]


SiteFunction: TypeAlias = Annotated[SinglePageApp | DirectoryIndex | FunctionCode, Field(discriminator="type")]
"""What runs at the edge: a `SinglePageApp`, a `DirectoryIndex`, or `FunctionCode` of one's own."""
