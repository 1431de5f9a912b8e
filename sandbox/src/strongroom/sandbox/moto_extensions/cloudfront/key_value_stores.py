"""Key value stores: their versions, and which functions have them."""

from typing import Any

from moto.cloudfront.exceptions import CloudFrontException
from moto.cloudfront.responses import CloudFrontResponse
from moto.core.responses import ActionResult, EmptyResult

from ..request import parameter, replace
from .common import SHORT_NAME, check_name, check_version, named

_create_key_value_store: Any = CloudFrontResponse.create_key_value_store
_update_key_value_store: Any = CloudFrontResponse.update_key_value_store


def _check_version(response: CloudFrontResponse) -> Any:
    store: Any = response.backend.describe_key_value_store(parameter(response, "Name"))
    check_version(response, store.etag)
    return store


def create_key_value_store(self: CloudFrontResponse) -> ActionResult:
    """Make a store.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateKeyValueStore.html
    """
    check_name("key value store", parameter(self, "Name"), SHORT_NAME)
    return _create_key_value_store(self)


def update_key_value_store(self: CloudFrontResponse) -> ActionResult:
    """Change the comment of a store.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateKeyValueStore.html
    """
    _check_version(self)
    return _update_key_value_store(self)


def delete_key_value_store(self: CloudFrontResponse) -> EmptyResult:
    """Delete a store that no function has.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DeleteKeyValueStore.html
    """
    store = _check_version(self)
    for function in self.backend.functions.values():
        if store.arn in named(function.config, "KeyValueStoreARN"):
            message = f"The key value store {store.name} is associated with the function {function.name}."
            raise CloudFrontException("CannotDeleteEntityWhileInUse", message)
    del self.backend.key_value_stores[store.name]
    return EmptyResult()


def install() -> None:
    """Put the operations in the place of moto's."""
    replace(CloudFrontResponse, create_key_value_store, update_key_value_store, delete_key_value_store)
