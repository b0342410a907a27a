"""Tables and stores of the pool: the only place that speaks to its database tables."""
