"""AWS Systems Manager."""

from typing import Any, Final

from ..resource import CHOSEN, PLAIN, AutoName, Function, Property, Resource, existing, only
from ..session import Session
from ..wire import Props, Secret
from .tags import tag_dict, tag_list

_NAMES: Final = {
    "allowedPattern": "AllowedPattern",
    "dataType": "DataType",
    "description": "Description",
    "keyId": "KeyId",
    "tier": "Tier",
    "type": "Type",
}


class Parameter(Resource):
    """A parameter of the Parameter Store. Its id is its name."""

    token = "aws:ssm/parameter:Parameter"
    taggable = True
    one_of = ("value", "insecureValue")
    secret_outputs = frozenset({"value"})
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=2048)),
        "type": PLAIN,
        "value": PLAIN,
        "insecureValue": PLAIN,
        "description": PLAIN,
        "allowedPattern": PLAIN,
        "keyId": CHOSEN,
        "dataType": CHOSEN,
        "tier": CHOSEN,
        "overwrite": PLAIN,
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the parameter, or take over one of its name if the program says so."""
        name, overwrite = props["name"], bool(props.get("overwrite"))
        if overwrite:  # AWS takes no tags with that
            self._put(aws, props, Overwrite=True)
            with existing(name):
                self.tag(aws, name, props, tags)
        else:
            self._put(aws, props, Tags=tag_list(tags))
        return name

    @staticmethod
    def _put(aws: Session, props: Props, **more: Any) -> None:
        asked = {theirs: props[ours] for ours, theirs in _NAMES.items() if ours in props}
        value = props.get("value") or props.get("insecureValue")
        aws.client("ssm").put_parameter(Name=props["name"], Value=value, **asked, **more)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the parameter with its value."""
        ssm = aws.client("ssm")
        parameter = ssm.get_parameter(Name=id, WithDecryption=True)["Parameter"]
        by_name = [{"Key": "Name", "Option": "Equals", "Values": [id]}]
        found = only(ssm.describe_parameters(ParameterFilters=by_name)["Parameters"])
        value = "insecureValue" if "insecureValue" in known else "value"
        return {
            "arn": parameter["ARN"],
            "name": id,
            value: parameter["Value"],
            "version": parameter["Version"],
            "hasValueWo": False,
            **{ours: found.get(theirs) or None for ours, theirs in _NAMES.items()},
            "tags": tag_dict(ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=id)["TagList"]),
        }

    def unsettled(self, changed: frozenset[str]) -> frozenset[str]:
        """A new value is a new version."""
        return frozenset({"version"} if changed & {"value", "insecureValue"} else set())

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the parameter."""
        gone = {name: "" for name in ("description", "allowedPattern") if name in changed and name not in props}
        self._put(aws, {**props, **gone}, Overwrite=True)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the parameter."""
        aws.client("ssm").delete_parameter(Name=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("ssm").add_tags_to_resource(ResourceType="Parameter", ResourceId=id, Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("ssm").remove_tags_from_resource(ResourceType="Parameter", ResourceId=id, TagKeys=keys)


def parameter(aws: Session, arguments: Props) -> Props:
    """Answer `aws.ssm.get_parameter`, of one's own parameters and of those that AWS publishes."""
    decrypted = arguments.get("withDecryption", True)
    found = aws.client("ssm").get_parameter(Name=arguments["name"], WithDecryption=decrypted)["Parameter"]
    secure = found["Type"] == "SecureString"
    return {
        "id": found["Name"],
        "arn": found["ARN"],
        "name": arguments["name"],
        "type": found["Type"],
        "value": Secret(found["Value"]),
        "insecureValue": "" if secure else found["Value"],
        "version": found["Version"],
        "withDecryption": decrypted,
        "region": aws.region,
    }


RESOURCES: Final = (Parameter(),)
FUNCTIONS: Final = (Function("aws:ssm/getParameter:getParameter", frozenset({"name", "withDecryption"}), parameter),)
