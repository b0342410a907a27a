"""Pages on integrity files: the own one, cases for who decides, counts for auditors."""
