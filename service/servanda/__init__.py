"""Servanda: lists and actions judged against versioned rulesets of agreements."""

__version__ = "0.1.0"
