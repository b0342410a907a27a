"""The draw in the browser: ceremony, result, sheet and receipts.

Pages for the officer who asked, the approver, auditors, the drawn expert and the public.
"""
