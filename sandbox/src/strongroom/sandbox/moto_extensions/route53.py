"""Records: one of a name and type takes the place of another only when that is asked for."""

from typing import Any

from moto.route53.exceptions import ResourceRecordAlreadyExists
from moto.route53.models import Route53Backend

_change: Any = Route53Backend.change_resource_record_sets


def change_resource_record_sets(self: Any, zoneid: str, change_list: list[dict[str, Any]]) -> None:
    """Change records.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
    """
    present = {(one.name, one.type, one.set_identifier) for one in self.get_hosted_zone(zoneid).rrsets}
    for change in change_list:
        asked = change["ResourceRecordSet"]
        name, kind = f"{asked['Name'].rstrip('.')}.", asked["Type"]
        if change["Action"] == "CREATE" and (name, kind, asked.get("SetIdentifier")) in present:
            raise ResourceRecordAlreadyExists(name=name, _type=kind)
    _change(self, zoneid, change_list)


def install() -> None:
    """Put the operation in the place of moto's."""
    setattr(Route53Backend, change_resource_record_sets.__name__, change_resource_record_sets)
