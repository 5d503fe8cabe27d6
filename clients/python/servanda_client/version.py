"""The version of the client, on its own count: it is not that of the service."""

VERSION = "0.1.0"
