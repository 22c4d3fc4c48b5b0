"""Whatever an app does with posts wants a token, the right scope, and the right square."""

import pytest

from api_client import app_of
from squares.posts.actions.publish import Draft
from squares.posts.actions.scheduled import schedule_post
from squares.posts.polling import PollDraft
from talk_cast import NOON, say
from tenants.context import inside

ANYONE, MEMBER = True, False
WAYS = [
    ("post", "/api/v1/statuses", "write:statuses", MEMBER),
    ("get", "/api/v1/statuses", "read:statuses", ANYONE),
    ("get", "/api/v1/statuses/{post}", "read:statuses", ANYONE),
    ("put", "/api/v1/statuses/{post}", "write:statuses", MEMBER),
    ("delete", "/api/v1/statuses/{post}", "write:statuses", MEMBER),
    ("get", "/api/v1/statuses/{post}/context", "read:statuses", ANYONE),
    ("get", "/api/v1/statuses/{post}/source", "read:statuses", MEMBER),
    ("get", "/api/v1/statuses/{post}/history", "read:statuses", ANYONE),
    ("post", "/api/v1/statuses/{post}/translate", "read:statuses", MEMBER),
    ("put", "/api/v1/statuses/{post}/interaction_policy", "write:statuses", MEMBER),
    ("post", "/api/v1/statuses/{post}/favourite", "write:favourites", MEMBER),
    ("post", "/api/v1/statuses/{post}/unfavourite", "write:favourites", MEMBER),
    ("post", "/api/v1/statuses/{post}/reblog", "write:statuses", MEMBER),
    ("post", "/api/v1/statuses/{post}/unreblog", "write:statuses", MEMBER),
    ("post", "/api/v1/statuses/{post}/bookmark", "write:bookmarks", MEMBER),
    ("post", "/api/v1/statuses/{post}/unbookmark", "write:bookmarks", MEMBER),
    ("post", "/api/v1/statuses/{post}/mute", "write:mutes", MEMBER),
    ("post", "/api/v1/statuses/{post}/unmute", "write:mutes", MEMBER),
    ("post", "/api/v1/statuses/{post}/pin", "write:accounts", MEMBER),
    ("post", "/api/v1/statuses/{post}/unpin", "write:accounts", MEMBER),
    ("get", "/api/v1/statuses/{post}/reblogged_by", "read:statuses", ANYONE),
    ("get", "/api/v1/statuses/{post}/favourited_by", "read:statuses", ANYONE),
    ("get", "/api/v1/statuses/{post}/quotes", "read:statuses", MEMBER),
    ("post", "/api/v1/statuses/{post}/quotes/5/revoke", "write:statuses", MEMBER),
    ("get", "/api/v1/polls/{post}", "read:statuses", ANYONE),
    ("post", "/api/v1/polls/{post}/votes", "write:statuses", MEMBER),
    ("get", "/api/v1/scheduled_statuses", "read:statuses", MEMBER),
    ("get", "/api/v1/scheduled_statuses/{planned}", "read:statuses", MEMBER),
    ("put", "/api/v1/scheduled_statuses/{planned}", "write:statuses", MEMBER),
    ("delete", "/api/v1/scheduled_statuses/{planned}", "write:statuses", MEMBER),
    ("get", "/api/v1/bookmarks", "read:bookmarks", MEMBER),
    ("get", "/api/v1/favourites", "read:favourites", MEMBER),
    ("post", "/api/v1/tags/market/follow", "write:follows", MEMBER),
    ("post", "/api/v1/tags/market/unfollow", "write:follows", MEMBER),
    ("post", "/api/v1/tags/market/feature", "write:accounts", MEMBER),
    ("post", "/api/v1/tags/market/unfeature", "write:accounts", MEMBER),
    ("get", "/api/v1/followed_tags", "read:follows", MEMBER),
    ("get", "/api/v1/featured_tags", "read:accounts", MEMBER),
    ("post", "/api/v1/featured_tags", "write:accounts", MEMBER),
    ("delete", "/api/v1/featured_tags/5", "write:accounts", MEMBER),
    ("get", "/api/v1/featured_tags/suggestions", "read:accounts", MEMBER),
    ("get", "/api/v1/conversations", "read:statuses", MEMBER),
    ("delete", "/api/v1/conversations/{post}", "write:conversations", MEMBER),
    ("post", "/api/v1/conversations/{post}/read", "write:conversations", MEMBER),
    ("post", "/api/v1/conversations/{post}/unread", "write:conversations", MEMBER),
    ("get", "/api/v2/search", "read:search", ANYONE),
    ("get", "/api/v1/search", "read:search", MEMBER),
    ("get", "/api/v1/timelines/link", "read:statuses", ANYONE),
    ("get", "/api/v1/timelines/tag/market", "read:statuses", ANYONE),
]
OF_ONE = [way for way in WAYS if "{" in way[1]]


@pytest.fixture
def places(cast) -> dict[str, int]:
    with inside(cast.agora):
        post = say(cast.ada, "?", poll=PollDraft(options=("a", "b"), seconds=600))
        due = NOON.replace(year=2027)
        planned = schedule_post(
            by=cast.ada, draft=Draft(text="Later"), due=due, at=NOON.replace(month=7)
        )
    return {"post": post.pk, "planned": planned.pk}


@pytest.mark.parametrize(("method", "path", "scope", "anyone"), WAYS)
def test_a_token_and_its_scope(method, path, scope, anyone, cast, nobody, places) -> None:
    path = path.format(**places)
    asked = getattr(nobody, method)(path)
    if anyone:
        assert asked.status_code == 200
    else:
        assert asked.status_code == 401
        assert asked.json() == {"error": "The access token is invalid"}
    verb = scope.split(":")[0]
    others = tuple(s for s in ("read:blocks", "write:blocks", "push") if s != scope)
    refused = getattr(app_of(cast.agora, cast.cleo, others), method)(path)
    assert refused.status_code == 403
    assert refused.json() == {"error": "This action is outside the authorized scopes"}
    for enough in ((scope,), (verb,)):
        answer = getattr(app_of(cast.agora, cast.cleo, enough), method)(path)
        assert answer.status_code not in {401, 500}
    if not anyone:
        app = app_of(cast.agora, None)
        assert getattr(app, method)(path).status_code in {401, 403}


@pytest.mark.parametrize(("method", "path", "scope", "anyone"), OF_ONE)
def test_another_squares_things_are_not_there(method, path, scope, anyone, dov, places) -> None:
    answer = getattr(dov, method)(path.format(**places))
    assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})
