"""What the square says of itself."""


def test_instance(visitor, raw) -> None:
    v2 = visitor.instance_v2()
    v1 = visitor.instance_v1()
    assert v1.uri == v2.domain
    assert v2.api_versions["mastodon"] >= 7
    assert v2.configuration.statuses.max_characters == v1.configuration.statuses.max_characters
    assert v2.registrations.enabled
    assert visitor.instance_rules()
    assert raw(visitor, "GET", "/nodeinfo/2.0")["software"]["name"] == "mastodon"
    assert raw(visitor, "GET", "/.well-known/nodeinfo")["links"]
    assert visitor.instance_peers() == []
    visitor.instance_activity()
    visitor.instance_extended_description()
    visitor.instance_terms_of_service()
    visitor.instance_languages()
    raw(visitor, "GET", "/api/v1/instance/privacy_policy")
    assert visitor.custom_emojis() == []
    assert visitor.instance_health()


def test_announcements(ada, steward) -> None:
    assert isinstance(ada.announcements(), list)


def test_directory_and_trends(ada, visitor) -> None:
    assert visitor.directory()
    assert isinstance(visitor.trending_tags(), list)
    assert isinstance(visitor.trending_statuses(), list)
    assert visitor.trending_links() == []
    assert isinstance(ada.suggestions_v2(), list)
