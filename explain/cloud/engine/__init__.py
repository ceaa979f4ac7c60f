"""The docker engine: it logs in, keeps images, shows them, pushes and pulls them."""
