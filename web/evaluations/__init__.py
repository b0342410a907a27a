"""Evaluations after a review on screen: the officer's sheet, a member's own, the auditor's view."""
