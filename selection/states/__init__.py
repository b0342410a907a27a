"""Where a request, a vacant seat or an annulment may stand, and which step may follow."""
