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
}
