"""What the line needs on this machine, examined from left to right: tools, identity, network, logins."""
