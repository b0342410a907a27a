"""Screens, interfaces and commands: what people see and use. It decides no rule."""
