"""Who the experts are, and a log nobody can quietly rewrite. It knows nothing of panels."""
