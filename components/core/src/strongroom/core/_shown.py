"""Which values an error message may show.

A value in the wrong field can be a secret whatever the field is for. So a value is shown only if it is recognizably
something else: a number, an address, an id or ARN of AWS, or a few plain words.
"""

import ipaddress
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from typing import Any, Final, cast

from pydantic import BaseModel

HIDDEN: Final = "<hidden>"
"""What a message has instead of a value that may be a secret."""

_LENGTH = 64
_LONGEST = 256
_ITEMS = 5
_DIGITS = 12
_WORDS = 3
_MIXED = 2
_SHORTEST_SECRET = 6
_SHORTEST_PART = 8
_CHARACTERS = re.compile(r"[A-Za-z0-9 _.,:/*+'-]*")
_CHUNK = re.compile(
    r"[A-Z]?[a-z]{1,15}|[A-Z]{1,12}|[A-Z]?[a-z]{2,13}([A-Z][a-z]{2,13}){1,3}"
    r"|\d{1,5}|\d{12}|([a-z]{1,3}|[A-Z]{1,3})\d{1,2}[a-z]{0,2}|\d{1,4}[a-z]{1,6}"
)
_SECRET_WORD = re.compile(r"secret|passw|passphrase|pwd|token|credential|api.?key|bearer|akia|asia", re.IGNORECASE)
_RESOURCE_ID = re.compile(
    r"\b(ami|eipalloc|eni|igw|ipam-pool|lt|nat|pcx|pl|rtb|sg|snap|subnet|tgw|vol|vpc|vpce)-[0-9a-f]{8}([0-9a-f]{9})?\b"
)
_ARN = re.compile(r"arn:aws[a-z-]*:(?!secretsmanager:|ssm:)[a-z0-9-]+:[a-z0-9-]*:(\d{12}|aws|cloudfront)?:(?P<rest>.+)")
_SCHEDULE = re.compile(r"(cron|rate|at)\([A-Za-z0-9 ,*?/#:-]{1,60}\)")
_UUID = re.compile(r"(?<=/)(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$")


def shown(value: object) -> str | None:
    """Return a value as a message may show it, or None if it may be a secret.

    Args:
        value: The value.
    """
    match value:
        case str():
            return repr(value) if _is_harmless(value) else None
        case bool():
            return repr(value)
        case int() | float():
            text = repr(value) if not isinstance(value, int) or abs(value) < 10**_DIGITS else ""
            return text if 0 < len(text) <= _LENGTH else None
        case list() | tuple():
            items = [shown(item) for item in cast("Sequence[object]", value)[: _ITEMS + 1]]
            known = [item for item in items if item is not None]
            return f"[{', '.join(known)}]" if len(known) == len(items) <= _ITEMS else None
        case _:
            return None


def shown_key(key: object) -> str | None:
    """Return the key of a mapping as a path may show it, or None if it may be a secret.

    Args:
        key: The key. The name of a secret (`password`) is none.
    """
    text = str(key)
    most = _WORDS if " " in text else _LENGTH
    plain = isinstance(key, int) or len(text) < _SHORTEST_SECRET or _has_plain_words(text, most=most)
    return text if plain else None


def hiding(data: object, fields: Collection[str] = ()) -> Callable[[str], str]:
    """Return the function that removes from a text the parts of the data that may be secrets.

    Args:
        data: What the text is about: the inputs of a model, or one value.
        fields: Names of the model's fields, which a text may contain.
    """
    found = {part for each in _secrets(data) if each not in fields for part in _parts(each)}
    secrets = sorted(found, key=len, reverse=True)

    def hide(text: str) -> str:
        folded = text.casefold()
        for secret in secrets:
            if secret.casefold() in folded:
                text = re.sub(re.escape(secret), lambda _: HIDDEN, text, flags=re.IGNORECASE)
        return text

    return hide


def _is_harmless(text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    if len(text) < _SHORTEST_SECRET or _is_address(text) or _SCHEDULE.fullmatch(text):
        return True
    arn = _ARN.fullmatch(text)
    plain = _has_plain_words(_UUID.sub("", arn["rest"])) if arn else _has_plain_words(text)
    return plain and not _SECRET_WORD.search(text)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return True


def _has_plain_words(text: str, *, most: int = _WORDS) -> bool:
    if len(text) > _LONGEST:
        return False
    text = _RESOURCE_ID.sub("", text)
    chunks = [chunk for chunk in re.split(r"[^A-Za-z0-9]+", text) if chunk]
    mixed = [chunk for chunk in chunks if not chunk.isalpha() and not chunk.isdigit()]
    long_words = [chunk for chunk in chunks if re.fullmatch(r"[a-z]{4,}", chunk)]
    return (
        len(text) <= _LENGTH
        and _CHARACTERS.fullmatch(text) is not None
        and all(map(_CHUNK.fullmatch, chunks))
        and len(long_words) <= most
        and len(mixed) <= _MIXED
    )


def _secrets(data: object) -> Iterator[str]:
    """Yield the texts in the data that may be secrets."""
    match data:
        case str():
            if not _is_harmless(data):
                yield data
        case bytes() | bytearray():
            yield from _secrets(bytes(data).decode(errors="replace"))
        case Mapping():
            for key, item in cast("Mapping[Any, object]", data).items():
                if shown_key(key) is None:
                    yield str(key)
                yield from _secrets(item)
        case BaseModel():
            yield from _secrets(vars(data))
        case Set() | list() | tuple():
            for item in cast("Set[object]", data):
                yield from _secrets(item)
        case _:
            pass


def _parts(text: str) -> Iterator[str]:
    """Yield a text as messages may repeat it: whole, quoted, or one part of it."""
    for whole in (text, text.strip(), repr(text)[1:-1]):
        if len(whole) >= _SHORTEST_SECRET:
            yield whole
    for part in re.split(r"[\s/?&=:@,;|\"']+", text):
        if len(part) >= _SHORTEST_PART and not _is_harmless(part):
            yield part
