"""JavaScript of the CloudFront functions `SinglePageApp` and `DirectoryIndex`.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
"""

import json
from collections.abc import Sequence

_SINGLE_PAGE_APP = """\
const FILE = /^\\/\\.well-known\\/|\\.(?:EXTENSIONS)$/i;
function handler(event) {
  const request = event.request;
  if (!FILE.test(request.uri)) {
    request.uri = DOCUMENT;
  }
  return request;
}
"""
_DIRECTORY_INDEX = """\
const FILE = /^\\/\\.well-known\\/|\\.(?:EXTENSIONS)$/i;
function handler(event) {
  const request = event.request;
  if (request.uri.endsWith('/')) {
    request.uri += DOCUMENT;
  } else if (!FILE.test(request.uri)) {
    request.uri += '/' + DOCUMENT;
  }
  return request;
}
"""


def single_page_app(document: str, file_extensions: Sequence[str]) -> str:
    """Return a function that requests one document for every path that is not a file's.

    Args:
        document: Key of the document, without a leading slash.
        file_extensions: Extensions of files, without the dot.
    """
    return _code(_SINGLE_PAGE_APP, f"/{document}", file_extensions)


def directory_index(document: str, file_extensions: Sequence[str]) -> str:
    """Return a function that requests the index document of a folder for every path that is not a file's.

    Args:
        document: Name of the index document.
        file_extensions: Extensions of files, without the dot.
    """
    return _code(_DIRECTORY_INDEX, document, file_extensions)


def _code(template: str, document: str, file_extensions: Sequence[str]) -> str:
    return template.replace("EXTENSIONS", "|".join(file_extensions)).replace("DOCUMENT", json.dumps(document))
