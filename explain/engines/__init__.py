"""The exercises for other training platforms, Educates and killercoda: `make engines` writes them."""
