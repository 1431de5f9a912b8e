"""The options of what runs at the edge."""

from abc import ABC, abstractmethod
from typing import Annotated, Literal, TypeAlias

import pulumi
from pydantic import Field

from strongroom.core import Input, Model
from strongroom.edge._function_code import directory_index, single_page_app
from strongroom.edge._types import FunctionSource, KeyValueStoreArn, RootObject


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
    """Answers every path without a file extension with one document, whose scripts know what to show.

    For the `viewer_request` of the app's behaviour. Other behaviours, such as an API's, keep their 403 and 404.
    """

    type: Literal["single_page_app"] = "single_page_app"
    """What kind of function it is."""

    document: RootObject = "index.html"
    """The document, with its folder if it has one. Default: `index.html`."""

    @property
    def source(self) -> str:
        """The JavaScript."""
        return single_page_app(self.document)


class DirectoryIndex(EdgeFunction):
    """Answers the path of a folder with the index document in it: `/about/` and `/about` with `/about/index.html`.

    For the `viewer_request` of a site of many pages, as buckets know no index documents of folders.
    """

    type: Literal["directory_index"] = "directory_index"
    """What kind of function it is."""

    document: RootObject = "index.html"
    """Name of the index document. Default: `index.html`."""

    @property
    def source(self) -> str:
        """The JavaScript."""
        return directory_index(self.document)


class FunctionCode(EdgeFunction):
    """A CloudFront function of one's own, in the runtime `cloudfront-js-2.0`.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
    """

    type: Literal["code"] = "code"
    """What kind of function it is."""

    code: Input[FunctionSource]
    """JavaScript that defines `handler(event)`."""

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
