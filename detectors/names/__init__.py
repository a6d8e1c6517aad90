"""People's names: rules for how names are written, and a language model where rules cannot tell."""

from detectors.names.engine import NameArtifacts, NameEngine
from detectors.names.finder import PeopleFinder, find_people

__all__ = ["NameArtifacts", "NameEngine", "PeopleFinder", "find_people"]
