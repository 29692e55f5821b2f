"""The service in a real browser, as its users meet it."""
