"""A square in which something of everything is there, for tests that ask at random."""

from dataclasses import dataclass, field
from datetime import timedelta

from cast import Cast
from commons import clock
from squares.media.actions import upload
from squares.members.models import Member
from squares.notifications.actions.tell import News, notify
from squares.notifications.models import Notification
from squares.notifications.rules import Kind
from squares.posts.actions.publish import Draft
from squares.posts.actions.react import boost, favourite
from squares.posts.actions.scheduled import schedule_post
from squares.posts.actions.tags import feature_tag
from squares.posts.models.post import Visibility
from squares.posts.polling import PollDraft
from squares.relationships.actions.follow import follow
from talk_cast import NOON, picture, say


@dataclass
class World:
    """The ids of what there is, by the name that a path gives them."""

    ids: dict[str, list[int | str]] = field(default_factory=dict)

    def candidates(self, name: str) -> list[int | str]:
        """Return the ids of rows that a parameter of a path may mean."""
        return self.ids.get(name, [])


def plant_world(cast: Cast) -> World:
    """Plant posts, ties and files for Cleo and others; called inside Agora."""
    follow(by=cast.cleo, target=cast.ada, at=NOON)
    follow(by=cast.eli, target=cast.cleo, at=NOON)
    said = say(cast.cleo, "Good morning, @eli. #morning")
    posts = [
        said,
        say(cast.ada, "Hello #world"),
        say(cast.eli, "A reply", in_reply_to=said.pk),
        say(cast.ada, "For followers", visibility=Visibility.FOLLOWERS),
        say(cast.eli, "For @cleo only", visibility=Visibility.MENTIONED),
    ]
    favourite(by=cast.eli, post_id=said.pk, at=NOON)
    passed_on = boost(by=cast.ada, post_id=said.pk, at=NOON)
    media = upload(by=cast.cleo, file=picture(), at=NOON)
    asked = say(cast.ada, "Which?", poll=PollDraft(options=("Tea", "Coffee"), seconds=600))
    quote = say(cast.eli, "Hear, hear", quotes=said.pk)
    planned = schedule_post(
        by=cast.cleo, draft=Draft(text="Later"), due=clock.now() + timedelta(days=1), at=clock.now()
    )
    shown = feature_tag(by=cast.cleo, name="morning", at=NOON)
    told = [_tell(whom, said.pk) for whom in (cast.cleo, cast.ada)]
    return World(
        {
            "notification_id": told,
            "group_key": [*(f"ungrouped-{number}" for number in told), _group_key()],
            "member_id": [cast.eli.pk],
            "status_id": [*(post.pk for post in posts), passed_on.pk],
            "account_id": [cast.cleo.pk, cast.ada.pk, cast.eli.pk, cast.ben.pk],
            "media_id": [media.pk],
            "name": ["morning", "world", "Morning"],
            "poll_id": [asked.pk, said.pk],
            "quote_id": [quote.pk],
            "scheduled_id": [planned.pk],
            "tag_id": [shown.pk],
            "conversation_id": [posts[-1].pk],
        }
    )


def _tell(whom: Member, post_id: int) -> int:
    """Tell a member aloud that Ben, and hold back that Eli, likes a post."""
    for handle in ("Ben", "Eli"):
        fan = Member.objects.get(handle=handle)
        news = News(Kind.FAVOURITE, actor_id=fan.pk, post_id=post_id)
        notify(member_ids=[whom.pk], news=news, at=NOON)
    Notification.objects.filter(member=whom, actor__handle="Eli").update(filtered=True)
    return int(Notification.objects.get(member=whom, filtered=False, kind=Kind.FAVOURITE).pk)


def _group_key() -> str:
    return str(Notification.objects.exclude(group_key="").values_list("group_key", flat=True)[0])
