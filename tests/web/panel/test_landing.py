"""The front page explains the idea beside a real square, and makes one want one."""

from commons.clock import now
from squares.posts.actions.hide import hide_post
from squares.posts.actions.publish import Draft, publish_post
from tenants.context import inside
from tenants.models.square import Square


def _say(square, by, text, **more):
    with inside(square):
        return publish_post(by=by, draft=Draft(text=text, language="en", **more), at=now())


def _liveliest(square):
    Square.objects.filter(pk=square.pk).update(active_at=now())


def test_front_page_shows_a_real_square(cast, browser_of):
    _liveliest(cast.agora)
    post = _say(cast.agora, cast.cleo, "The tram runs *again*.")
    page = browser_of("apex").get("/").content.decode()
    assert "Found a square" in page
    assert "The tram runs again." in page
    assert f"http://agora.localhost:8000/@Cleo/{post.pk}" in page
    assert "Argue with ideas" in page
    assert "http://forum.localhost:8000" in page


def test_what_is_hidden_is_gone_from_the_front_page_at_once(cast, browser_of):
    _liveliest(cast.agora)
    post = _say(cast.agora, cast.cleo, "The tram runs *again*.")
    assert "The tram runs again." in browser_of("apex").get("/").content.decode()
    with inside(cast.agora):
        hide_post(post=post, at=now())
    assert "The tram runs again." not in browser_of("apex").get("/").content.decode()


def test_front_page_quotes_only_what_anyone_may_read(cast, browser_of):
    _liveliest(cast.agora)
    for number, visibility in enumerate(("unlisted", "followers", "mentioned")):
        _say(cast.agora, cast.cleo, f"not for everyone {number}", visibility=visibility)
    _say(cast.agora, cast.cleo, "behind a warning", warning="Spiders")
    page = browser_of("apex").get("/").content.decode()
    assert "not for everyone" not in page
    assert "behind a warning" not in page


def test_front_page_escapes_what_it_quotes(cast, browser_of):
    _liveliest(cast.agora)
    _say(cast.agora, cast.cleo, "<script>alert(1)</script> & more")
    page = browser_of("apex").get("/").content.decode()
    assert "<script>alert" not in page


def test_window_looks_into_the_square_with_the_most_people(cast, browser_of):
    _liveliest(cast.agora)
    Square.objects.filter(slug="agora").update(usage={"members": 1, "posts": 900})
    Square.objects.filter(slug="forum").update(usage={"members": 12, "posts": 3})
    page = browser_of("apex").get("/").content.decode()
    assert "Visit Forum" in page


def test_front_page_without_any_square(cast, browser_of):
    Square.objects.update(listed=False)
    page = browser_of("apex").get("/").content.decode()
    assert "Found a square" in page
    assert "Squares you can visit today" not in page


def test_front_page_costs_the_same_however_lively(cast, browser_of, costs_the_same):
    _liveliest(cast.agora)
    client = browser_of("apex")
    _say(cast.agora, cast.cleo, "the first of many")

    def more():
        for number in range(20):
            _say(cast.agora, cast.cleo, f"post {number}")

    costs_the_same(lambda: client.get("/"), more=more)


def test_prices_stand_on_the_front_page(cast, browser_of):
    from billing.models.plan import Plan

    Plan.objects.create(
        code="test",
        name="Test plan",
        price_cents=0,
        currency="eur",
        position=9,
        limits={"squares": 3},
    )
    assert "Test plan" in browser_of("apex").get("/").content.decode()


def test_officer_is_led_to_the_desk(cast, browser_of):
    page = browser_of("apex", cast.ada_officer).get("/").content.decode()
    assert 'href="/panel/found"' in page
    assert "Your squares" in page
