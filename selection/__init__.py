"""How a panel is asked for, drawn, sealed and checked. It knows nothing of screens."""
