"""Further metrics of a distribution."""

from typing import Final

from ...resource import EVERYTHING, REPLACES, Property
from ...session import Session
from ...wire import Props
from ..translate import request, told
from .common import CloudFrontResource


class MonitoringSubscription(CloudFrontResource):
    """Whether there are further metrics of a distribution. Its id is the distribution's."""

    token = "aws:cloudfront/monitoringSubscription:MonitoringSubscription"
    properties = {"distributionId": REPLACES, "monitoringSubscription": Property(nested=EVERYTHING)}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Subscribe."""
        self.update(aws, props["distributionId"], props, frozenset())
        return props["distributionId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the subscription."""
        seen = aws.client("cloudfront").get_monitoring_subscription(DistributionId=id)["MonitoringSubscription"]
        return {"distributionId": id, "monitoringSubscription": told(self.token, "monitoringSubscription", seen)}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Subscribe in the place of the subscription that there is."""
        asked = request(aws, "cloudfront", "MonitoringSubscription", props["monitoringSubscription"])
        aws.client("cloudfront").create_monitoring_subscription(DistributionId=id, MonitoringSubscription=asked)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """End the subscription."""
        aws.client("cloudfront").delete_monitoring_subscription(DistributionId=id)


RESOURCES: Final = (MonitoringSubscription(),)
