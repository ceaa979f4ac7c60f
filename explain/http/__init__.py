"""One small HTTP/1.1 server on loopback, for the cloud and for whatever else answers here."""
