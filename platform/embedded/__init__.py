"""What one machine without servers uses: Postgres, Redis, a mail inbox, a Stripe double, `make run`."""
