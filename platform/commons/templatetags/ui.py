"""The few tags every page is made with: icons, panels, fields, times, amounts, emblems."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol, TypedDict
from urllib.parse import quote

from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.middleware.csrf import get_token
from django.template import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
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
_NOTHING = SafeString("")


class Named(Protocol):
    """Anything with a name, above all a square."""

    name: str


class Colours(TypedDict, total=False):
    """What an emblem is told about its colours."""

    hue: float
    chroma: float


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw an icon of the sprite; with a label it speaks, without one screen readers pass it by."""
    return _icon(name, str(label), size)


@lru_cache(maxsize=1024, typed=True)  # a label that is safe is not one that must be escaped
def _icon(name: str, label: str, size: str) -> SafeString:
    classes = ["icon", "icon-turns" if name in _TURNING else "", f"icon-{size}" if size else ""]
    silent = SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"></use></svg>',
        " ".join(filter(None, classes)),
        format_html('role="img" aria-label="{}"', label) if label else silent,
        static("icons.svg"),
        name,
    )


@register.simple_block_tag
def panel(content: str, title: str = "", *, id: str = "", tone: str = "") -> SafeString:  # noqa: A002 - the attribute it becomes
    """Set a part of a page apart under its own heading: `{% panel title=… %}…{% endpanel %}`.

    id: the anchor one links to, else made from the title.  tone: "danger" or "tint".
    """
    name = id or slugify(title, allow_unicode=True)
    classes = f"panel panel-{tone}" if tone else "panel"
    if not title:
        return format_html('<section class="{}">{}</section>', classes, content)
    return format_html(
        '<section class="{0}" id="{1}" aria-labelledby="{1}-title">'
        '<h2 id="{1}-title">{2}</h2>{3}</section>',
        *(classes, name, title, content),
    )


@register.simple_tag
def field(bound: BoundField, *, help: str = "", label: str = "", unit: str = "") -> SafeString:  # noqa: A002 - the word templates use
    """Write one question of a form: label, help, faults, control, tied together for the ear.

    help: words instead of the field's own.  label: likewise.  unit: what stands after the control.
    """
    if bound.is_hidden:
        return bound.as_widget()
    own, words = bound.auto_id or bound.html_name, help or bound.help_text
    label = label or str(bound.label)
    hint = _NOTHING
    if words:
        hint = format_html('<div class="field-help" id="{}_help">{}</div>', own, words)
    faults = _faults(bound, own)
    told = " ".join(
        filter(None, [f"{own}_help" if hint else "", f"{own}_errors" if faults else ""])
    )
    attributes: dict[str, str | bool] = {"aria-describedby": told} if told else {}
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
            format_html(' aria-describedby="{}"', told) if told else "",
            *(label, hint, faults, bound.as_widget()),
        )
    control = bound.as_widget(attrs=attributes)
    if unit:
        control = format_html(
            '<div class="input-with-unit control">{}<span>{}</span></div>', control, unit
        )
    return format_html(
        '<div class="field{}"><label class="field-label" for="{}">{}{}</label>{}{}{}</div>',
        *(wrong, bound.id_for_label, label, _optional(bound), hint, faults, control),
    )


def _optional(bound: BoundField) -> SafeString:
    """Mark what may be left empty; a list to choose from always says something."""
    if bound.field.required or isinstance(bound.field.widget, Select):
        return _NOTHING
    return format_html(' <span class="field-optional">({})</span>', gettext("optional"))


def _faults(bound: BoundField, own: str) -> SafeString:
    if not bound.errors:
        return _NOTHING
    mark = icon("circle-alert")
    lines = format_html_join(
        "", "<li>{}<span>{}</span></li>", ((mark, fault) for fault in bound.errors)
    )
    return format_html('<ul class="field-errors" id="{}_errors">{}</ul>', own, lines)


@register.simple_tag(takes_context=True)
def form_token(context: Context) -> SafeString:
    """Write a form's hidden token; unlike csrf_token also in a component included with `only`.

    What is written for several readers (written_post) brings what stands for their tokens.
    """
    request = request_of(context)
    if request is None:
        return _NOTHING
    token = getattr(request, "form_token", "") or get_token(request)
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


def request_of(context: Context) -> Any:  # Any: a request, or what stands for one
    """Return the request that a template answers, also in a component included with `only`."""
    return getattr(context, "request", None) or context.get("request")


@register.simple_tag
def when(moment: datetime | None, style: str = "short") -> SafeString:
    """Tell how long ago something was; the exact moment shows on hover and is what is read aloud.

    style: "short", or "exact" for the moment itself.
    """
    if moment is None:
        return _NOTHING
    local = timezone.localtime(moment)
    exact = formats.date_format(local, "DATETIME_FORMAT")
    if style == "exact":
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), exact)
    return format_html(
        '<time datetime="{}" title="{}" data-when><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></time>',
        *(moment.isoformat(), exact, _ago(moment, local), exact),
    )


def _ago(moment: datetime, local: datetime) -> str:
    now = clock.now()
    gone = now - moment
    minutes, hours = int(gone.total_seconds() // 60), int(gone.total_seconds() // 3600)
    if timedelta(0) <= gone < timedelta(minutes=1):
        return gettext("now")
    if 0 < minutes < 60:
        return ngettext("%(count)s min", "%(count)s min", minutes) % {"count": minutes}
    if 0 < hours < 24:
        return ngettext("%(count)s h", "%(count)s h", hours) % {"count": hours}
    if 0 < gone.days < 7:
        return ngettext("%(count)s day", "%(count)s days", gone.days) % {"count": gone.days}
    same_year = local.year == timezone.localtime(now).year
    return formats.date_format(local, "MONTH_DAY_FORMAT" if same_year else "DATE_FORMAT")


@register.simple_tag
def amount(number: int | None) -> str:
    """Write a number short, in the way of the language, with the exact one on hover."""
    number = number or 0
    shown, exact = amounts.short(number), amounts.exact(number)
    return exact if shown == exact else format_html('<span title="{}">{}</span>', exact, shown)


@register.simple_tag(takes_context=True)
def emblem(
    context: Context, square: Named, hue: float | None = None, chroma: float | None = None
) -> SafeString:
    """Draw a square's emblem: the picture it uploaded, else the tile laid from its name."""
    look = _look(context, square)
    if picture := getattr(look, "emblem_url", ""):
        return format_html('<img class="emblem" src="{}" alt="" width="64" height="64">', picture)
    return emblems.emblem(square.name, **_colours(look, hue, chroma))


@register.simple_tag(takes_context=True)
def pavement(
    context: Context, square: Named, hue: float | None = None, chroma: float | None = None
) -> SafeString:
    """Pave a strip with the square's tile."""
    return emblems.pavement(square.name, **_colours(_look(context, square), hue, chroma))


@register.simple_tag(takes_context=True)
def favicon(context: Context, square: Named, *, unread: int = 0) -> SafeString:
    """Write the address of the square's small icon, with a dot when something is unread."""
    drawing = emblems.icon(
        square.name, unread=bool(unread), **_colours(context.get("look"), None, None)
    )
    address = quote(drawing, safe="/:=' ")
    return format_html(
        '<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,{}">', address
    )


@register.simple_tag(takes_context=True)
def browser_colours(context: Context) -> SafeString:
    """Tell the browser which colours its own bars should have around the page."""
    light, dark = theme_colours(getattr(context.get("look"), "hue", DEFAULT_HUE))
    return format_html(
        '<meta name="theme-color" media="(prefers-color-scheme: light)" content="{}">'
        '<meta name="theme-color" media="(prefers-color-scheme: dark)" content="{}">',
        *(light, dark),
    )


def _look(context: Context, square: object) -> object:
    """Return what knows the square's colours: its look inside it, else what was given."""
    return (context.get("look") if context.get("square") == square else None) or square


def _colours(look: object, hue: float | None, chroma: float | None) -> Colours:
    """Return the colours given, else the look's, else those that belong to the name."""
    if hue is None:
        hue = getattr(look, "hue", None)
        chroma = getattr(look, "chroma", None) if chroma is None else chroma
    found: Colours = {"chroma": DEFAULT_CHROMA if chroma is None else float(chroma)}
    return found if hue is None else {**found, "hue": float(hue)}
