"""Posts to report, cases to work; everything happens in Agora."""

from collections.abc import Callable

import pytest


@pytest.fixture
def say(in_agora: object) -> Callable[..., object]:
    """Return a maker of posts: `say(cleo, "Words")`."""
    from commons import clock
    from squares.posts.actions.publish import Draft, publish_post

    def publish(by: object, text: str = "The benches are a disgrace.", **more: object) -> object:
        draft = Draft(text=text, language="en", **more)
        return publish_post(by=by, draft=draft, at=clock.now())

    return publish


@pytest.fixture
def rules(in_agora: object) -> list[int]:
    """Return the numbers of the rules in force."""
    from squares.charter.queries import rules_in_force

    return [rule.id for rule in rules_in_force()]


@pytest.fixture
def reported(cast: object, say: Callable[..., object], rules: list[int]) -> object:
    """Return a case: Eli reported a post of Cleo's under the first rule."""
    from commons import clock
    from squares.moderation.actions.report import report_post

    made = report_post(
        by=cast.eli, post=say(cast.cleo), rule_id=rules[0], comment="Rude.", at=clock.now()
    )
    return made.case


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Callable[[type], list[object]]:
    """Return what was told of one kind of fact: `heard(CaseDecided)`; other listeners rest."""
    from collections import defaultdict

    from commons import events

    told: dict[type, list[object]] = defaultdict(list)

    def note(fact: object) -> None:
        told[type(fact)].append(fact)

    class Everybody(dict):
        def __missing__(self, kind: type) -> list[object]:
            return [note]

        def __getitem__(self, kind: type) -> list[object]:
            return [note]

    monkeypatch.setattr(events, "_listeners", Everybody())
    return lambda kind: told[kind]
