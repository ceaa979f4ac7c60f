"""The registries: the OCI distribution protocol under ECR's rules, and who is let in."""
