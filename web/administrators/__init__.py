"""User administration: accounts and roles of the staff."""
