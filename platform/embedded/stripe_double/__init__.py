"""A small stateful stand-in for Stripe, spoken to over HTTP; nothing is ever charged."""
