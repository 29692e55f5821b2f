"""The version of the engine; it is part of every report, since another engine may grade differently."""

__version__ = "0.1.0"
