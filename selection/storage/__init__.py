"""Tables and stores of projects, panel requests and draws."""
