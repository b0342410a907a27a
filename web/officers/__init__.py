"""Pages of officers and approvers: projects, panel requests and their approval."""
