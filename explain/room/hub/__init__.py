"""A room on a JupyterHub: its configuration, from templates, and what a learner was measured to need."""
