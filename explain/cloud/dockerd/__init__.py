"""What the docker engine does with images: keeps them, shows them, pushes and pulls them."""
