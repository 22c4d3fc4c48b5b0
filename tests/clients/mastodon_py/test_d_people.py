"""Profiles, ties, lists, filters, tags, markers, preferences."""

from conftest import join, me


def test_profile(ada, visitor) -> None:
    changed = ada.account_update_credentials(
        display_name="Ada",
        note="I *count*.",
        fields=[("Home", "https://example.org")],
        locked=False,
    )
    assert changed.display_name == "Ada"
    assert changed.source.note == "I *count*."
    assert visitor.account(changed.id).fields[0].name == "Home"
    assert [a.id for a in visitor.accounts([changed.id])] == [changed.id]
    assert ada.account_lookup(changed.acct).id == changed.id
    assert ada.preferences()["posting:default:visibility"] == "public"


def test_follow_and_back(ada, ben, raw) -> None:
    other = me(ben).id
    assert ada.account_follow(other, reblogs=False, notify=True).notifying
    assert [r.following for r in ada.account_relationships([other])] == [True]
    assert other in [a.id for a in ada.account_following(me(ada).id)]
    assert me(ada).id in [a.id for a in ben.account_followers(other)]
    assert isinstance(ada.account_familiar_followers([other]), list)
    assert ada.account_endorse(other).endorsed
    assert [a.id for a in ada.endorsements()] == [other]
    raw(ada, "GET", f"/api/v1/accounts/{me(ada).id}/endorsements")
    assert not ada.account_unendorse(other).endorsed
    assert ada.account_note_set(other, "met at the harbour").note == "met at the harbour"
    assert not ben.account_remove_from_followers(me(ada).id).followed_by
    assert not ada.account_unfollow(other).following


def test_keeping_apart(ada, ben) -> None:
    other = me(ben).id
    assert ada.account_mute(other, duration=3600).muting
    assert [a.id for a in ada.mutes()] == [other]
    assert not ada.account_unmute(other).muting
    assert ada.account_block(other).blocking
    assert [a.id for a in ada.blocks()] == [other]
    assert not ada.account_unblock(other).blocking


def test_requests(url, app, ada, raw) -> None:
    shy = join(url, app)
    shy.account_update_credentials(locked=True)
    assert ada.account_follow(me(shy).id).requested
    assert [a.id for a in shy.follow_requests()] == [me(ada).id]
    assert shy.follow_request_authorize(me(ada).id).followed_by
    other = join(url, app)
    other.account_follow(me(shy).id)
    assert not shy.follow_request_reject(me(other).id).followed_by
    assert shy.session.faults == []


def test_lists(ada, ben) -> None:
    ada.account_follow(me(ben).id)
    made = ada.list_create("Neighbours", replies_policy="none", exclusive=True)
    assert ada.list_update(made.id, "Friends", exclusive=True).title == "Friends"
    assert ada.list(made.id).exclusive
    ada.list_accounts_add(made.id, [me(ben).id])
    assert [a.id for a in ada.list_accounts(made.id)] == [me(ben).id]
    assert [x.id for x in ada.account_lists(me(ben).id)] == [made.id]
    post = ben.status_post("Good evening")
    assert post.id in [s.id for s in ada.timeline_list(made.id)]
    ada.list_accounts_delete(made.id, [me(ben).id])
    assert [x.id for x in ada.lists()] == [made.id]
    ada.list_delete(made.id)
    assert ada.lists() == []


def test_filters(ada, ben) -> None:
    made = ada.create_filter_v2(
        title="No spoilers",
        context=["home", "public"],
        filter_action="warn",
        keywords_attributes=[{"keyword": "ending", "whole_word": True}],
    )
    post = ben.status_post("The ending is sad")
    assert ada.status(post.id).filtered[0].filter.id == made.id
    assert [f.id for f in ada.filters_v2()] == [made.id]
    assert ada.filter_v2(made.id).keywords[0].keyword == "ending"
    ada.update_filter_v2(made.id, title="None")
    word = ada.add_filter_keyword_v2(made.id, "finale")
    assert len(ada.filter_keywords_v2(made.id)) == 2
    ada.delete_filter_keyword_v2(word.id)
    one = ada.add_filter_status_v2(made.id, post.id)
    assert ada.filter_statuses_v2(made.id)[0].status_id == post.id
    assert ada.filter_status_v2(one.id).id == one.id
    ada.delete_filter_status_v2(one.id)
    ada.delete_filter_v2(made.id)
    old = ada.filter_create("ending", ["home"])
    assert ada.filter(old.id).phrase == "ending"
    ada.filter_update(old.id, phrase="finale")
    assert ada.filters()[0].phrase == "finale"
    ada.filter_delete(old.id)


def test_tags(ada, ben) -> None:
    ben.status_post("A #lighthouse")
    assert ada.tag_follow("lighthouse").following
    assert [t.name for t in ada.followed_tags()] == ["lighthouse"]
    assert ada.tag("lighthouse").following
    assert not ada.tag_unfollow("lighthouse").following
    featured = ada.featured_tag_create("lighthouse")
    assert [t.id for t in ada.featured_tags()] == [featured.id]
    assert ada.account_featured_tags(me(ada).id)[0].name == "lighthouse"
    ada.featured_tag_delete(featured.id)
    ada.featured_tag_suggestions()


def test_markers(ada) -> None:
    post = ada.status_post("Up to here")
    ada.markers_set(["home"], [post.id])
    assert str(ada.markers_get(["home"])["home"].last_read_id) == str(post.id)


def test_account_search(ada, ben) -> None:
    found = ada.account_search(me(ben).username)
    assert me(ben).id in [a.id for a in found]


def test_report(ada, ben, visitor) -> None:
    post = ben.status_post("Something bad")
    rule = visitor.instance_rules()[0]
    report = ada.report(
        me(ben).id, [post.id], comment="It is unkind.", category="violation", rule_ids=[rule.id]
    )
    assert report.category == "violation"
    assert not report.forwarded
