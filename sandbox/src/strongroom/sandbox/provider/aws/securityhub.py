"""AWS Security Hub."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from botocore.exceptions import ClientError

from ..errors import ProviderError, explain
from ..resource import CHOSEN, PLAIN, REPLACES, NotFoundError, Property, Resource, existing, only
from ..schema import Problem
from ..session import Session
from ..wire import Props
from .ec2.common import given


def _found(ask: Callable[..., Any], **arguments: Any) -> dict[str, Any]:
    """Return an answer of Security Hub.

    Raises:
        NotFoundError: It is not enabled, so that nothing of it exists.
    """
    try:
        return ask(**arguments)
    except ClientError as error:
        if "not subscribed to AWS Security Hub" in explain(error):
            raise NotFoundError from error
        raise


class Account(Resource):
    """Security Hub itself, in a region. Its id is the account's."""

    token = "aws:securityhub/account:Account"
    properties = {
        "autoEnableControls": Property(default=True),
        "controlFindingGenerator": CHOSEN,
        "enableDefaultStandards": Property(default=True, replace=True),
    }
    generator: Final = {"controlFindingGenerator": "ControlFindingGenerator"}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Enable it."""
        hub = aws.client("securityhub")
        hub.enable_security_hub(EnableDefaultStandards=props["enableDefaultStandards"], **given(props, self.generator))
        with existing(aws.account_id):
            hub.update_security_hub_configuration(AutoEnableControls=props["autoEnableControls"])
        return aws.account_id

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return how it is configured; AWS does not tell what it began with."""
        if id != aws.account_id:
            return None
        seen = _found(aws.client("securityhub").describe_hub)
        return {
            "arn": seen["HubArn"],
            "autoEnableControls": seen["AutoEnableControls"],
            "controlFindingGenerator": seen["ControlFindingGenerator"],
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change how it is configured."""
        aws.client("securityhub").update_security_hub_configuration(
            AutoEnableControls=props["autoEnableControls"], **given(props, self.generator)
        )

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Disable it."""
        _found(aws.client("securityhub").disable_security_hub)


class StandardsSubscription(Resource):
    """A standard by which Security Hub judges. Its id is the subscription's ARN."""

    token = "aws:securityhub/standardsSubscription:StandardsSubscription"
    properties = {"standardsArn": REPLACES}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Subscribe."""
        wanted = [{"StandardsArn": props["standardsArn"]}]
        made = aws.client("securityhub").batch_enable_standards(StandardsSubscriptionRequests=wanted)
        return only(made["StandardsSubscriptions"])["StandardsSubscriptionArn"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the subscription."""
        answer = _found(aws.client("securityhub").get_enabled_standards, StandardsSubscriptionArns=[id])
        seen = only(answer["StandardsSubscriptions"])
        return {"arn": seen["StandardsSubscriptionArn"], "standardsArn": seen["StandardsArn"]}

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """End the subscription."""
        if self.read(aws, id, known):
            aws.client("securityhub").batch_disable_standards(StandardsSubscriptionArns=[id])


class StandardsControlAssociation(Resource):
    """Whether a control is on in a standard. Its id names both."""

    token = "aws:securityhub/standardsControlAssociation:StandardsControlAssociation"
    properties = {
        "associationStatus": PLAIN,
        "securityControlId": REPLACES,
        "standardsArn": REPLACES,
        "updatedReason": PLAIN,
    }
    names: Final = {
        "associationStatus": "AssociationStatus",
        "securityControlId": "SecurityControlId",
        "standardsArn": "StandardsArn",
        "updatedReason": "UpdatedReason",
    }

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return that a reason is missing."""
        if props["associationStatus"] == "DISABLED" and "updatedReason" not in props:
            yield Problem("updatedReason", "needed when associationStatus is DISABLED")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Turn the control on or off."""
        self.update(aws, "", props, frozenset())
        return f"{props['securityControlId']},{props['standardsArn']}"

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return whether the control is on."""
        control, _, standard = id.partition(",")
        answer = _found(aws.client("securityhub").list_standards_control_associations, SecurityControlId=control)
        found = [one for one in answer["StandardsControlAssociationSummaries"] if one["StandardsArn"] == standard]
        seen = only(found)
        return {ours: seen.get(theirs) for ours, theirs in self.names.items()}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Turn the control on or off.

        Raises:
            ProviderError: AWS does not know it in this standard.
        """
        answer = aws.client("securityhub").batch_update_standards_control_associations(
            StandardsControlAssociationUpdates=[given(props, self.names)]
        )
        for refused in answer["UnprocessedAssociationUpdates"]:
            raise ProviderError(f"{props['securityControlId']}: {refused['ErrorCode']}: {refused.get('ErrorReason')}")

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Leave the control as it is, as the official provider does."""


class FindingAggregator(Resource):
    """What collects the findings of other regions. Its id is its ARN."""

    token = "aws:securityhub/findingAggregator:FindingAggregator"
    properties = {"linkingMode": PLAIN, "specifiedRegions": Property(form="set")}
    names: Final = {"linkingMode": "RegionLinkingMode", "specifiedRegions": "Regions"}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the aggregator."""
        made = aws.client("securityhub").create_finding_aggregator(**given(props, self.names))
        return made["FindingAggregatorArn"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the aggregator."""
        seen = _found(aws.client("securityhub").get_finding_aggregator, FindingAggregatorArn=id)
        told = {ours: seen.get(theirs) or None for ours, theirs in self.names.items()}
        return {"arn": seen["FindingAggregatorArn"], **told}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Collect from other regions."""
        aws.client("securityhub").update_finding_aggregator(FindingAggregatorArn=id, **given(props, self.names))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Collect no more."""
        _found(aws.client("securityhub").delete_finding_aggregator, FindingAggregatorArn=id)


RESOURCES: Final = (Account(), StandardsSubscription(), StandardsControlAssociation(), FindingAggregator())
