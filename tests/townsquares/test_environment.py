"""The environment is read once, typed; all faults are told at once; production refuses defaults."""

import pytest

from townsquares import environment

GOOD = {
    "MODE": "production",
    "SECRET_KEY": "x" * 60,
    "DATABASE_URL": "postgresql://a@b/c",
    "REDIS_URL": "redis://r",
    "APEX_HOST": "squares.example",
    "PUBLIC_SCHEME": "https",
    "PUBLIC_PORT": "0",
    "MAIL_URL": "smtp://mail.example:587",
    "MAIL_FROM": "Squares <hello@squares.example>",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
}


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch):
    """Return a reader of a whole environment of the test's own."""

    def read(**variables: str) -> environment.Environment:
        for name in environment.Environment.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        environment.load.cache_clear()
        try:
            return environment.load()
        finally:
            environment.load.cache_clear()

    return read


def test_development_needs_nothing(load) -> None:
    assert load().apex_address == "localhost:8000"


def test_production_with_everything(load) -> None:
    assert load(**GOOD).apex_address == "squares.example"


@pytest.mark.parametrize("missing", [n for n in GOOD if n not in {"MODE", "PUBLIC_PORT"}])
def test_production_refuses_each_default(load, missing: str) -> None:
    with pytest.raises(environment.EnvironmentFault, match=missing):
        load(**{name: value for name, value in GOOD.items() if name != missing})


def test_all_faults_at_once(load) -> None:
    with pytest.raises(environment.EnvironmentFault) as fault:
        load(MODE="staging", PUBLIC_PORT="eighty", EMBEDDED_REDIS="mine")
    assert all(n in str(fault.value) for n in ("MODE", "PUBLIC_PORT", "EMBEDDED_REDIS"))


def test_secret_from_a_file(load, tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("y" * 60 + "\n")
    assert load(SECRET_KEY_FILE=str(secret)).secret_key == "y" * 60


def test_secret_file_that_is_missing(load, tmp_path) -> None:
    with pytest.raises(environment.EnvironmentFault, match="SECRET_KEY_FILE"):
        load(SECRET_KEY_FILE=str(tmp_path / "nothing"))


def test_development_stays_at_home(load) -> None:
    assert load(APEX_HOST="squares.localhost").apex_host == "squares.localhost"
    with pytest.raises(environment.EnvironmentFault, match="APEX_HOST"):
        load(APEX_HOST="squares.org")
