"""The JavaScript of the functions that a site brings.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
"""

import json

_SINGLE_PAGE_APP = """\
function handler(event) {
  const request = event.request;
  const last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (!last.includes('.')) {
    request.uri = DOCUMENT;
  }
  return request;
}
"""
_DIRECTORY_INDEX = """\
function handler(event) {
  const request = event.request;
  const last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (last === '') {
    request.uri += DOCUMENT;
  } else if (!last.includes('.')) {
    request.uri += '/' + DOCUMENT;
  }
  return request;
}
"""


def single_page_app(document: str) -> str:
    """Return a function that asks for one document whenever the path has no file extension.

    Args:
        document: The document's name, without a slash before it.
    """
    return _SINGLE_PAGE_APP.replace("DOCUMENT", json.dumps(f"/{document}"))


def directory_index(document: str) -> str:
    """Return a function that asks for the index document of a folder whenever the path has no file extension.

    Args:
        document: The document's name, without a slash before it.
    """
    return _DIRECTORY_INDEX.replace("DOCUMENT", json.dumps(document))
