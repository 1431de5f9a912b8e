"""Records: one of a name and type takes the place of another only when that is asked for."""

from threading import Lock
from typing import Any

from moto.route53.exceptions import ResourceRecordAlreadyExists
from moto.route53.models import Route53Backend

_change: Any = Route53Backend.change_resource_record_sets
# moto replaces the list of a zone's records: of two deletions at once, one would be lost.
_lock = Lock()


def change_resource_record_sets(self: Any, zoneid: str, change_list: list[dict[str, Any]]) -> None:
    """Change records.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
    """
    with _lock:
        zone = self.get_hosted_zone(zoneid)
        present = {(one.name, one.type, one.set_identifier) for one in zone.rrsets}
        for change in change_list:
            asked = change["ResourceRecordSet"]
            name, kind = f"{asked['Name'].rstrip('.')}.", asked["Type"]
            if change["Action"] == "CREATE" and (name, kind, asked.get("SetIdentifier")) in present:
                raise ResourceRecordAlreadyExists(name=name, _type=kind)
            if change["Action"] == "CREATE" and change in zone.rr_changes:
                # moto takes a record that was deleted in between for a duplicate.
                change["Action"] = "UPSERT"
        _change(self, zoneid, change_list)


def install() -> None:
    """Put the operation in the place of moto's."""
    setattr(Route53Backend, change_resource_record_sets.__name__, change_resource_record_sets)
