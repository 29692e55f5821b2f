"""The service: what it keeps, what it shows to whom, and what it survives."""
