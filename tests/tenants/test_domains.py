"""A foundation connects its own hosts; they serve a square once they are seen to point here."""

import httpx
import pytest

from tenants import actions, dns_gateway, queries
from tenants.dns_gateway import LiveDns, PretendedDns
from tenants.errors import (
    DomainNotFound,
    DomainNotPointing,
    DomainsExhausted,
    DomainTaken,
    HostRefused,
    NotAllowedHere,
)
from tenants.models.domain import Domain
from tenants.models.square import Square


@pytest.fixture
def connect(agora, office, now):
    """Return a way to connect a host to Agora."""
    return lambda host, **more: actions.connect_domain(
        **{"square": agora, "host": host, "by": office, "at": now} | more
    )


def test_domain_is_connected_once_and_waits(connect, acts):
    domain = connect(" Talk.Example.ORG. ")
    assert (domain.host, domain.verified_at) == ("talk.example.org", None)
    assert len(domain.token) >= 24
    assert connect("talk.example.org").pk == domain.pk
    assert acts().count("square.domain_connected") == 1
    assert queries.square_at(host="talk.example.org") is None


@pytest.mark.parametrize("host", ["agora.localhost", "localhost", "10.0.0.1", "printer.local", "x"])
def test_host_that_cannot_be_ours_is_refused(connect, host):
    with pytest.raises(HostRefused):
        connect(host)


def test_host_of_another_square_is_refused(connect, forum, now):
    Domain.objects.create(host="talk.example.org", square=forum, token="t", added_at=now)
    with pytest.raises(DomainTaken):
        connect("talk.example.org")


def test_plan_limits_domains(connect, office):
    connect("one.example.org")
    connect("two.example.org")
    with pytest.raises(DomainsExhausted):
        connect("three.example.org")
    office.foundation.entitlements = {}
    office.foundation.save()
    with pytest.raises(DomainsExhausted):
        connect("four.example.org")
    assert connect("one.example.org").host == "one.example.org"


def test_domain_that_points_here_becomes_the_main_address(connect, agora, office, now, acts):
    domain = actions.verify_domain(domain=connect("talk.example"), by=office, at=now)
    assert domain.verified_at == now
    square = Square.objects.get(pk=agora.pk)
    assert square.url == "http://talk.example:8000"
    assert domain.is_primary
    assert queries.square_at(host="talk.example") == agora
    assert acts()[-1] == "square.domain_verified"


def test_domain_that_points_elsewhere_stays_unverified(connect, agora, office, now):
    domain = connect("talk.example.org")
    with pytest.raises(DomainNotPointing, match="not known"):
        actions.verify_domain(domain=domain, by=office, at=now)
    domain = Domain.objects.get(pk=domain.pk)
    assert (domain.verified_at, domain.checked_at) == (None, now)
    assert Square.objects.get(pk=agora.pk).primary_host == ""


def test_removed_domain_leaves_the_address_below_ours(connect, agora, office, now, acts):
    domain = actions.verify_domain(domain=connect("talk.example"), by=office, at=now)
    actions.remove_domain(domain=domain, by=office, at=now)
    assert Square.objects.get(pk=agora.pk).url == "http://agora.localhost:8000"
    assert acts()[-1] == "square.domain_removed"
    with pytest.raises(DomainNotFound):
        queries.find_domain(square=agora, host="talk.example")


def test_domain_of_another_square_is_not_found(connect, forum):
    connect("talk.example.org")
    with pytest.raises(DomainNotFound):
        queries.find_domain(square=forum, host="talk.example.org")


def test_treasurer_connects_nothing(connect, office_as, now):
    domain = connect("talk.example")
    treasurer = office_as("treasurer")
    for act in (
        lambda: connect("other.example.org", by=treasurer),
        lambda: actions.verify_domain(domain=domain, by=treasurer, at=now),
        lambda: actions.remove_domain(domain=domain, by=treasurer, at=now),
    ):
        with pytest.raises(NotAllowedHere):
            act()


def _live(answer, addresses=("93.184.215.14",)):
    asked = []

    def handle(request):
        asked.append(request)
        return answer

    client = httpx.Client(transport=httpx.MockTransport(handle))
    return LiveDns(resolve=lambda _host: list(addresses), client=client), asked


def test_live_gateway_asks_the_address_it_looked_up_under_the_hosts_name():
    live, asked = _live(httpx.Response(200, text="t0ken\n"))
    assert live.look_at("talk.example.org", token="t0ken").points_here
    assert str(asked[0].url) == "http://93.184.215.14/.well-known/town-squares"
    assert asked[0].headers["host"] == "talk.example.org"


def test_live_gateway_writes_an_ipv6_address_in_brackets():
    live, asked = _live(httpx.Response(200, text="t"), ["2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
    assert live.look_at("talk.example.org", token="t").points_here
    assert asked[0].url.host == "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="another token"),
        httpx.Response(404, text="t0ken"),
        httpx.Response(301, headers={"location": "http://169.254.169.254/"}),
        httpx.Response(200, text="x" * 100_000),
    ],
)
def test_live_gateway_is_not_convinced(answer):
    live, _asked = _live(answer)
    assert not live.look_at("talk.example.org", token="t0ken").points_here


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["::1"], ["93.184.215.14", "10.0.0.1"], []],
)
def test_live_gateway_never_asks_behind_our_own_walls(addresses):
    live, asked = _live(httpx.Response(200, text="t"), addresses)
    assert not live.look_at("talk.example.org", token="t").points_here
    assert asked == []


def test_live_gateway_says_what_went_wrong():
    def unknown(_host):
        raise OSError

    def silent(_request):
        raise httpx.ConnectTimeout("nobody")

    found = LiveDns(resolve=unknown).look_at("talk.example.org", token="t")
    assert not found.points_here
    assert "not known" in found.reason
    client = httpx.Client(transport=httpx.MockTransport(silent))
    found = LiveDns(resolve=lambda _h: ["93.184.215.14"], client=client).look_at("x.org", token="t")
    assert "Nobody answered" in found.reason


def test_live_gateway_reads_no_answer_that_never_ends():
    def forever():
        yield b"x" * 100
        raise AssertionError("nobody asked for more")

    live, _asked = _live(httpx.Response(200, content=forever()))
    assert not live.look_at("talk.example.org", token="t0ken").points_here


def test_gateway_by_mode(settings):
    assert isinstance(dns_gateway.gateway(), PretendedDns)
    settings.MODE = "production"
    assert isinstance(dns_gateway.gateway(), LiveDns)


def test_name_system_of_this_machine_is_asked():
    assert set(dns_gateway._addresses("localhost")) <= {"127.0.0.1", "::1"}
