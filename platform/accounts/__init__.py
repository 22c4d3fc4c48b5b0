"""Who can sign in: an e-mail address, a password, a language; nothing social.

Installed in public for officers and operators and in every square for its members, so nobody's
sign-in spans two squares.
"""
