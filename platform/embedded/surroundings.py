"""What `make run` is asked for, and the environment its programs get from that."""

import os
import secrets
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from embedded.servers import ServerAddresses
from embedded.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
# What make and pip leave behind must not steer the programs we start.
_NOT_PASSED_ON = ("MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "PORT", "VAR", "DEMO")
_HIGHEST_PORT = 65_533


@dataclass(frozen=True)
class Wish:
    """What the person who typed `make run` or `make live` asked for.

    stand: whether it is a throwaway one, for clients' own test suites.
    """

    port: int
    var: Path
    demo: bool
    environ: Mapping[str, str]
    stand: bool = False

    @property
    def streaming_port(self) -> int:
        """Where live updates come from."""
        given = self.environ.get("STREAMING_PORT", "")
        return int(given) if given.isdecimal() and int(given) else self.port + 1

    @property
    def stripe_port(self) -> int:
        """Where the Stripe double answers; 0 when nobody pays, or pays with real keys."""
        return 0 if self.stand or self.environ.get("STRIPE_SECRET_KEY") else self.port + 2

    @property
    def logs(self) -> Path:
        """Where the programs write what they have to say."""
        return self.var / "logs"

    def address(self, host: str = "") -> str:
        """Return the address of the apex, or of a host below it."""
        apex = self.environ.get("APEX_HOST") or "localhost"
        return f"http://{host + '.' if host else ''}{apex}:{self.port}"


def check_ports(wish: Wish) -> None:
    """Refuse ports that cannot be had.

    Raises: Trouble.
    """
    if not 0 < wish.port <= _HIGHEST_PORT:
        raise Trouble(f"{wish.port} cannot be the port: choose one between 1 and {_HIGHEST_PORT}.")
    for port in filter(None, (wish.port, wish.streaming_port, wish.stripe_port)):
        _check_port(port, wish.port)


def _check_port(port: int, first: int) -> None:
    """Refuse a port that something else listens on, or that this user may not open."""
    purpose = "" if port == first else f" (it goes with port {first})"
    with socket.socket() as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind(("127.0.0.1", port))
            trying.listen(1)
        except PermissionError:
            raise Trouble(
                f"This user may not open port {port}{purpose}: choose another with PORT=8000."
            ) from None
        except OSError:
            raise Trouble(
                f"Port {port}{purpose} is already taken: stop what uses it, or choose another "
                f"with PORT={first + 1000 if first < 60_000 else 8000}."
            ) from None


def for_programs(wish: Wish, addresses: ServerAddresses) -> dict[str, str]:
    """Return the environment of the programs we start; what the person set stays as it is."""
    environ = {name: text for name, text in wish.environ.items() if name not in _NOT_PASSED_ON}
    environ |= addresses.as_environ()
    environ |= {
        "DJANGO_SETTINGS_MODULE": "townsquares.settings",
        "PATH": f"{Path(sys.executable).parent}:{environ.get('PATH') or os.defpath}",
        "PYTHONPATH": f"{ROOT / 'platform'}:{ROOT}",
        "PYTHONUNBUFFERED": "1",
        "PUBLIC_PORT": environ.get("PUBLIC_PORT") or str(wish.port),
        "STREAMING_PORT": str(wish.streaming_port),
        "VAR_FOLDER": str(wish.var),
        "MODE": environ.get("MODE") or "development",
    }
    if not environ.get("SECRET_KEY") and not environ.get("SECRET_KEY_FILE"):
        environ["SECRET_KEY"] = _own_secret(wish.var)
    if wish.stripe_port:
        environ |= {
            "STRIPE_API_BASE": f"http://127.0.0.1:{wish.stripe_port}",
            "STRIPE_SECRET_KEY": "sk_test_double",
            "STRIPE_WEBHOOK_SECRET": environ.get("STRIPE_WEBHOOK_SECRET") or "whsec_double",
        }
    return environ


def _own_secret(var: Path) -> str:
    """Return the key of this folder, made once: sessions and links outlive a restart."""
    file = var / "secret"
    if not file.exists() or not file.read_text().strip():
        file.touch(mode=0o600)
        file.write_text(f"{secrets.token_urlsafe(48)}\n")
    return file.read_text().strip()
