"""Evidence as it is gathered: a request that is refused on its way leaves what was known by then."""

from __future__ import annotations

from explain.wire import NO_EVIDENCE, Evidence


class EvidenceBuilder:
    """Holds the evidence of one request while it is judged; each part replaces the record."""

    __slots__ = ("evidence",)

    def __init__(self, evidence: Evidence = NO_EVIDENCE) -> None:
        self.evidence = evidence

    def judge(self, verdict: str) -> Evidence:
        """Set the verdict, and return all of the evidence."""
        self.evidence = self.evidence._replace(verdict=verdict)
        return self.evidence
