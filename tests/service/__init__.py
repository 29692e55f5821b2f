"""Tests of the service; they run where the extra 'service' is installed."""
