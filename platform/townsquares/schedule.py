"""Every periodic task in one table: what, how often, and why."""

PERIODIC = {
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
        "schedule": 3600.0,
    },
    "compare subscriptions with Stripe, which a lost webhook left behind": {
        "task": "billing.tasks.reconcile",
        "schedule": 6 * 3600.0,
    },
}
