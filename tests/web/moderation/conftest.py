"""A case made by hand, and clients of everybody; pages are asked as browsers ask them."""

from collections.abc import Callable

import pytest


@pytest.fixture
def rules(agora: object) -> list[int]:
    """Return the numbers of Agora's rules."""
    from squares.charter.queries import rules_in_force
    from tenants.context import inside

    with inside(agora):
        return [rule.id for rule in rules_in_force()]


@pytest.fixture
def first_rule(agora: object) -> str:
    """Return the words of Agora's first rule."""
    from squares.charter.queries import rules_in_force
    from tenants.context import inside

    with inside(agora):
        return rules_in_force()[0].text


@pytest.fixture
def say(agora: object) -> Callable[..., object]:
    """Return a maker of posts in Agora: `say(cleo, "Words")`."""
    from commons import clock
    from squares.posts.actions.publish import Draft, publish_post
    from tenants.context import inside

    def publish(by: object, text: str = "The benches are a disgrace.") -> object:
        with inside(agora):
            return publish_post(by=by, draft=Draft(text=text, language="en"), at=clock.now())

    return publish


@pytest.fixture
def report(cast: object, agora: object, rules: list[int]) -> Callable[..., object]:
    """Return a maker of cases: Eli (or another) reports a post."""
    from commons import clock
    from squares.moderation.actions.report import report_post
    from tenants.context import inside

    def make(post: object, by: object = None) -> object:
        with inside(agora):
            made = report_post(
                by=by or cast.eli, post=post, rule_id=rules[0], comment="Rude.", at=clock.now()
            )
            return made.case

    return make


@pytest.fixture
def case(cast: object, say: Callable[..., object], report: Callable[..., object]) -> object:
    """Return a case about a post of Cleo's."""
    return report(say(cast.cleo))


@pytest.fixture
def as_(browser_of: Callable[..., object], agora: object) -> Callable[..., object]:
    """Return a maker of clients on Agora's host: `as_(cast.ben)`, `as_(None)` for a visitor."""
    return lambda member=None: browser_of(agora, member)
