"""A member shows pictures with words about them, and nothing of those before stays behind."""

import pytest

from commons import storage
from squares.members.actions.pictures import change_pictures
from squares.members.actions.standing import leave
from squares.members.cards import avatar_address, header_address
from squares.members.errors import MemberSuspended, PictureDescriptionTooLong
from squares.members.models import Member
from talk_cast import NOON

pytestmark = pytest.mark.usefixtures("in_agora")


def stored(kind: str = "avatars") -> str:
    name = storage.new_name(kind, "webp")
    storage.save(name, b"1")
    return name


def is_there(name: str) -> bool:
    try:
        storage.open_shown(name).close()
    except FileNotFoundError:
        return False
    return True


def test_another_picture_removes_the_one_before_and_its_words(cast, settled) -> None:
    first, second, header = stored(), stored(), stored("headers")
    with settled():
        change_pictures(
            by=cast.cleo, avatar=first, avatar_description=" Me ", header=header, at=NOON
        )
    assert cast.cleo.avatar_description == "Me"
    with settled():
        change_pictures(by=cast.cleo, avatar=second, at=NOON)
    cast.cleo.refresh_from_db()
    assert (cast.cleo.avatar, cast.cleo.avatar_description) == (second, "")
    assert not is_there(first)
    assert is_there(header)


def test_words_change_alone_and_need_a_picture(cast, settled) -> None:
    change_pictures(by=cast.cleo, header=stored("headers"), at=NOON)
    change_pictures(by=cast.cleo, header_description="The sea", avatar_description="?", at=NOON)
    cast.cleo.refresh_from_db()
    assert (cast.cleo.header_description, cast.cleo.avatar_description) == ("The sea", "")


def test_what_is_refused_leaves_no_file_and_the_picture_before(cast, settled) -> None:
    before, after = stored(), stored()
    with settled():
        change_pictures(by=cast.cleo, avatar=before, at=NOON)
        with pytest.raises(PictureDescriptionTooLong):
            change_pictures(by=cast.cleo, avatar=after, avatar_description="x" * 1501, at=NOON)
    assert is_there(before)
    assert not is_there(after)
    cast.cleo.state = Member.State.SUSPENDED
    with pytest.raises(MemberSuspended):
        change_pictures(by=cast.cleo, avatar="", at=NOON)


def test_who_leaves_takes_pictures_and_words_along(cast, settled) -> None:
    avatar, header = stored(), stored("headers")
    with settled():
        change_pictures(
            by=cast.cleo,
            avatar=avatar,
            avatar_description="Me",
            header=header,
            header_description="The sea",
            at=NOON,
        )
        leave(member=cast.cleo, at=NOON)
    assert not is_there(avatar)
    assert not is_there(header)
    shown = (cast.cleo.avatar, cast.cleo.avatar_description, cast.cleo.header)
    assert (*shown, cast.cleo.header_description) == ("", "", "", "")


def test_everyone_has_an_address_of_a_picture(cast) -> None:
    assert avatar_address(cast.cleo).startswith("/media/default/avatar/")
    assert header_address(cast.cleo).endswith("0.png")
    cast.cleo.header = "headers/aa/x.webp"
    assert header_address(cast.cleo) == "/media/headers/aa/x.webp"
