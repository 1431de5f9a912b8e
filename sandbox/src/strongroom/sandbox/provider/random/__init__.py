"""The types of the `random` provider. What they make lives in the stack's state alone."""

import base64
import secrets
import string
from typing import Final

import bcrypt

from ..errors import ProviderError
from ..resource import REPLACES, Made, Package, Property, Resource
from ..session import Session
from ..wire import Props

_SPECIAL: Final = "!@#$%&*()-_=+[]{}<>:?"
_HERE: Final = "strongroom/sandbox/provider/random/__init__.py"
_BCRYPT_BYTES: Final = 72
"""What bcrypt takes of a password."""


class RandomResource(Resource):
    """A resource whose outputs are made once and then kept in the state."""

    regional = False

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return what the state holds.

        Raises:
            ProviderError: It holds nothing: an import, which the sandbox does not support for this package.
        """
        if not known:
            raise ProviderError(f"the sandbox does not import {self.token}; add it in {_HERE}")
        return known

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Do nothing: there is nothing outside the state."""


class RandomString(RandomResource):
    """A random string."""

    token = "random:index/randomString:RandomString"
    properties = {
        "keepers": REPLACES,
        "length": REPLACES,
        "overrideSpecial": REPLACES,
        **dict.fromkeys(("lower", "upper", "numeric", "special"), Property(default=True, replace=True)),
        **dict.fromkeys(("minLower", "minUpper", "minNumeric", "minSpecial"), Property(default=0, replace=True)),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> Made:
        """Draw the string."""
        result = random_text(props)
        return Made(result, {"result": result})


class RandomPassword(RandomString):
    """A random string that is secret."""

    token = "random:index/randomPassword:RandomPassword"
    secret_outputs = frozenset({"result", "bcryptHash"})

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> Made:
        """Draw the password. Its id says nothing of it."""
        result = random_text(props)
        digest = bcrypt.hashpw(result.encode()[:_BCRYPT_BYTES], bcrypt.gensalt(10)).decode()
        return Made("none", {"result": result, "bcryptHash": digest})


class RandomId(RandomResource):
    """Random bytes, in several notations."""

    token = "random:index/randomId:RandomId"
    properties = {"byteLength": REPLACES, "keepers": REPLACES, "prefix": REPLACES}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> Made:
        """Draw the bytes."""
        drawn = secrets.token_bytes(props["byteLength"])
        prefix = props.get("prefix", "")
        url = base64.urlsafe_b64encode(drawn).decode().rstrip("=")
        notations = {
            "b64Url": url,
            "b64Std": base64.b64encode(drawn).decode(),
            "hex": drawn.hex(),
            "dec": str(int.from_bytes(drawn)),
        }
        return Made(url, {name: prefix + text for name, text in notations.items()})


def random_text(props: Props) -> str:
    """Return a random string of the length and the kinds of characters asked for.

    Raises:
        ValueError: The kinds asked for don't fit into the length, or no kind is left.
    """
    kinds = {
        "lower": (string.ascii_lowercase, props["minLower"]),
        "upper": (string.ascii_uppercase, props["minUpper"]),
        "numeric": (string.digits, props["minNumeric"]),
        "special": (props.get("overrideSpecial") or _SPECIAL, props["minSpecial"]),
    }
    wanted = [alphabet for alphabet, least in kinds.values() for _ in range(least)]
    usable = "".join(alphabet for kind, (alphabet, _) in kinds.items() if props[kind])
    rest = props["length"] - len(wanted)
    if rest < 0 or (rest and not usable):
        raise ValueError(f"a length of {props['length']} has no room for the characters asked for")
    characters = [secrets.choice(alphabet) for alphabet in wanted] + [secrets.choice(usable) for _ in range(rest)]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


PACKAGE = Package.of("random", [RandomString(), RandomPassword(), RandomId()])
