"""The environment is read once, typed; all faults are told at once; production refuses defaults."""

import pytest
from django.conf import settings

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


@pytest.fixture
def stand(tmp_path) -> dict[str, str]:
    """Return what `make live` tells its programs."""
    url = "postgresql://townsquares@/townsquares?host=/tmp/own"
    (tmp_path / environment.STAND_NOTE).write_text(url)
    return {"LIVE_STAND": "1", "DATABASE_URL": url, "VAR_FOLDER": str(tmp_path)}


def test_a_stand_is_asked_for_by_one_switch(load, stand) -> None:
    assert load(**stand).live_stand
    assert not load().live_stand


def test_a_stand_is_refused_in_production(load, stand) -> None:
    with pytest.raises(environment.EnvironmentFault, match="LIVE_STAND is for a machine at home"):
        load(**GOOD | stand)


def test_a_stand_takes_no_other_database(load, stand, tmp_path) -> None:
    for other in ({"DATABASE_URL": "postgresql://people@relied.example/on"}, {"DATABASE_URL": ""}):
        with pytest.raises(environment.EnvironmentFault, match="no DATABASE_URL but its own"):
            load(**stand | other)
    (tmp_path / environment.STAND_NOTE).unlink()
    with pytest.raises(environment.EnvironmentFault, match="no DATABASE_URL but its own"):
        load(**stand)


def test_everything_is_strict_where_there_is_no_stand() -> None:
    """The tests run without one, as production does."""
    assert settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory"
    assert settings.THROTTLED
    assert settings.LIMITS_TIMES == 1
    lax = (
        "LIVE_STAND",
        "BENCH_STAND",
        "INSTANT_CONFIRMATION",
        "MEDIA_SYNCHRONOUS",
        "OAUTH_PASSWORD_GRANT",
    )
    assert not any(getattr(settings, name) for name in lax)
    assert settings.LOOPBACK_HOST == settings.APEX_HOST


@pytest.fixture
def bench(tmp_path) -> dict[str, str]:
    """Return what `make bench-serve` tells its programs."""
    url = "postgresql://townsquares@/townsquares?host=/tmp/own"
    (tmp_path / environment.BENCH_NOTE).write_text(url)
    own = {"BENCH_STAND": "1", "DATABASE_URL": url, "VAR_FOLDER": str(tmp_path)}
    return GOOD | own | {"APEX_HOST": "bench.example"}


def test_a_bench_runs_in_production_mode(load, bench) -> None:
    assert load(**bench).bench_stand
    assert not load(**GOOD).bench_stand


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"APEX_HOST": "squares.org"}, "below a host of .example"),
        ({"MODE": "development"}, "below a host of .example"),
        ({"DATABASE_URL": "postgresql://people@relied.example/on"}, "no DATABASE_URL but its own"),
    ],
)
def test_a_bench_is_refused_where_people_are(load, bench, change, said) -> None:
    with pytest.raises(environment.EnvironmentFault, match=said):
        load(**bench | change)


def test_a_bench_needs_the_note_of_its_own_database(load, bench, tmp_path) -> None:
    (tmp_path / environment.BENCH_NOTE).unlink()
    with pytest.raises(environment.EnvironmentFault, match="no DATABASE_URL but its own"):
        load(**bench)
