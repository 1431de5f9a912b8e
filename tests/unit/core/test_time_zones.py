import pytest

from strongroom.core import InputError, Model, TimeZone


class Clock(Model):
    time_zone: TimeZone


@pytest.mark.parametrize("name", ["UTC", "Etc/UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Japan", "Etc/GMT+9"])
def test_time_zones_of_the_iana_database_are_accepted(name: str) -> None:
    assert Clock(time_zone=name).time_zone == name


@pytest.mark.parametrize("name", ["", "Europe/Nowhere", "europe/berlin", "Berlin", "Factory", "CEST", "../zones"])
def test_other_time_zones_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="time_zone: must be a time zone of the IANA database"):
        Clock(time_zone=name)
