"""Pages on fees: the officer's lists, the approver's decision, the finance clerk's files."""
