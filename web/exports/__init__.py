"""Papers that leave the service: the result sheet of a draw, and frozen criteria in words."""
