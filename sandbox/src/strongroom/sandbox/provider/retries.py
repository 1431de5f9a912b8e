"""What of AWS's errors is tried again: what the official provider tries again, as often, but with hardly a wait."""

from typing import Any, Final

from botocore.retries import standard

DEFECT_HEADER: Final = "x-strongroom-defect"
"""Set on answers that an exception in the local AWS caused."""

_ATTEMPTS: Final = 25
"""The official provider's own number, unless its setting `maxRetries` says another."""
_LONGEST_WAIT_SECONDS: Any = 0.02
"""The local AWS is quick, and what it can't answer now it won't in a minute."""

_adapter: Any = standard.RetryEventAdapter()
_conditions: Any = standard.StandardRetryConditions(max_attempts=_ATTEMPTS)
_backoff: Any = standard.ExponentialBackoff(max_backoff=_LONGEST_WAIT_SECONDS)


def wait_before_retry(**call: Any) -> float | None:
    """Answer botocore's event `needs-retry`: throttling, errors of AWS's own (5xx) and lost connections are retried.

    Args:
        call: What the event tells of the call and its answer.

    Returns:
        The seconds to wait before the next attempt; None if there is none.
    """
    context = _adapter.create_retry_context(**call)
    if _is_a_defect(context.http_response):
        return None
    return _backoff.delay_amount(context) if _conditions.is_retryable(context) else None


def _is_a_defect(response: Any) -> bool:
    """Return whether an exception in the local AWS caused the answer, so that a retry would fail as well."""
    return response is not None and DEFECT_HEADER in response.headers
