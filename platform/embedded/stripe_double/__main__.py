"""`python -m embedded.stripe_double --port 8002 --var var/stripe`: the double as a program."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from embedded.stripe_double.server import StripeDouble


def main() -> int:
    """Serve until told to stop; what happened is found again at the next start."""
    web_port = os.environ.get("PUBLIC_PORT", "8000")
    parser = argparse.ArgumentParser(prog="stripe_double", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--var", type=Path, required=True)
    parser.add_argument("--webhook-url", default=f"http://127.0.0.1:{web_port}/billing/webhook")
    parser.add_argument(
        "--webhook-secret", default=os.environ.get("STRIPE_WEBHOOK_SECRET", "whsec_double")
    )
    given = parser.parse_args()
    double = StripeDouble(
        given.var,
        webhook_url=given.webhook_url,
        webhook_secret=given.webhook_secret,
        port=given.port,
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        threading.Thread(target=double.close).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    double.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
