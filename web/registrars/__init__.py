"""What registrars do: check applications, keep the pool and the register of units, import."""
