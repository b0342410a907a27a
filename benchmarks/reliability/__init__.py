"""What must hold when processes die: each harness has a control that has to fail."""
