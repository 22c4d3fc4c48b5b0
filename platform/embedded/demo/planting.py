"""Plants the demo by the same actions that people use; may be repeated after a crash.

Everything said lies in the past, by the scripts' own clock, so that a newcomer finds a place
that has been lived in.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

from allauth.account.models import EmailAddress
from celery import current_app

from accounts.models import User
from commons import events
from commons.remember import forget
from embedded.demo import pictures, scripts
from ops.actions import filing
from ops.actions.operators import appoint_operator
from ops.models.notice import Notice
from ops.models.operator import Role as Office
from squares.charter.actions import charter
from squares.charter.models import Rule
from squares.charter.starting import RuleText
from squares.media import actions as media
from squares.members.actions.inviting import invite
from squares.members.actions.joining import confirm_member
from squares.members.actions.profile import change_profile
from squares.members.models import Member
from squares.members.queries import POSTS_KEY
from squares.moderation.actions.report import report_post
from squares.notifications.models import Notification
from squares.notifications.queries.unread import unread_key
from squares.posts.actions.polls import vote
from squares.posts.actions.publish import Draft, publish_post
from squares.posts.actions.react import boost, favourite
from squares.posts.models.post import Post, ReplyControl
from squares.posts.polling import PollDraft
from squares.relationships.actions.follow import accept_request, follow
from tenants import actions as tenants
from tenants import usage
from tenants.context import inside, outside
from tenants.models.foundation import Foundation, Officer
from tenants.models.square import Square
from tenants.rules import Hand

Say = Callable[[str], None]
SYSTEM = "system"
POLL_SECONDS = 7 * 86_400  # long enough that one who looks in can still vote


def plant(*, at: datetime, say: Say) -> None:
    """Plant the three squares, the operators and one notice; what is there stays as it is."""
    current_app.conf.task_always_eager = True  # nobody is at work yet who could do it later
    with outside():
        for email, name in scripts.OPERATORS.items():
            _sign_in(email)
            appoint_operator(email=email, name=name, role=Office.REVIEWER, by=SYSTEM, at=at)
    for slug in scripts.SQUARES:
        script = scripts.load(slug)
        say(f"{script.name}: {len(script.members)} people, {len(script.posts)} posts")
        _plant_square(script, at)
    _plant_notice(at)


def _plant_square(script: scripts.Script, at: datetime) -> None:
    begun = at - timedelta(minutes=max(post.at for post in script.posts) + 600)
    square = _found(script, begun)
    with inside(square):
        _furnish(script, begun)
        people = {person.handle: _join(person, begun) for person in script.members}
        for handle, targets in script.follows.items():
            for target in targets:
                _tie(people[handle], people[target], begun)
        posts = _talk(script, people, at)
        if script.report:
            _report(script.report, people, posts, at)
        while events.deliver_due():
            pass
        _date_news(begun, at)
        forget(POSTS_KEY)
    usage.measure(square, at=at)
    with outside():
        if square.state == Square.State.FOUNDING:
            tenants.change_state(
                square=square, to=Square.State.OPEN, hand=Hand.OWNER, actor=SYSTEM, at=begun
            )


def _found(script: scripts.Script, at: datetime) -> Square:
    with outside():
        known = Square.objects.filter(slug=script.slug).first()
        if known is not None and known.built_at is not None:
            return known
        user = _sign_in(script.foundation.officer)
        foundation = Foundation.objects.filter(name=script.foundation.name).first()
        foundation = foundation or tenants.found_foundation(
            name=script.foundation.name, country=script.foundation.country, by=user, at=at
        )
        request = tenants.FoundingRequest(
            name=script.name,
            slug=script.slug,
            language=script.language,
            jurisdiction=script.jurisdiction,
            time_zone=script.time_zone,
            charter_template=script.template,
            registration=script.registration,
            summary=script.summary,
        )
        office = Officer.objects.get(foundation=foundation, user=user)
        return known or tenants.found_square(request=request, by=office, at=at)


def _furnish(script: scripts.Script, at: datetime) -> None:
    wanted = [RuleText(text, detail) for text, detail in script.rules]
    charter.set_rules(rules=wanted, by=SYSTEM, at=at)
    charter.set_purpose(
        purpose=script.purpose, contact_email=script.foundation.officer, by=SYSTEM, at=at
    )
    charter.set_look(hue=script.hue, chroma=0.13, emblem="", by=SYSTEM, at=at)
    languages = script.languages or [script.language]
    charter.set_policy(
        post_limit=1000, languages=languages, enforced=bool(script.languages), by=SYSTEM, at=at
    )


def _join(person: scripts.MemberScript, at: datetime) -> Member:
    known = Member.objects.filter(handle_key=person.handle).first()
    if known is not None:
        return known
    user = _sign_in(f"{person.handle}@example.org")
    rules = list(Rule.objects.filter(retired_at=None).values_list("pk", flat=True))
    token = invite(by=SYSTEM, email=user.email, role=person.role, at=at).url.rsplit("=", 1)[-1]
    member = charter.join_square(
        user=user,
        handle=person.handle,
        name=person.name,
        accepted=rules,
        invitation_token=token,
        at=at,
    )
    confirm_member(user_id=user.pk, at=at)
    member.refresh_from_db()
    change_profile(
        by=member,
        name=person.name,
        biography=person.bio,
        locked=person.locked,
        language=member.language,
        at=at,
    )
    return member


def _tie(source: Member, target: Member, at: datetime) -> None:
    made = follow(by=source, target=target, at=at)
    if not made.accepted:
        accept_request(by=target, source_id=source.pk, at=at)


def _talk(script: scripts.Script, people: dict[str, Member], at: datetime) -> dict[str, Post]:
    posts: dict[str, Post] = {}
    for line in sorted(script.posts, key=lambda line: -line.at):
        moment = at - timedelta(minutes=line.at)
        post = Post.objects.filter(author=people[line.by], text=line.text).first()
        if post is None:
            post = _say(line, people[line.by], posts, moment)
            for place, (handle, choice) in enumerate(line.votes.items()):
                voted = _later(moment, place, at)
                vote(by=people[handle], post_id=post.pk, choices=[choice], at=voted)
        if line.key:
            posts[line.key] = post
        for place, handle in enumerate(line.favourites):
            favourite(by=people[handle], post_id=post.pk, at=_later(moment, place, at))
        for place, handle in enumerate(line.boosts):
            boost(by=people[handle], post_id=post.pk, at=_later(moment, place * 2, at))
    return posts


def _say(line: scripts.PostScript, by: Member, posts: dict[str, Post], at: datetime) -> Post:
    uploads: tuple[int, ...] = ()
    if line.picture:
        picture = BytesIO(pictures.draw(line.picture))
        uploads = (media.upload(by=by, file=picture, description=line.alt, at=at).pk,)
    draft = Draft(
        text=line.text,
        warning=line.warning,
        reply_control=ReplyControl(line.replies),
        in_reply_to=posts[line.to].pk if line.to else None,
        media_ids=uploads,
        quotes=posts[line.quotes].pk if line.quotes else None,
        poll=PollDraft(options=tuple(line.asks), seconds=POLL_SECONDS) if line.asks else None,
    )
    return publish_post(by=by, draft=draft, at=at)


def _later(moment: datetime, steps: int, now: datetime) -> datetime:
    """Spread reactions over the minutes after a post, never into the future."""
    return min(moment + timedelta(minutes=3 + 7 * steps), now)


def _date_news(begun: datetime, at: datetime) -> None:
    """Say that people were told when it happened, and that they read all but today's."""
    for news in Notification.objects.filter(at__gt=at).select_related("post"):
        moment = _later(news.post.published_at, 1, at) if news.post else begun
        read_at = None if at - moment < timedelta(hours=12) else moment
        Notification.objects.filter(pk=news.pk).update(at=moment, read_at=read_at)
        forget(unread_key(news.member_id))


def _report(
    script: scripts.ReportScript,
    people: dict[str, Member],
    posts: dict[str, Post],
    at: datetime,
) -> None:
    rule = Rule.objects.get(position=script.rule, retired_at=None)
    for handle in script.by:
        report_post(
            by=people[handle],
            post=posts[script.post],
            rule_id=rule.pk,
            comment=script.comment,
            at=at - timedelta(minutes=90),
        )


def _plant_notice(at: datetime) -> None:
    """One notice from outside, so that the operators' inbox is not empty."""
    with outside():
        if Notice.objects.exists():
            return
        square = Square.objects.get(slug="werkstatt")
    with inside(square):
        post = Post.objects.filter(author__handle_key="mira", boost_of=None).earliest("id")
    draft = filing.Draft(
        kind="copyright",
        addresses=f"{square.url}/@mira/{post.pk}",
        explanation=(
            "Die Zeichnung zeigt einen Drehknopf, dessen Form unser Unternehmen als Design "
            "eingetragen hat. Wir bitten um Prüfung, ob die Datei frei verbreitet werden darf."
        ),
        law="DesignG § 38",
        name="Kontor für Hausgeräte",
        email="recht@example.org",
        good_faith=True,
        language="de",
    )
    filing.file_notice(
        draft=draft, square=square, base_url=square.url, at=at - timedelta(minutes=50)
    )
    with outside():
        events.deliver_due()


def _sign_in(email: str) -> User:
    """Return the sign-in of an address in the schema in force, making it when it is missing."""
    known = User.objects.filter(email=email).first()
    if known is not None:
        return known
    user = User.objects.create_user(email, scripts.PASSWORD)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user
