"""What Mastodon's entities look like: every field, its kind, whether it may be null or missing.

Kinds: id (decimal text), text, int, num, bool, moment, date, url, any, an entity's name. "?" behind
one: may be null. "~" before the field: may be missing. A list stands in brackets.
Source: https://docs.joinmastodon.org/entities/, 4.6; what clients insist on is never optional.
"""

import re
from collections.abc import Callable
from typing import Any

_ACCOUNT = {
    "id": "id", "username": "text", "acct": "text", "display_name": "text", "locked": "bool",
    "bot": "bool", "discoverable": "bool?", "indexable": "bool", "group": "bool",
    "created_at": "moment", "note": "text", "url": "url", "uri": "url", "avatar": "url",
    "avatar_static": "url", "header": "url", "header_static": "url", "followers_count": "int",
    "following_count": "int", "statuses_count": "int", "last_status_at": "date?",
    "hide_collections": "bool?", "noindex": "bool?", "emojis": "[CustomEmoji]",
    "roles": "[AccountRole]", "fields": "[Field]", "avatar_description": "text",
    "header_description": "text", "~suspended": "bool", "~limited": "bool",
}  # fmt: skip
_STATUS = {
    "id": "id", "created_at": "moment", "in_reply_to_id": "id?", "in_reply_to_account_id": "id?",
    "sensitive": "bool", "spoiler_text": "text", "visibility": "public|unlisted|private|direct",
    "language": "text?", "uri": "url", "url": "url?", "replies_count": "int",
    "reblogs_count": "int", "favourites_count": "int", "quotes_count": "int",
    "edited_at": "moment?", "content": "text", "reblog": "Status?", "account": "Account",
    "application": "StatusApplication?", "media_attachments": "[MediaAttachment]",
    "mentions": "[StatusMention]", "tags": "[StatusTag]", "emojis": "[CustomEmoji]",
    "card": "PreviewCard?", "poll": "Poll?", "quote": "Quote?", "quote_approval": "QuoteApproval",
    "~favourited": "bool", "~reblogged": "bool", "~muted": "bool", "~bookmarked": "bool",
    "~pinned": "bool", "~filtered": "[FilterResult]", "~text": "text",
}  # fmt: skip
_NOTIFICATION_KINDS = (
    "mention|status|reblog|follow|follow_request|favourite|poll|update|admin.sign_up|admin.report"
    "|severed_relationships|moderation_warning|quote|quoted_update"
)

SHAPES: dict[str, dict[str, str]] = {
    "Account": _ACCOUNT,
    "MutedAccount": _ACCOUNT | {"mute_expires_at": "moment?"},
    "CredentialAccount": _ACCOUNT | {"source": "Source", "role": "Role"},
    "Source": {
        "privacy": "public|unlisted|private|direct", "sensitive": "bool", "language": "text?",
        "note": "text", "fields": "[Field]", "follow_requests_count": "int",
        "discoverable": "bool?", "indexable": "bool", "hide_collections": "bool?",
        "attribution_domains": "[text]", "quote_policy": "public|followers|nobody",
    },
    "Role": {
        "id": "text", "name": "text", "color": "text", "permissions": "id", "highlighted": "bool",
        "~collection_limit": "int",
    },
    "AccountRole": {"id": "text", "name": "text", "color": "text"},
    "Field": {"name": "text", "value": "text", "verified_at": "moment?"},
    "CustomEmoji": {
        "shortcode": "text", "url": "url", "static_url": "url", "visible_in_picker": "bool",
        "~category": "text?",
    },
    "Status": _STATUS,
    "StatusApplication": {"name": "text", "website": "url?"},
    "StatusMention": {"id": "id", "username": "text", "url": "url", "acct": "text"},
    "StatusTag": {"name": "text", "url": "url"},
    "StatusEdit": {
        "content": "text", "spoiler_text": "text", "sensitive": "bool", "created_at": "moment",
        "account": "Account", "media_attachments": "[MediaAttachment]", "emojis": "[CustomEmoji]",
        "~poll": "any", "~quote": "Quote?",
    },
    "StatusSource": {"id": "id", "text": "text", "spoiler_text": "text"},
    "Quote": {"state": "text", "~quoted_status": "Status?", "~quoted_status_id": "id?"},
    "QuoteApproval": {"automatic": "[text]", "manual": "[text]", "current_user": "text"},
    "Context": {"ancestors": "[Status]", "descendants": "[Status]"},
    "MediaAttachment": {
        "id": "id", "type": "unknown|image|gifv|video|audio", "url": "url?", "preview_url": "url?",
        "remote_url": "url?", "meta": "any", "description": "text?", "blurhash": "text?",
        "~preview_remote_url": "url?", "~text_url": "url?",
    },
    "Poll": {
        "id": "id", "expires_at": "moment?", "expired": "bool", "multiple": "bool",
        "votes_count": "int", "voters_count": "int?", "options": "[PollOption]",
        "emojis": "[CustomEmoji]", "own_votes": "[int]", "~voted": "bool",
    },
    "PollOption": {"title": "text", "votes_count": "int?"},
    "PreviewCard": {"url": "url", "title": "text", "description": "text", "type": "text"},
    "Notification": {
        "id": "id", "type": _NOTIFICATION_KINDS, "created_at": "moment", "account": "Account",
        "group_key": "text", "~status": "Status?", "~report": "Report?", "~event": "any",
        "~moderation_warning": "AccountWarning?",
    },
    "AccountWarning": {
        "id": "id", "action": "text", "text": "text", "status_ids": "[id]?",
        "target_account": "Account", "appeal": "any", "created_at": "moment",
    },
    "GroupedNotificationsResults": {
        "accounts": "[Account]", "statuses": "[Status]", "~partial_accounts": "any",
        "notification_groups": "[NotificationGroup]",
    },
    "NotificationGroup": {
        "group_key": "text", "notifications_count": "int", "type": _NOTIFICATION_KINDS,
        "most_recent_notification_id": "int", "sample_account_ids": "[id]",
        "~page_min_id": "id?", "~page_max_id": "id?", "~latest_page_notification_at": "moment?",
        "~status_id": "id?", "~report": "Report?", "~event": "any",
        "~moderation_warning": "AccountWarning?",
    },
    "NotificationPolicy": {
        "for_not_following": "accept|filter|drop", "for_not_followers": "accept|filter|drop",
        "for_new_accounts": "accept|filter|drop", "for_private_mentions": "accept|filter|drop",
        "for_limited_accounts": "accept|filter|drop", "summary": "PolicySummary",
    },
    "PolicySummary": {"pending_requests_count": "int", "pending_notifications_count": "int"},
    "NotificationRequest": {
        "id": "id", "created_at": "moment", "updated_at": "moment", "account": "Account",
        "notifications_count": "id", "last_status": "Status?",
    },
    "Relationship": {
        "id": "id", "following": "bool", "showing_reblogs": "bool", "notifying": "bool",
        "languages": "[text]?", "followed_by": "bool", "blocking": "bool", "blocked_by": "bool",
        "muting": "bool", "muting_notifications": "bool", "requested": "bool",
        "requested_by": "bool", "domain_blocking": "bool", "endorsed": "bool", "note": "text",
        "~muting_expires_at": "moment?",
    },
    "FamiliarFollowers": {"id": "id", "accounts": "[Account]"},
    "Application": {
        "~id": "id", "name": "text", "website": "url?", "scopes": "[text]", "redirect_uri": "text",
        "redirect_uris": "[text]", "~vapid_key": "text",
    },
    "CredentialApplication": {
        "~id": "id", "name": "text", "website": "url?", "scopes": "[text]", "redirect_uri": "text",
        "redirect_uris": "[text]", "~vapid_key": "text", "client_id": "text",
        "client_secret": "text", "client_secret_expires_at": "int",
    },
    "Token": {"access_token": "text", "token_type": "Bearer", "scope": "text", "created_at": "int"},
    "Filter": {
        "id": "id", "title": "text", "context": "[text]", "expires_at": "moment?",
        "filter_action": "warn|hide|blur", "~keywords": "[FilterKeyword]",
        "~statuses": "[FilterStatus]",
    },
    "FilterKeyword": {"id": "id", "keyword": "text", "whole_word": "bool"},
    "FilterStatus": {"id": "id", "status_id": "id"},
    "FilterResult": {
        "filter": "Filter", "~keyword_matches": "[text]?", "~status_matches": "[id]?",
    },
    "FilterV1": {
        "id": "id", "phrase": "text", "context": "[text]", "expires_at": "moment?",
        "irreversible": "bool", "whole_word": "bool",
    },
    "List": {
        "id": "id", "title": "text", "replies_policy": "followed|list|none", "exclusive": "bool",
    },
    "Tag": {
        "~id": "id", "name": "text", "url": "url", "history": "[TagHistory]", "~following": "bool",
        "~featuring": "bool",
    },
    "TagHistory": {"day": "id", "uses": "id", "accounts": "id"},
    "FeaturedTag": {
        "id": "id", "name": "text", "url": "url", "statuses_count": "id", "last_status_at": "date?",
    },
    "Search": {"accounts": "[Account]", "statuses": "[Status]", "hashtags": "[Tag]"},
    "Conversation": {
        "id": "id", "unread": "bool", "accounts": "[Account]", "last_status": "Status?",
    },
    "Markers": {"~home": "Marker", "~notifications": "Marker"},
    "Marker": {"last_read_id": "id", "version": "int", "updated_at": "moment"},
    "Preferences": {
        "posting:default:visibility": "public|unlisted|private|direct",
        "posting:default:sensitive": "bool", "posting:default:language": "text?",
        "reading:expand:media": "default|show_all|hide_all", "reading:expand:spoilers": "bool",
        "~posting:default:quote_policy": "public|followers|nobody",
        "~reading:autoplay:gifs": "bool",
    },
    "Rule": {"id": "id", "text": "text", "hint": "text", "~translations": "any"},
    "Report": {
        "id": "id", "action_taken": "bool", "action_taken_at": "moment?",
        "category": "spam|legal|violation|other", "comment": "text", "forwarded": "bool",
        "created_at": "moment", "status_ids": "[id]?", "rule_ids": "[id]?",
        "target_account": "Account",
    },
    "AdminAccount": {
        "id": "id", "username": "text", "domain": "text?", "created_at": "moment", "email": "text",
        "ip": "text?", "ips": "[AdminIp]", "locale": "text", "invite_request": "text?",
        "role": "Role", "confirmed": "bool", "approved": "bool", "disabled": "bool",
        "silenced": "bool", "suspended": "bool", "sensitized": "bool", "account": "Account",
        "~created_by_application_id": "id?", "~invited_by_account_id": "id?",
    },
    "AdminIp": {"ip": "text", "used_at": "moment"},
    "AdminReport": {
        "id": "id", "action_taken": "bool", "action_taken_at": "moment?",
        "category": "spam|legal|violation|other", "comment": "text", "forwarded": "bool",
        "created_at": "moment", "updated_at": "moment", "account": "AdminAccount",
        "target_account": "AdminAccount", "assigned_account": "AdminAccount?",
        "action_taken_by_account": "AdminAccount?", "statuses": "[Status]", "rules": "[Rule]",
    },
    "AdminMeasure": {
        "key": "text", "unit": "text?", "total": "id", "~human_value": "text?",
        "~previous_total": "id?", "data": "[AdminMeasureData]",
    },
    "AdminMeasureData": {"date": "moment", "value": "id"},
    "AdminDimension": {"key": "text", "data": "[AdminDimensionData]"},
    "AdminDimensionData": {
        "key": "text", "human_key": "text", "value": "text", "~unit": "text", "~human_value": "text",
    },
    "AdminCohort": {"period": "moment", "frequency": "day|month", "data": "[AdminCohortData]"},
    "AdminCohortData": {"date": "moment", "rate": "num", "value": "id"},
    "AdminTag": {
        "id": "id", "name": "text", "url": "url", "history": "[TagHistory]", "~following": "bool",
        "~featuring": "bool", "trendable": "bool", "usable": "bool", "requires_review": "bool",
        "~listable": "bool",
    },
    "ScheduledStatus": {
        "id": "id", "scheduled_at": "moment", "params": "any",
        "media_attachments": "[MediaAttachment]",
    },
    "Announcement": {
        "id": "id", "content": "text", "starts_at": "moment?", "ends_at": "moment?",
        "all_day": "bool", "published_at": "moment", "updated_at": "moment", "read": "bool",
        "mentions": "[any]", "statuses": "[any]", "tags": "[StatusTag]", "emojis": "[CustomEmoji]",
        "reactions": "[Reaction]",
    },
    "Reaction": {"name": "text", "count": "int", "~me": "bool", "~url": "url", "~static_url": "url"},
    "WebPushSubscription": {
        "id": "int", "endpoint": "url", "standard": "bool", "alerts": "any", "server_key": "text",
        "~policy": "text",
    },
    "Suggestion": {"sources": "[text]", "account": "Account", "~source": "text"},
    "PrivacyPolicy": {"updated_at": "moment", "content": "text"},
    "ExtendedDescription": {"updated_at": "moment", "content": "text"},
    "TermsOfService": {
        "effective_date": "date", "effective": "bool", "content": "text", "~succeeded_by": "date?",
    },
    "Language": {"code": "text", "name": "text"},
    "Activity": {"week": "id", "statuses": "id", "logins": "id", "registrations": "id"},
    "Count": {"count": "int"},
    "Merged": {"merged": "bool"},
    "ServerMetadata": {
        "issuer": "url", "authorization_endpoint": "url", "token_endpoint": "url",
        "revocation_endpoint": "url", "app_registration_endpoint": "url",
        "userinfo_endpoint": "url", "service_documentation": "url", "scopes_supported": "[text]",
        "response_types_supported": "[text]", "response_modes_supported": "[text]",
        "grant_types_supported": "[text]", "code_challenge_methods_supported": "[text]",
        "token_endpoint_auth_methods_supported": "[text]",
    },
    "Instance": {
        "domain": "text", "title": "text", "version": "text", "source_url": "url",
        "description": "text", "usage": "any", "thumbnail": "Thumbnail", "icon": "[Icon]",
        "languages": "[text]", "configuration": "Configuration", "registrations": "Registrations",
        "api_versions": "any", "contact": "Contact", "rules": "[Rule]",
    },
    "Thumbnail": {
        "url": "url", "~blurhash": "text?", "~versions": "any", "~description": "text?",
    },
    "Icon": {"src": "url", "size": "text"},
    "Registrations": {
        "enabled": "bool", "approval_required": "bool", "reason_required": "bool?",
        "message": "text?", "~min_age": "int?", "~url": "url?",
    },
    "Contact": {"email": "text", "account": "Account?"},
    "Configuration": {
        "urls": "any", "vapid": "any", "accounts": "any", "statuses": "StatusLimits",
        "media_attachments": "MediaLimits", "polls": "PollLimits", "translation": "any",
        "~timelines_access": "any", "~limited_federation": "bool",
    },
    "StatusLimits": {
        "max_characters": "int", "max_media_attachments": "int",
        "characters_reserved_per_url": "int",
    },
    "MediaLimits": {
        "supported_mime_types": "[text]", "image_size_limit": "int", "image_matrix_limit": "int",
        "video_size_limit": "int", "video_frame_rate_limit": "int", "video_matrix_limit": "int",
        "~description_limit": "int",
    },
    "PollLimits": {
        "max_options": "int", "max_characters_per_option": "int", "min_expiration": "int",
        "max_expiration": "int",
    },
    "InstanceV1": {
        "uri": "text", "title": "text", "short_description": "text", "description": "text",
        "email": "text", "version": "text", "urls": "any", "stats": "any", "thumbnail": "url?",
        "languages": "[text]", "registrations": "bool", "approval_required": "bool",
        "invites_enabled": "bool", "configuration": "ConfigurationV1",
        "contact_account": "Account?", "rules": "[Rule]", "~max_toot_chars": "int",
    },
    "ConfigurationV1": {
        "accounts": "any", "statuses": "StatusLimits", "media_attachments": "MediaLimits",
        "polls": "PollLimits",
    },
}  # fmt: skip

_PLAIN: dict[str, Callable[[Any], bool]] = {
    "any": lambda value: True,
    "{}": lambda value: value == {},
    "id": lambda value: isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value) is not None,
    "text": lambda value: isinstance(value, str),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "num": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
    "moment": lambda value: (
        isinstance(value, str)
        and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", value) is not None
    ),
    "date": lambda value: (
        isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None
    ),
    "url": lambda value: (
        isinstance(value, str) and re.match(r"(https?|wss?)://", value) is not None
    ),
}


def faults(value: Any, wanted: str, where: str = "") -> list[str]:
    """Return what is wrong with a value, one line a fault; nothing where it has the shape."""
    if wanted.endswith("?"):
        return [] if value is None else faults(value, wanted[:-1], where)
    if wanted.startswith("["):
        return _list_faults(value, wanted[1:-1], where)
    if wanted in SHAPES:
        return _entity_faults(value, SHAPES[wanted], where or wanted)
    fits = _PLAIN[wanted](value) if wanted in _PLAIN else value in wanted.split("|")
    return [] if fits else [f"{where}: {value!r} is no {wanted}"]


def _list_faults(value: Any, inner: str, where: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{where}: no list"]
    return [fault for n, one in enumerate(value) for fault in faults(one, inner, f"{where}[{n}]")]


def _entity_faults(value: Any, shape: dict[str, str], where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where}: no object"]
    found = []
    for name, wanted in shape.items():
        field = name.removeprefix("~")
        if field not in value:
            found += [] if name.startswith("~") else [f"{where}.{field}: missing"]
        else:
            found += faults(value[field], wanted, f"{where}.{field}")
    known = {name.removeprefix("~") for name in shape}
    return found + [f"{where}.{field}: unknown" for field in value if field not in known]
