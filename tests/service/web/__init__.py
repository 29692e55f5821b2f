"""The pages and routes of the service, asked as browsers and programs ask."""
