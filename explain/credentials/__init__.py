"""The client side: host names, signing, tokens and docker's configuration. It never imports the cloud."""
