"""The drawing is true: floors, doors and names, checked on the source as it stands.

Every check is also shown a planted sin, so that none of them can pass by being blind.
"""

import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template

from house import checks

FILES = list(checks.sources())
TEMPLATES = [
    (str(file.relative_to(checks.ROOT / "templates")), file.read_text())
    for file in sorted((checks.ROOT / "templates").rglob("*"))
    if file.suffix in {".html", ".txt"}
]


def test_platform_is_not_a_package() -> None:
    """An __init__ there would hide the standard library's platform module."""
    assert not (checks.ROOT / "platform" / "__init__.py").exists()
    code = "import platform; platform.system()"
    subprocess.run([sys.executable, "-c", code], cwd=checks.ROOT, check=True)


@pytest.mark.parametrize(
    "check",
    [
        checks.orm_in_face,
        checks.schema_switches,
        checks.exporting_inits,
        checks.nameless_modules,
    ],
)
def test_source_is_free_of(check) -> None:
    assert [sin for path, text in FILES for sin in check(path, text)] == []


@pytest.mark.parametrize(
    ("check", "path", "sin"),
    [
        (checks.orm_in_face, "squares/web/home.py", "Post.objects.all()"),
        (checks.schema_switches, "ops/actions.py", "connection.set_tenant(square)"),
        (checks.exporting_inits, "ops/__init__.py", '"""Doc."""\nfrom ops import rules'),
        (checks.nameless_modules, "ops/utils.py", ""),
        (checks.hidden_imports, "ops/rules.py", "def f():\n    from tenants import rules"),
        (checks.template_sins, "a.html", "{{ text|safe }}"),
        (checks.template_sins, "a.html", '<p style="color: red">'),
        (checks.template_sins, "a.html", '<p class="x" onclick="go()">'),
        (checks.upward_includes, "components/post.html", '{% include "squares/home.html" %}'),
        (checks.upward_includes, "squares/home.html", '{% include "base.html" %}'),
    ],
)
def test_check_sees_a_planted_sin(check, path: str, sin: str) -> None:
    assert check(path, sin) != []


def test_hidden_imports_stand_only_where_django_must_be_ready() -> None:
    """apps.ready, and the launcher that runs before settings exist; nowhere else."""
    allowed = ("/apps.py", "platform/embedded/")
    sins = [sin for path, text in FILES for sin in checks.hidden_imports(path, text)]
    assert [sin for sin in sins if not any(place in sin for place in allowed)] == []


def _keys():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model is not None:
                yield model, field


def test_foreign_keys_are_arrows_that_point_down() -> None:
    sins = [
        f"{model._meta.label}.{field.name}"
        for model, field in _keys()
        if checks.upward_key(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert sins == []


def test_upward_key_is_seen() -> None:
    assert checks.upward_key("members", "posts")
    assert checks.upward_key("media", "charter")
    assert not checks.upward_key("posts", "members")


def test_no_key_crosses_the_schema_border() -> None:
    """A square's tables point only at tables that the square has itself, and public at public."""
    inside = _labels(settings.TENANT_APPS)
    public = _labels(settings.SHARED_APPS)
    sins = []
    for model, field in _keys():
        start, end = model._meta.app_label, field.related_model._meta.app_label
        if (start in inside and end not in inside) or (start in public and end not in public):
            sins.append(f"{model._meta.label}.{field.name}")
    assert sins == []


def _labels(names: list[str]) -> set[str]:
    return {config.label for config in apps.get_app_configs() if config.name in set(names)}


def test_no_small_keys_in_a_square() -> None:
    ours = {c.label for c in apps.get_app_configs() if c.name.startswith(("squares.", "commons"))}
    kinds = {
        m._meta.label: m._meta.pk.get_internal_type()
        for m in apps.get_models()
        if m._meta.app_label in ours
    }
    assert [label for label, kind in kinds.items() if kind == "AutoField"] == []


@pytest.mark.parametrize("name", [name for name, _ in TEMPLATES])
def test_template_compiles_and_keeps_the_rules(name: str) -> None:
    get_template(name)
    text = dict(TEMPLATES)[name]
    assert checks.template_sins(name, text) + checks.upward_includes(name, text) == []


def test_every_face_of_power_is_guarded() -> None:
    """Each view for moderators and operators stands behind its guard."""
    sins = []
    for path, text in FILES:
        if path.startswith("squares/web/moderation/") and not path.endswith(
            ("urls.py", "forms.py")
        ):
            sins += checks.unguarded_views(
                path,
                text,
                {
                    "moderator_required",
                    "steward_required",
                    "member_required",
                    "signed_in_required",
                    "open_to_all",
                },
            )
        if path.startswith("ops/views/") and "notice" not in path:
            sins += checks.unguarded_views(path, text, {"operator_required", "second_factor_page"})
    assert sins == []


def test_unguarded_view_is_seen() -> None:
    assert checks.unguarded_views(
        "x.py", "def case(request): ...", {"operator_required", "second_factor_page"}
    )
    assert not checks.unguarded_views(
        "x.py",
        "@operator_required\ndef case(request): ...",
        {"operator_required", "second_factor_page"},
    )


def test_every_app_is_made_ready() -> None:
    """A package named apps would hide the module apps, and with it what listens and counts."""
    ours = [config for config in apps.get_app_configs() if config.name.startswith("squares.")]
    assert {type(config).__name__ for config in ours} != {"AppConfig"}
    assert [config.name for config in ours if type(config).__name__ == "AppConfig"] == []
