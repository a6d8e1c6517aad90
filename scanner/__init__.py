"""Opens what the connectors found, safely, and hands what it says to the detectors."""
