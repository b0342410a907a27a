"""The review day on screen: one page for the host, one for each member in the own account."""
