"""SQLModel rows of the pool; they never leave `expert_pool.storage`."""
