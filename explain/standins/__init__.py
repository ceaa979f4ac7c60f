"""Stand-ins for `aws` and `docker`, where the real ones are not installed. Each is its own process."""
