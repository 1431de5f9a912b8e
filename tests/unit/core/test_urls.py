import re

import pytest

from strongroom.core import HttpsUrl, InputError, Model


class Client(Model):
    url: HttpsUrl


@pytest.mark.parametrize(
    "url",
    [
        *("https://login.example.com", "https://login.example.com/", "https://login.example.com/realms/a%20b/token"),
        *("https://hooks.example.com/sns?token=a", "https://hooks.example.com?b"),
        *(
            "https://login.example.com:65535/x",
            "https://localhost:8443",
            "https://192.0.2.1/token",
            "https://A-B.example/",
        ),
    ],
)
def test_full_https_urls_are_accepted(url: str) -> None:
    assert Client(url=url).url == url


@pytest.mark.parametrize(
    "url",
    [
        *("", "login.example.com", "http://login.example.com", "https://", "https:///x", "HTTPS://login.example.com"),
        *("https://login.example.com:0/", "https://login.example.com:65536", "https://login.example.com:999999"),
        *("https://login.example.com:/", "https://-a.example.com", "https://a..b", f"https://{'a' * 64}.example.com"),
        *("https://user:pass@login.example.com/", "https://login.example.com/#a"),
        *(
            "https://login.example.com/a b",
            "https://login.example.com/ü",
            "https://idp.example.com\n",
            "https://a:00443",
        ),
        f"https://{'.'.join(['a' * 60] * 5)}",
        f"https://login.example.com/{'a' * 2048}",
    ],
)
def test_other_urls_are_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(InputError) as caught:
        Client(url=url)
    assert "pass" not in str(caught.value).replace("password", "")
    assert re.search("use for example https://|use an https:// URL|2048 characters", str(caught.value))
