"""The client side: signing, tokens and docker's configuration. It never imports the cloud."""
