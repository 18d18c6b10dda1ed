"""What people can do: one function is one thing a person can do is one transaction."""
