"""Tests of the audit log's core."""
