"""The variables that exempt the loopback interface from the user's proxies."""

import urllib.request

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.sandbox.environment import loopback_without_proxy

LOOPBACK = "127.0.0.1,localhost,::1"
PROXIES = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "grpc_proxy"]


@pytest.mark.parametrize("name", PROXIES)
def test_loopback_is_exempt_from_each_proxy(name: str) -> None:
    variables = loopback_without_proxy({name: "http://proxy:3128"})

    assert variables == {"NO_PROXY": LOOPBACK, "no_proxy": LOOPBACK}


def test_environment_without_a_proxy_is_unchanged() -> None:
    assert loopback_without_proxy({"NO_PROXY": "intranet", "HTTP_PROXY": "", "PROXY": "x"}) == {}


def test_exemptions_of_the_user_are_kept() -> None:
    assert loopback_without_proxy({"https_proxy": "x", "NO_PROXY": "intranet, .bank"}) == {
        "NO_PROXY": f"intranet,.bank,{LOOPBACK}",
        "no_proxy": f"intranet,.bank,{LOOPBACK}",
    }
    both = loopback_without_proxy({"https_proxy": "x", "NO_PROXY": "upper", "no_proxy": "lower,localhost"})
    assert both == {"NO_PROXY": f"upper,{LOOPBACK}", "no_proxy": "lower,localhost,127.0.0.1,::1"}


def test_exemption_of_all_hosts_is_kept() -> None:
    assert loopback_without_proxy({"http_proxy": "x", "no_proxy": " * "}) == {"NO_PROXY": "*", "no_proxy": "*"}


def test_exemptions_of_grpc_are_completed_if_they_are_set() -> None:
    # gRPC reads no_grpc_proxy in place of no_proxy.
    assert loopback_without_proxy({"grpc_proxy": "x", "no_grpc_proxy": "a"})["no_grpc_proxy"] == f"a,{LOOPBACK}"


HOSTS = st.lists(st.from_regex(r"[a-z.]{1,8}", fullmatch=True), max_size=3).map(",".join)


@given(st.sampled_from(PROXIES), HOSTS, HOSTS)
def test_loopback_is_exempt_for_python_whatever_the_user_exempts(proxy: str, upper: str, lower: str) -> None:
    user = {proxy: "http://proxy:3128", "NO_PROXY": upper, "no_proxy": lower}
    environment = user | loopback_without_proxy(user)

    for host in ("127.0.0.1:4566", "localhost:80"):
        proxies = {"no": environment["no_proxy"]}
        assert urllib.request.proxy_bypass_environment(host, proxies)  # pyright: ignore - not in its stub
    for hosts in (upper, lower):
        for host in filter(None, hosts.split(",")):
            assert host in environment["NO_PROXY"].split(",") + environment["no_proxy"].split(",")
    assert loopback_without_proxy(environment) == {name: environment[name] for name in ("NO_PROXY", "no_proxy")}
