"""What experts do themselves: apply for the pool, and see how far the application is."""
