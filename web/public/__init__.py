"""What everybody can reach: home, rules, receipts, and the way into an account."""
