"""What is published of a draw, byte by byte: commitment, receipt, own entry, replacements.

Each file is written, signed and read here alone; whether it is true, `selection.verify` says.
"""
