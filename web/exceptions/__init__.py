"""Exceptions from a rule: the officer asks, the approver decides, the host acts on them."""
