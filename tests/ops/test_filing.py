"""Anyone files a notice, on every host, and follows it by its secret."""

from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from commons.models import AuditEntry
from ops.models.notice import Notice, NoticeTarget
from ops.queries.notices import is_unchanged
from ops.rules import secret_hash

TYPED = {
    "kind": "defamation",
    "explanation": "I never stole anything, and he knows it.",
    "law": "§ 186 StGB",
    "name": "Mara Mayor",
    "email": "Mara@example.org",
    "good_faith": "on",
    "website": "",
}


@pytest.mark.parametrize("place", ["apex", "ops", "agora", "forum"])
def test_form_stands_on_every_host(browser_of: Any, cast: Any, place: str) -> None:
    page = browser_of(getattr(cast, place, place)).get("/legal/notice?url=http://x/@a/1")
    assert page.status_code == 200
    assert "http://x/@a/1" in page.content.decode()


def test_files_from_a_square(
    browser_of: Any, cast: Any, post: Any, address: str, settled: Any
) -> None:
    client = browser_of(cast.agora)
    with settled():
        answer = client.post("/legal/notice", TYPED | {"addresses": f"/@Cleo/{post.pk}"})
    notice = Notice.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/legal/notices/{notice.ref}/")
    target = notice.targets.get()
    assert (notice.square, target.square, target.post_id) == (cast.agora, cast.agora, post.pk)
    assert target.copy["text"] == "The mayor stole the fountain money."
    assert notice.notifier_email == "mara@example.org"
    page = client.get(answer["Location"]).content.decode()
    assert "Keep this address" in page
    assert notice.ref in page


def test_letter_holds_the_link(receipt: Any) -> None:
    (letter,) = mail.outbox
    assert letter.to == ["mara@example.org"]
    assert f"http://localhost:8000{receipt.path}" in letter.body


def test_letter_that_cannot_leave_loses_nothing(file: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("commons.mail.send", refuse)
    assert file().notice.state == Notice.State.RECEIVED


def test_only_a_hash_of_the_secret_is_kept(receipt: Any) -> None:
    assert len(receipt.secret) == 32
    assert receipt.notice.secret_hash == secret_hash(receipt.secret) != receipt.secret


def test_references_follow_each_other(file: Any) -> None:
    first, second = file().notice.ref, file().notice.ref
    assert first < second
    assert first[:2] == "N-"
    assert len(first) == len("N-2026-000123")


@pytest.mark.parametrize("place", ["apex", "agora", "forum"])
def test_status_page_on_every_host(browser_of: Any, cast: Any, receipt: Any, place: str) -> None:
    page = browser_of(getattr(cast, place, place)).get(receipt.path)
    assert page.status_code == 200
    assert "Keep this address" not in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]


def test_wrong_secret_and_unknown_reference_look_the_same(browser_of: Any, receipt: Any) -> None:
    client = browser_of("apex")
    wrong = client.get(f"/legal/notices/{receipt.notice.ref}/{'0' * 32}")
    unknown = client.get(f"/legal/notices/N-2026-999999/{receipt.secret}")
    empty = client.get(f"/legal/notices/N-2026-999999/{'x' * 500}")
    assert wrong.status_code == unknown.status_code == empty.status_code == 404
    assert receipt.notice.ref not in wrong.content.decode()


def test_words_that_are_no_address_are_kept(file: Any) -> None:
    notice = file(addresses="the third one from the top\nhttps://elsewhere.example/@x/1").notice
    kept = list(notice.targets.order_by("id").values_list("text", "square", "post_id"))
    assert kept == [
        ("the third one from the top", None, None),
        ("https://elsewhere.example/@x/1", None, None),
    ]


def test_a_post_that_does_not_exist_is_looked_for_once(cast: Any, file: Any) -> None:
    target = file(addresses=f"{cast.agora.url}/@Cleo/12345").notice.targets.get()
    assert target.copy == {}
    assert target.copied_at is not None


def test_the_same_address_twice_is_one(file: Any, address: str) -> None:
    assert file(addresses=f"{address}\n{address}\n\n").notice.targets.count() == 1


def test_an_author_cannot_delete_the_copy(cast: Any, post: Any, receipt: Any) -> None:
    from commons import clock
    from squares.posts.actions.delete import delete_post
    from tenants.context import inside

    with inside(cast.agora):
        delete_post(by=cast.cleo, post_id=post.pk, at=clock.now())
    assert receipt.notice.targets.get().copy["text"].startswith("The mayor")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "nonsense"}, "nonsense is not one of"),
        ({"kind": ""}, "required"),
        ({"addresses": ""}, "required"),
        ({"addresses": "\n".join(f"/@x/{n}" for n in range(1, 23))}, "at most 20"),
        ({"explanation": "bad"}, "one full sentence"),
        ({"explanation": "x " * 5001}, "at most 10000"),
        ({"name": ""}, "asks for your name"),
        ({"email": ""}, "asks for your e-mail"),
        ({"email": "nobody"}, "valid email"),
        ({"good_faith": ""}, "Confirm this"),
        ({"website": "http://spam.example"}, "has to stay empty"),
    ],
)
def test_bad_input_is_explained_and_nothing_lost(
    browser_of: Any, cast: Any, changes: dict[str, str], words: str
) -> None:
    answer = browser_of(cast.agora).post("/legal/notice", TYPED | {"addresses": "x"} | changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert not Notice.objects.exists()
    if "law" not in changes:
        assert "§ 186 StGB" in page


def test_child_abuse_may_be_told_by_nobody(browser_of: Any, cast: Any) -> None:
    typed = TYPED | {"kind": "child_abuse", "name": "", "email": "", "addresses": "x"}
    assert browser_of(cast.agora).post("/legal/notice", typed).status_code == 302


def test_long_text_is_kept_whole(browser_of: Any) -> None:
    words = "ü" * 9_999 + "!"
    browser_of("apex").post("/legal/notice", TYPED | {"addresses": "x", "explanation": words})
    assert Notice.objects.get().explanation == words


def test_the_letter_leads_home_whatever_host_was_named(
    browser_of: Any, cast: Any, settled: Any
) -> None:
    notifier = browser_of(cast.agora)
    notifier.defaults["HTTP_HOST"] = f"{cast.agora.host}:1234"
    with settled():
        notifier.post("/legal/notice", TYPED | {"addresses": "x"})
    assert f"{cast.agora.url}/legal/notices/" in mail.outbox[-1].body


def test_too_many_from_one_place(browser_of: Any, cast: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("ops.views.public_notice.NOTICES_AN_HOUR", 2)
    typed = TYPED | {"addresses": "x"}
    answers = [
        browser_of(place).post("/legal/notice", typed).status_code
        for place in (cast.agora, cast.forum, "apex")
    ]
    assert answers == [302, 302, 429]


@pytest.mark.parametrize("place", ["apex", "agora"])
def test_about_a_suspended_square(
    browser_of: Any, cast: Any, address: str, settled: Any, place: str
) -> None:
    cast.agora.state = "suspended"
    cast.agora.save()
    client = browser_of(getattr(cast, place, place))
    assert client.get("/legal/notice").status_code == 200
    with settled():
        answer = client.post("/legal/notice", TYPED | {"addresses": address})
    assert answer.status_code == 302
    assert NoticeTarget.objects.get().copy["text"].startswith("The mayor")
    assert client.get(answer["Location"]).status_code == 200


def test_in_the_language_of_the_square(browser_of: Any, cast: Any) -> None:
    cast.agora.language = "de"
    cast.agora.save()
    browser_of(cast.agora).post("/legal/notice", TYPED | {"addresses": "x"})
    assert Notice.objects.get().language == "de"


def test_receipt_is_audited(receipt: Any) -> None:
    acts = AuditEntry.objects.filter(subject=f"notice:{receipt.notice.ref}").order_by("seq")
    assert [entry.action for entry in acts] == ["notice.received", "evidence.copied"]
    assert "mara" not in str([entry.details for entry in acts])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ops_notice SET explanation = 'x'",
        "UPDATE ops_notice SET ref = 'x'",
        "DELETE FROM ops_notice",
        "UPDATE ops_noticetarget SET text = 'x'",
        "UPDATE ops_communication SET text = 'x'",
        "DELETE FROM ops_communication",
        "UPDATE ops_takedown SET proposed_by_id = 1",
        "UPDATE ops_takedown SET evidence = '{}'",
        "UPDATE ops_escalation SET copy = '{}'",
    ],
)
def test_database_keeps_what_was_received(receipt: Any, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_square_cannot_read_notices(cast: Any, receipt: Any) -> None:
    from tenants.context import inside

    refused = pytest.raises(DatabaseError, match="permission denied")
    with inside(cast.agora), refused, transaction.atomic():
        connection.cursor().execute("SELECT * FROM public.ops_notice")


@pytest.mark.parametrize(
    "address",
    ["/legal/notices/N-2026-000001%00/" + "0" * 32, "/legal/notices/N/x", "/legal/notices//"],
)
def test_addresses_that_are_none(browser_of: Any, address: str) -> None:
    assert browser_of("apex").get(address).status_code == (400 if "%00" in address else 404)


def test_a_long_address_is_kept_whole(file: Any) -> None:
    long = "https://elsewhere.example/" + "x" * 3_000
    assert file(addresses=long).notice.targets.get().text == long


def test_record_proves_itself(receipt: Any) -> None:
    assert is_unchanged(receipt.notice)
    receipt.notice.explanation = "Something else."
    assert not is_unchanged(receipt.notice)
