"""Who pays: plans, subscriptions, Stripe."""
