"""The few tags every page is made with: icons, panels, fields, times, amounts, emblems."""

from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote

from django import template
from django.forms import BoundField, CheckboxInput
from django.middleware.csrf import get_token
from django.template import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext

from commons import amounts, clock
from commons import emblem as emblems
from commons.colour import DEFAULT_CHROMA, DEFAULT_HUE, theme_colours

register = template.Library()

# Icons that point somewhere, and so turn round where people read from the right.
_TURNING = frozenset(
    [
        *("arrow-left", "arrow-right", "arrow-up-right", "chevron-left", "chevron-right"),
        *("external-link", "history", "list", "log-in", "log-out", "reply", "rotate-ccw"),
        *("scroll-text", "send", "undo-2"),
    ]
)
_NOTHING = mark_safe("")


class Named(Protocol):
    """Anything with a name, above all a square."""

    name: str


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw an icon of the sprite; with a label it speaks, without one screen readers pass it by."""
    classes = ["icon", "icon-turns" if name in _TURNING else "", f"icon-{size}" if size else ""]
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"></use></svg>',
        " ".join(filter(None, classes)),
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),
        static("icons.svg"),
        name,
    )


@register.simple_block_tag
def panel(content: str, title: str = "", *, id: str = "", level: int = 2, tone: str = "") -> SafeString:  # noqa: A002
    """Set a part of a page apart under its own heading: `{% panel title=… %}…{% endpanel %}`."""
    name = id or slugify(title, allow_unicode=True)
    classes = f"panel panel-{tone}" if tone else "panel"
    if not title:
        return format_html('<section class="{}">{}</section>', classes, content)
    return format_html(
        '<section class="{}" aria-labelledby="{}-title"><h{} id="{}-title">{}</h{}>{}</section>',
        *(classes, name, level, name, title, level, content),
    )


@register.simple_tag
def field(bound: BoundField, *, help: str = "", label: str = "", unit: str = "") -> SafeString:  # noqa: A002
    """Write one question of a form: label, help, mistakes and the control, tied together for screen readers."""
    if bound.is_hidden:
        return bound.as_widget()
    own, words, label = bound.auto_id or bound.html_name, help or bound.help_text, label or bound.label
    hint = format_html('<div class="field-help" id="{}_help">{}</div>', own, words) if words else _NOTHING
    faults = _faults(bound, own)
    said_by = " ".join(filter(None, [f"{own}_help" if words else "", f"{own}_errors" if faults else ""]))
    attributes: dict[str, str | bool] = {"aria-describedby": said_by} if said_by else {}
    wrong = " field-wrong" if faults else ""
    if isinstance(bound.field.widget, CheckboxInput):
        return format_html(
            '<div class="field choice{}">{}<label for="{}">{}</label>{}{}</div>',
            *(wrong, bound.as_widget(attrs=attributes), bound.id_for_label, label, hint, faults),
        )
    if bound.use_fieldset:
        return format_html(
            '<fieldset class="field{}"{}><legend>{}</legend>{}{}{}</fieldset>',
            wrong,
            format_html(' aria-describedby="{}"', said_by) if said_by else "",
            *(label, hint, faults, bound.as_widget()),
        )
    control: str = bound.as_widget(attrs=attributes)
    if unit:
        control = format_html('<div class="input-with-unit control">{}<span>{}</span></div>', control, unit)
    optional = "" if bound.field.required else _optional()
    return format_html(
        '<div class="field{}"><label class="field-label" for="{}">{}{}</label>{}{}{}</div>',
        *(wrong, bound.id_for_label, label, optional, hint, faults, control),
    )


def _optional() -> SafeString:
    return format_html(' <span class="field-optional">({})</span>', gettext("optional"))


def _faults(bound: BoundField, own: str) -> SafeString:
    if not bound.errors:
        return _NOTHING
    lines = format_html_join("", "<li>{}<span>{}</span></li>", ((icon("circle-alert"), fault) for fault in bound.errors))
    return format_html('<ul class="field-errors" id="{}_errors">{}</ul>', own, lines)


@register.simple_tag(takes_context=True)
def form_token(context: Context) -> SafeString:
    """Write the hidden token of a form; unlike csrf_token it also works in a component included with `only`."""
    request = getattr(context, "request", None) or context.get("request")
    if request is None:
        return _NOTHING
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))


@register.simple_tag
def when(moment: datetime | None, style: str = "short") -> SafeString:
    """Tell how long ago something was; the exact moment shows on hover and is what screen readers hear."""
    if moment is None:
        return _NOTHING
    local = timezone.localtime(moment)
    exact = formats.date_format(local, "DATETIME_FORMAT")
    shown = exact if style == "exact" else _ago(moment, local)
    if shown == exact:
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), exact)
    return format_html(
        '<time datetime="{}" title="{}" data-when><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></time>',
        *(moment.isoformat(), exact, shown, exact),
    )


def _ago(moment: datetime, local: datetime) -> str:
    now = clock.now()
    gone = now - moment
    if gone < timedelta(0):
        return formats.date_format(local, "SHORT_DATETIME_FORMAT")
    minutes, hours = int(gone.total_seconds() // 60), int(gone.total_seconds() // 3600)
    if not minutes:
        return gettext("now")
    if not hours:
        return ngettext("%(count)s min", "%(count)s min", minutes) % {"count": minutes}
    if hours < 24:
        return ngettext("%(count)s h", "%(count)s h", hours) % {"count": hours}
    if gone.days < 7:
        return ngettext("%(count)s day", "%(count)s days", gone.days) % {"count": gone.days}
    if local.year == timezone.localtime(now).year:
        return formats.date_format(local, "MONTH_DAY_FORMAT")
    return formats.date_format(local, "DATE_FORMAT")


@register.simple_tag
def amount(number: int | None) -> SafeString | str:
    """Write a number short, in the way of the language, with the exact one on hover."""
    number = number or 0
    shown, exact = amounts.short(number), amounts.exact(number)
    if shown == exact:
        return exact
    return format_html('<span title="{}">{}</span>', exact, shown)


@register.simple_tag(takes_context=True)
def emblem(context: Context, square: Named, hue: float | None = None, chroma: float | None = None) -> SafeString:
    """Draw a square's emblem: the picture it uploaded, else the tile laid from its name."""
    look = context.get("look") if context.get("square") is square else None
    if look is not None and getattr(look, "emblem_url", ""):
        return format_html('<img class="emblem" src="{}" alt="" width="64" height="64">', look.emblem_url)
    return emblems.emblem(square.name, **_colours(look or square, hue, chroma))


@register.simple_tag(takes_context=True)
def pavement(context: Context, square: Named, hue: float | None = None, chroma: float | None = None) -> SafeString:
    """Pave a strip with the square's tile."""
    look = context.get("look") if context.get("square") is square else None
    return emblems.pavement(square.name, **_colours(look or square, hue, chroma))


@register.simple_tag(takes_context=True)
def favicon(context: Context, square: Named, *, unread: int = 0) -> SafeString:
    """Write the address of the square's small icon, with a dot when something is unread."""
    look = context.get("look")
    dot = '<circle cx="50" cy="14" r="13" fill="#fff"/><circle cx="50" cy="14" r="10" fill="#c4232b"/>' if unread else ""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f"{emblems.tile(square.name, **_colours(look, None, None))}{dot}</svg>"
    )
    return format_html('<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,{}">', quote(drawing, safe="/:=' "))


@register.simple_tag(takes_context=True)
def browser_colours(context: Context) -> SafeString:
    """Tell the browser which colours its own bars should have around the page."""
    look = context.get("look")
    light, dark = theme_colours(look.hue if look else DEFAULT_HUE)
    return format_html(
        '<meta name="theme-color" media="(prefers-color-scheme: light)" content="{}">'
        '<meta name="theme-color" media="(prefers-color-scheme: dark)" content="{}">',
        *(light, dark),
    )


def _colours(look: object, hue: float | None, chroma: float | None) -> dict[str, float]:
    """Return the colours given, else the look's, else those that belong to the name."""
    if hue is None and look is not None:
        hue, chroma = getattr(look, "hue", None), getattr(look, "chroma", None)
    found = {} if hue is None else {"hue": float(hue)}
    return found | {"chroma": DEFAULT_CHROMA if chroma is None else float(chroma)}
