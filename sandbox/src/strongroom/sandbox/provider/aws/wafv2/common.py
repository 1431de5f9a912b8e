"""What web ACLs, rule groups and sets have in common: a scope, a lock token, and a name that stays."""

import secrets
from abc import abstractmethod
from typing import Any, ClassVar, Final

from ...resource import CHOSEN_ONCE, PLAIN, REPLACES, AutoName, Property, Resource
from ...session import Session
from ...wire import Props
from ..tags import tag_dict, tag_list

COMMON: Final = {
    "name": Property(replace=True, computed=True, autoname=AutoName(max_length=128)),
    "namePrefix": CHOSEN_ONCE,
    "scope": REPLACES,
    "description": PLAIN,
}
"""The properties that all of them have."""


class Entity(Resource):
    """A thing of WAF's. Its id is AWS's; it is imported by `ID/NAME/SCOPE`."""

    taggable = True
    shape: ClassVar[str]
    """What AWS's answers call it, such as `WebACL`."""
    suffix: ClassVar[str]
    """What boto3's methods call it, such as `web_acl`."""

    @abstractmethod
    def asked(self, aws: Session, props: Props) -> dict[str, Any]:
        """Return what AWS takes both to make it and to change it, without its name, scope and description."""

    def once(self, props: Props) -> dict[str, Any]:
        """Return what AWS takes only to make it."""
        return {}

    @abstractmethod
    def told(self, found: dict[str, Any], known: Props) -> Props:
        """Return what AWS says of it, without what all entities have."""

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make it."""
        name = props.get("name") or f"{props['namePrefix']}{secrets.token_hex(13)}"
        tagged = {"Tags": tag_list(tags)} if tags else {}
        given = {**_described(props), **self.once(props), **self.asked(aws, props)}
        made = self._call(aws, "create", Name=name, Scope=props["scope"], **given, **tagged)
        return made["Summary"]["Id"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return it."""
        where = _where(id, known)
        answer = self._call(aws, "get", **where)
        found = answer[self.shape]
        tagged = aws.client("wafv2").list_tags_for_resource(ResourceARN=found["ARN"])["TagInfoForResource"]
        return {
            **self.told({**answer, **found}, known),
            "arn": found["ARN"],
            "description": found.get("Description") or None,
            "lockToken": answer["LockToken"],
            "name": found["Name"],
            "namePrefix": known.get("namePrefix"),
            "scope": where["Scope"],
            "tags": tag_dict(tagged["TagList"]),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite it, whatever its lock token is now."""
        where = _where(id, props)
        token = self._call(aws, "get", **where)["LockToken"]
        self._call(aws, "update", **where, LockToken=token, **_described(props), **self.asked(aws, props))

    def unsettled(self, changed: frozenset[str]) -> frozenset[str]:
        """Return the lock token: each change gives a new one."""
        return frozenset({"lockToken"})

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete it, whatever its lock token is now."""
        where = _where(id, known)
        self._call(aws, "delete", **where, LockToken=self._call(aws, "get", **where)["LockToken"])

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("wafv2").tag_resource(ResourceARN=known["arn"], Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("wafv2").untag_resource(ResourceARN=known["arn"], TagKeys=keys)

    def _call(self, aws: Session, verb: str, **arguments: Any) -> dict[str, Any]:
        return getattr(aws.client("wafv2"), f"{verb}_{self.suffix}")(**arguments)


def _described(props: Props) -> dict[str, Any]:
    return {"Description": props["description"]} if props.get("description") else {}


def _where(id: str, known: Props) -> dict[str, str]:
    """Return what names an entity in a call: of an imported one, its id says it all."""
    own, _, rest = id.partition("/")
    name, _, scope = rest.partition("/")
    return {"Id": own, "Name": name or known["name"], "Scope": scope or known["scope"]}
