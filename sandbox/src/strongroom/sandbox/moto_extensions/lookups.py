"""What moto works out anew for each request though it never changes: a third of what the local AWS computes."""

from functools import lru_cache

from moto.core import responses
from moto.core.utils import method_names_from_class
from moto.moto_server.werkzeug_app import DomainDispatcherApplication  # pyright: ignore[reportMissingTypeStubs]

_operations_of = lru_cache(method_names_from_class)
_service_of_host = lru_cache(DomainDispatcherApplication.get_backend_for_host)


def install() -> None:
    """Keep the answers: the operations that a service's class has, and the service that a host name means."""
    for owner, name, lookup in (
        (responses, "method_names_from_class", _operations_of),
        (DomainDispatcherApplication, "get_backend_for_host", _service_of_host),
    ):
        setattr(owner, name, lookup)
