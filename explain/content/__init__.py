"""The texts of lessons/, read: what the rooms say about a line, a login, a machine or an error."""
