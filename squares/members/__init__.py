"""Who is here: members, their roles, invitations."""
