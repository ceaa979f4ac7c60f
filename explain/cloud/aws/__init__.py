"""AWS's API: who calls, what is called, who performs it."""
