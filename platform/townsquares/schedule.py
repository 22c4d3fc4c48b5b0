"""Every periodic task in one table: what, how often, and why."""

_HOUR = 3600.0

PERIODIC: dict[str, dict[str, object]] = {
    "find facts that a lost hint left behind": {
        "task": "tenants.tasks.sweep_outboxes",
        "schedule": 30.0,
    },
    "finish squares whose founding was interrupted": {
        "task": "tenants.tasks.finish_foundings",
        "schedule": 60.0,
    },
    "remind foundations whose payment failed, and let grace run out": {
        "task": "billing.tasks.remind_and_lapse",
        "schedule": _HOUR,
    },
    "compare subscriptions with Stripe, which a lost webhook left behind": {
        "task": "billing.tasks.reconcile",
        "schedule": 6 * _HOUR,
    },
    "publish planned posts and end polls, in squares where one is due": {
        "task": "tenants.tasks.visit_due_squares",
        "args": ("squares.posts.tasks.do_planned",),
        "schedule": 30.0,
    },
    "find what a lost mark left planned": {
        "task": "tenants.tasks.visit_squares",
        "args": ("squares.posts.tasks.do_planned", True),
        "schedule": _HOUR,
    },
    "erase what was deleted 30 days ago": {
        "task": "tenants.tasks.visit_squares",
        "args": ("squares.posts.tasks.erase_deleted",),
        "schedule": 24 * _HOUR,
    },
    "let go of what members were told half a year ago": {
        "task": "tenants.tasks.visit_squares",
        "args": ("squares.notifications.tasks.prune_old",),
        "schedule": 24 * _HOUR,
    },
    "delete pictures that never joined a post": {
        "task": "tenants.tasks.visit_squares",
        "args": ("squares.media.tasks.delete_unattached", True),
        "schedule": _HOUR,
    },
    "drop sign-ups whose address nobody confirmed": {
        "task": "tenants.tasks.visit_squares",
        "args": ("squares.members.tasks.drop_stale", True),
        "schedule": _HOUR,
    },
}
