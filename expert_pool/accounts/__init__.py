"""Accounts: sign up, sign in, reset a password, and the accounts of the staff.

Shell: each function reads, decides once, writes rows and the log's entry in one
transaction. It must not know of cookies, pages or mail servers.
"""
