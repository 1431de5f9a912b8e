"""The fields of AWS's cron expressions.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
"""

import re

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


def numbers(field: str, least: int, most: int) -> tuple[int, ...]:
    """Return the numbers that a field names, in order; none if it can't be read.

    Args:
        field: Numbers, ranges and steps, with commas between them, or `*`.
        least: The least number that the field can have.
        most: The greatest.
    """
    found: set[int] = set()
    for part in field.split(","):
        match = re.fullmatch(r"(?:(\*)|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?", part)
        if not match:
            return ()
        every, first, last, step = match.groups()
        start = least if every else int(first)
        end = int(last) if last else most if every or step else start
        if not least <= start <= end <= most:
            return ()
        found.update(range(start, end + 1, int(step or 1)))
    return tuple(sorted(found))


def are_days(field: str) -> bool:
    """Tell whether a field names days of the month, or leaves them open.

    Args:
        field: The third field of an expression.
    """
    nearest_weekday = re.fullmatch(r"(\d+)W", field)
    return field in ("?", "L", "LW") or bool(numbers(nearest_weekday[1] if nearest_weekday else field, 1, 31))


def are_months(field: str) -> bool:
    """Tell whether a field names months.

    Args:
        field: The fourth field of an expression.
    """
    return bool(numbers(_in_numbers(field, _MONTHS), 1, 12))


def are_weekdays(field: str) -> bool:
    """Tell whether a field names days of the week, or leaves them open.

    Args:
        field: The fifth field of an expression.
    """
    numbered = _in_numbers(field, _WEEKDAYS)
    of_the_month = re.fullmatch(r"([1-7])(L|#[1-5])", numbered)
    return field in ("?", "L") or bool(of_the_month) or bool(numbers(numbered, 1, 7))


def _in_numbers(field: str, names: tuple[str, ...]) -> str:
    for number, name in enumerate(names, 1):
        field = field.upper().replace(name, str(number))
    return field
