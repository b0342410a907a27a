"""A panel from its invitations to the signed sheet: the people, their browsers, what is kept."""
