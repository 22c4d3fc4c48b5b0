"""What a notice can say is illegal: one row a kind, in plain words, with the time we have.

Deadlines are our own promises where no statute sets one; the law decides where it does.
Source: Regulation (EU) 2022/2065, Article 16(2)(c) and (6); Regulation (EU) 2021/784, Article 3(3);
Directive 2011/93/EU, Articles 3 to 7; TAKE IT DOWN Act, section 3(a)(3). As of 2026-11.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """One kind of illegal content.

    hours: from receipt to decision.  waives_identity: name and address may be left out.
    """

    code: str
    title: Promise
    hint: Promise
    hours: int
    waives_identity: bool = False


KINDS = (
    Kind(
        "child_abuse",
        _("Sexual abuse of a child"),
        _("Pictures or words that show or invite it. You need not say who you are."),
        1,
        waives_identity=True,
    ),
    Kind(
        "terrorism",
        _("Terrorism"),
        _("Calls for, instructs or glorifies terrorist acts."),
        1,
    ),
    Kind(
        "threat",
        _("Threats or calls for violence"),
        _("Someone is threatened, or others are told to hurt them."),
        4,
    ),
    Kind(
        "private_details",
        _("Private details of a person"),
        _("An address, telephone number or papers, published against the person's will."),
        4,
    ),
    Kind(
        "intimate_images",
        _("Intimate pictures without consent"),
        _("Real or made by a machine."),
        48,
    ),
    Kind(
        "hate",
        _("Incitement to hatred"),
        _("Against people for their origin, religion, sex, disability or whom they love."),
        24,
    ),
    Kind(
        "fraud",
        _("Fraud or forbidden goods"),
        _("Deceives people for money, or offers what may not be sold."),
        24,
    ),
    Kind(
        "impersonation",
        _("Pretending to be someone"),
        _("A person or an organisation is imitated in order to deceive."),
        24,
    ),
    Kind(
        "defamation",
        _("Insult or defamation"),
        _("Untrue statements of fact that harm a person's name, or punishable insult."),
        168,
    ),
    Kind(
        "copyright",
        _("Copyright"),
        _("Someone's work is shown without the right to do so."),
        168,
    ),
    Kind(
        "trade_mark",
        _("Trade mark or design"),
        _("A protected sign or design is used without the right to do so."),
        168,
    ),
    Kind(
        "other",
        _("Something else that the law forbids"),
        _("Say which law, if you know it."),
        168,
    ),
)

BY_CODE = {kind.code: kind for kind in KINDS}
CHOICES = [(kind.code, kind.title) for kind in KINDS]

# Hours from a square's cry for help to our answer, by the kind the square gave it. Our own promise.
ESCALATION_HOURS = {
    "danger": 1,
    "child": 1,
    "raid": 1,
    "intimate": 4,
    "order": 4,
    "illegal": 24,
    "staff": 168,
}
ESCALATION_DEFAULT_HOURS = 24
