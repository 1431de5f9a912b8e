"""Dashboards."""

from ...resource import REPLACES, Property, Resource
from ...session import Session
from ...wire import Props


class Dashboard(Resource):
    """A dashboard. Its id is its name, which is the account's in all regions."""

    token = "aws:cloudwatch/dashboard:Dashboard"
    properties = {"dashboardName": REPLACES, "dashboardBody": Property(form="json")}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the dashboard."""
        self._put(aws, props)
        return props["dashboardName"]

    @staticmethod
    def _put(aws: Session, props: Props) -> None:
        name, body = props["dashboardName"], props["dashboardBody"]
        aws.client("cloudwatch").put_dashboard(DashboardName=name, DashboardBody=body)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the dashboard."""
        found = aws.client("cloudwatch").get_dashboard(DashboardName=id)
        return {
            "dashboardArn": found["DashboardArn"],
            "dashboardBody": found["DashboardBody"],
            "dashboardName": found["DashboardName"],
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite what the dashboard shows."""
        self._put(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the dashboard."""
        aws.client("cloudwatch").delete_dashboards(DashboardNames=[id])
