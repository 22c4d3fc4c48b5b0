"""A post of Cleo's in Agora, a notice about it, and how far operators got with it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from commons import clock


@pytest.fixture
def post(cast: Any) -> Any:
    """A post of Cleo's that somebody will object to."""
    from squares.posts.actions.publish import Draft, publish_post
    from tenants.context import inside

    with inside(cast.agora):
        return publish_post(
            by=cast.cleo,
            draft=Draft(text="The mayor stole the fountain money.", language="en"),
            at=clock.now(),
        )


@pytest.fixture
def address(cast: Any, post: Any) -> str:
    return f"{cast.agora.url}/@Cleo/{post.pk}"


@pytest.fixture
def ola(cast: Any) -> Any:
    from ops.models.operator import Operator

    return Operator.objects.get(user=cast.ola)


@pytest.fixture
def omar(cast: Any) -> Any:
    from ops.models.operator import Operator

    return Operator.objects.get(user=cast.omar)


@pytest.fixture
def trudi(db: None) -> Any:
    """An operator who sorts, but decides nothing."""
    from accounts.models import User
    from cast import LONG_AGO
    from ops.models.operator import Operator, Role

    user = User.objects.create_user("trudi@example.org", "correct horse battery")
    return Operator.objects.create(user=user, name="Trudi", role=Role.TRIAGE, since=LONG_AGO)


@pytest.fixture
def draft(address: str) -> Callable[..., Any]:
    from ops.actions.filing import Draft

    def make(**changes: Any) -> Draft:
        given = {
            "kind": "defamation",
            "addresses": address,
            "explanation": "I never stole anything, and he knows it.",
            "law": "§ 186 StGB",
            "name": "Mara Mayor",
            "email": "mara@example.org",
            "good_faith": True,
            "language": "en",
        }
        return Draft(**(given | changes))

    return make


@pytest.fixture
def file(draft: Callable[..., Any], settled: Callable[[], Any]) -> Callable[..., Any]:
    """Return a filer of notices, settled, with copies taken."""
    from ops.actions.filing import file_notice

    def do(**changes: Any) -> Any:
        with settled():
            return file_notice(
                draft=draft(**changes),
                square=None,
                base_url="http://localhost:8000",
                at=clock.now(),
            )

    return do


@pytest.fixture
def receipt(file: Callable[..., Any]) -> Any:
    return file()


@pytest.fixture
def wanted(cast: Any, post: Any) -> Any:
    from ops.actions.takedowns import Wanted

    return Wanted(
        square=cast.agora,
        post_id=post.pk,
        legal_ground="§ 186 StGB (defamation)",
        facts="The post states as a fact that a named person stole, without any proof.",
    )


@pytest.fixture
def proposed(receipt: Any, ola: Any, wanted: Any) -> Any:
    """A takedown that Ola proposed."""
    from ops.actions.takedowns import propose_takedown

    return propose_takedown(by=ola, source=receipt.notice, wanted=wanted, at=clock.now())


@pytest.fixture
def effective(proposed: Any, omar: Any, settled: Callable[[], Any]) -> Any:
    """The same, approved by Omar and carried out."""
    from ops.actions.takedowns import approve_takedown

    with settled():
        approve_takedown(by=omar, takedown_id=proposed.pk, at=clock.now())
    proposed.refresh_from_db()
    return proposed


@pytest.fixture
def escalation(cast: Any, post: Any) -> Any:
    """A case of Agora's that Ben handed up."""
    from commons import events
    from ops.models.escalation import Escalation
    from squares.charter.models import Rule
    from squares.moderation.actions.escalate import escalate_case
    from squares.moderation.actions.report import report_post
    from squares.moderation.models.case import Case, EscalationKind
    from tenants.context import inside

    at = clock.now() - timedelta(minutes=5)
    with inside(cast.agora):
        report_post(by=cast.eli, post=post, rule_id=Rule.objects.first().pk, comment="", at=at)
        case = Case.objects.get()
        escalate_case(
            by=cast.ben,
            case_id=case.pk,
            kind=EscalationKind.ILLEGAL,
            reason="We think that this breaks the law, please look.",
            at=at,
        )
        events.deliver_due()
    return Escalation.objects.get()


@pytest.fixture
def ops_page(browser_of: Callable[..., Any], cast: Any) -> Any:
    """A browser in which Ola is signed in with both factors."""
    return browser_of("ops", cast.ola)
