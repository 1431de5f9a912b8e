"""AWS Config: conformance packs."""

from collections.abc import Iterable
from typing import Any, Final

from ...errors import ProviderError
from ...resource import EVERYTHING, PLAIN, Property, Resource, only
from ...schema import Problem
from ...session import Session
from ...wire import Props
from ..ec2.common import given
from ..lists import items_of
from ..translate import told
from .common import NAME

_PACK: Final = {"deliveryS3Bucket": "DeliveryS3Bucket", "deliveryS3KeyPrefix": "DeliveryS3KeyPrefix"}
_TEMPLATE: Final = {"templateBody": "TemplateBody", "templateS3Uri": "TemplateS3Uri"}


class ConformancePack(Resource):
    """Rules and remediation that a template declares."""

    token = "aws:cfg/conformancePack:ConformancePack"
    properties = {
        "name": NAME,
        **dict.fromkeys(_PACK, PLAIN),
        **dict.fromkeys(_TEMPLATE, PLAIN),
        "inputParameters": Property(form="set", nested=EVERYTHING),
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return that there is no template."""
        if not any(name in props for name in _TEMPLATE):
            yield Problem("templateBody", "give templateBody or templateS3Uri")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the pack and wait for it. Its id is its name."""
        name = props["name"]
        self._put(aws, name, props)
        try:
            self._wait(aws, name)
        except Exception:
            aws.client("config").delete_conformance_pack(ConformancePackName=name)
            raise
        return name

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the pack; AWS does not tell the template."""
        answer = aws.client("config").describe_conformance_packs(ConformancePackNames=[id])
        seen = only(answer["ConformancePackDetails"])
        return {
            "arn": seen["ConformancePackArn"],
            "name": id,
            **{ours: seen.get(theirs) or None for ours, theirs in _PACK.items()},
            "inputParameters": told(self.token, "inputParameters", seen.get("ConformancePackInputParameters")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Put the pack as it is to be, and wait for it.

        Raises:
            ProviderError: AWS could not make what the template declares.
        """
        self._put(aws, id, props)
        self._wait(aws, id)

    @staticmethod
    def _put(aws: Session, name: str, props: Props) -> None:
        parameters: list[dict[str, Any]] = [
            {"ParameterName": one["parameterName"], "ParameterValue": one["parameterValue"]}
            for one in items_of(props, "inputParameters")
        ]
        aws.client("config").put_conformance_pack(
            ConformancePackName=name,
            ConformancePackInputParameters=parameters,
            **given(props, {**_PACK, **_TEMPLATE}),
        )

    @staticmethod
    def _wait(aws: Session, name: str) -> None:
        answer = aws.client("config").describe_conformance_pack_status(ConformancePackNames=[name])
        status = only(answer["ConformancePackStatusDetails"])
        if status["ConformancePackState"].endswith("_FAILED"):
            raise ProviderError(f"the conformance pack {name} failed: {status.get('ConformancePackStatusReason')}")

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the pack with its rules."""
        aws.client("config").delete_conformance_pack(ConformancePackName=id)


RESOURCES: Final = (ConformancePack(),)
