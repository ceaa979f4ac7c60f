"""The OCI distribution protocol under ECR's rules: repositories, layers, manifests, tags."""
