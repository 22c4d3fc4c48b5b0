"""What a machine without servers uses: Postgres, Redis, an inbox, a Stripe double, `make run`."""
