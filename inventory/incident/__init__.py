"""What was in a lost device, an open folder or a breached mailbox: facts for the regulator."""

from inventory.incident.facts import IncidentFacts, gather_facts
from inventory.incident.letter import Section, draft_sections, write_letter
from inventory.incident.scope import Scope

__all__ = ["IncidentFacts", "Scope", "Section", "draft_sections", "gather_facts", "write_letter"]
