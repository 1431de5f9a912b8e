"""Where a web ACL logs to."""

from typing import Any, Final

from ...resource import EVERYTHING, REPLACES, Property, Resource
from ...session import Session
from ...wire import Props
from ..translate import request, told

_INSIDE: Final = ("loggingFilter", "redactedFields")
_ALL_STREAMS: Final = ":*"


class WebAclLoggingConfiguration(Resource):
    """The log of a web ACL. Its id is the web ACL's ARN."""

    token = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
    properties = {
        "resourceArn": REPLACES,
        "logDestinationConfigs": Property(form="set", replace=True),
        "loggingFilter": Property(nested=EVERYTHING),
        "redactedFields": Property(form="set", empties=True, nested=EVERYTHING),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Let the web ACL log."""
        self._put(aws, props)
        return props["resourceArn"]

    @staticmethod
    def _put(aws: Session, props: Props) -> None:
        names = ("resourceArn", "logDestinationConfigs", *_INSIDE)
        asked = {name: props.get(name) for name in names}
        configuration = request(aws, "wafv2", "LoggingConfiguration", asked, empties=True)
        aws.client("wafv2").put_logging_configuration(LoggingConfiguration=configuration)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the configuration. A log group's ARN is told as the program says it, with `:*` or without."""
        found = aws.client("wafv2").get_logging_configuration(ResourceArn=id)["LoggingConfiguration"]
        said: list[str] = known.get("logDestinationConfigs") or []
        spelled = {arn.removesuffix(_ALL_STREAMS): arn for arn in said}
        arns: list[str] = found["LogDestinationConfigs"]
        return {
            "resourceArn": found["ResourceArn"],
            "logDestinationConfigs": [
                spelled.get(bare, bare) for bare in (arn.removesuffix(_ALL_STREAMS) for arn in arns)
            ],
            **{name: _told(self.token, name, found) for name in _INSIDE},
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the configuration."""
        self._put(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Let the web ACL log no more."""
        aws.client("wafv2").delete_logging_configuration(ResourceArn=id)


def _told(token: str, name: str, found: dict[str, Any]) -> Any:
    return told(token, name, found.get(name[0].upper() + name[1:]), empties=True)


RESOURCES: Final = (WebAclLoggingConfiguration(),)
