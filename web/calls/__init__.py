"""Where the pool is thin, and calls for experts of a field: drafted, released, and read by all."""
