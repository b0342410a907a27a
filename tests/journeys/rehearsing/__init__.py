"""A rehearsal of the ceremony: relay, witness and service as processes of their own."""
