"""What a form about money may say."""

import secrets

from django import forms


def new_attempt() -> str:
    """Return what makes two sendings of one form the same attempt."""
    return secrets.token_urlsafe(12)


class AttemptForm(forms.Form):
    """A confirmation; sent twice, it is carried out once."""

    attempt = forms.RegexField(
        r"[A-Za-z0-9_-]{8,40}", widget=forms.HiddenInput, initial=new_attempt
    )
