"""Routes of this slice: the moderators' desk, the public log, what members read and report."""

from django.urls import URLPattern, URLResolver, path

from squares.web.moderation import (
    announcements,
    charter,
    desk,
    emoji,
    invitations,
    log,
    people,
    reports,
    statements,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("moderation/", desk.queue_page, name="moderation-queue"),
    path("moderation/cases/<int:case_id>", desk.case_page, name="moderation-case"),
    path("moderation/cases/<int:case_id>/<str:deed>", desk.case_deed, name="moderation-case-deed"),
    path("moderation/measures/<int:measure_id>/lift", desk.lift_page, name="moderation-lift"),
    path("moderation/open/posts/<int:post_id>", desk.case_opening, name="moderation-open-post"),
    path(
        "moderation/open/members/<int:member_id>",
        desk.member_case_opening,
        name="moderation-open-member",
    ),
    path("moderation/people", people.people_page, name="moderation-people"),
    path("moderation/people/<str:deed>", people.people_deed, name="moderation-people-deed"),
    path("moderation/invitations", invitations.invitations_page, name="moderation-invitations"),
    path(
        "moderation/invitations/<int:invitation_id>/end",
        invitations.invitation_end,
        name="moderation-invitation-end",
    ),
    path(
        "moderation/announcements",
        announcements.announcements_page,
        name="moderation-announcements",
    ),
    path(
        "moderation/announcements/<int:announcement_id>",
        announcements.announcement_page,
        name="moderation-announcement",
    ),
    path(
        "moderation/announcements/<int:announcement_id>/withdraw",
        announcements.announcement_withdrawal,
        name="moderation-announcement-withdraw",
    ),
    path("moderation/charter", charter.charter_page, name="moderation-charter"),
    path("moderation/charter/<str:part>", charter.charter_part, name="moderation-charter-part"),
    path("moderation/emoji", emoji.emoji_page, name="moderation-emoji"),
    path("moderation/emoji/<str:shortcode>", emoji.emoji_deed, name="moderation-emoji-deed"),
    path("moderation/log", log.log_page, name="moderation-log"),
    path("@<str:handle>/<int:post_id>/report", reports.post_report_page, name="post-report"),
    path("@<str:handle>/report", reports.member_report_page, name="member-report"),
    path("reports/<int:report_id>", reports.thanks_page, name="report-thanks"),
    path("settings/reports", reports.reports_page, name="settings-reports"),
    path("settings/restrictions", statements.restrictions_page, name="settings-restrictions"),
    path("statements/<int:statement_id>", statements.statement_page, name="statement"),
]
