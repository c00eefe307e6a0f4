"""The rules by which the notice is carried out, each by its number, in one sentence (design of the domain)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "L1": "A listing names everything that carries it, and is refused with every reason where it may not be made.",
        "L2": "A black listing names its responsible persons, by the offices they held at the conduct.",
        "L3": "A watch entry turns into a black one by its own department, while in force, by a full listing.",
        "L4": "Whoever is put on a black or watch list loses every red entry in force.",
        "L5": "A black or watch listing carries date and means of the notice to the subject.",
        "L6": "What is in force is computed from dates when it is asked; nothing waits for a scheduler.",
        "L7": "Every listing and exit is told to the prefecture's credit office; the sharing catalogue carries each list.",
        "X1": "An entry leaves its list on the grounds its kind knows, in the ways these know, and once.",
        "X2": "A black entry that ends is followed by a watch entry, except after an error.",
        "X3": "An exit tells everybody concerned, ends the measures, and withdraws what was published.",
        "X4": "What left its list stays in the back office; what was listed in error is erased, in two steps.",
        "X5": "A new standard shows which entries no longer conform; terms are never judged again.",
        "A1": "The department that listed, or the credit office of its seat, initiates; what is live is not doubled.",
        "A2": "Measures go to the holders of their function that serve the chosen regions; gaps are reported.",
        "A3": "A measure is aimed at the subject and the named persons whose role it names, and at nobody else.",
        "A4": "Every assignment follows one table of states and steps.",
        "A5": "Receipt, acknowledgement and implementation are different facts, with deadlines in official working days.",
        "A6": "A release is tracked like the measure, and until it is confirmed the subject never reads clear.",
        "A7": "A department that joins receives what was unrouted in its regions; a successor takes over what is live.",
        "A8": "An entry, the exits it causes, its action, its assignments and their messages commit together.",
        "A9": "A new edition adds no duty to running actions; what it drops, or whose basis has ended, is released.",
        "A10": "A measure is mandatory only on a basis in force at the level of law or regulation.",
        "A11": "What an institution does is voluntary and rests on published entries.",
        "O1": "An objection is addressed to whoever supplied the information, and due in the official working days.",
        "O2": "While one is open, the entry's sanctions are suspended everywhere at once, and it stays listed.",
        "O3": "It ends upheld, corrected or revoked, and what was wrong is restored.",
        "O4": "Past its deadline it is escalated; a ruling on review or in court binds.",
        "P0": "Where the standard says so, conduct corrected by the day in the notice ends the black entry.",
        "P1": "A repair is applied for by any department and decided by the one that listed.",
        "P2": "Public service, training and commitments are recorded as evidence.",
        "P3": "A pause keeps the listing and bounds its effect, on a basis.",
        "C1": "A check answers, for each subject, whether a list that matters restricts it.",
        "C2": "Every check leaves a receipt that anyone can verify.",
        "C3": "A search by name may be viewed, never acted on.",
        "I1": "An integrity model names its source and validity; an adverse entry ends it.",
        "I2": "The fast lane is an offer to models and to whoever kept faith for years.",
        "I3": "A case is accepted incomplete on a written promise with a deadline.",
        "I4": "A commitment is public, and its breach is recorded.",
        "I5": "Incentives are measures like any other.",
        "V1": "The public reads what is published, computed as if there were no watch list.",
        "V2": "Departments see all lists; citizen ids are never shown in clear.",
        "V3": "What may not be seen is absent, and refused as what does not exist.",
        "V4": "Each read of a person by a department is in the audit trail, which holds ids and digests only.",
        "S1": "The monthly return is computed from the ledger.",
        "S2": "Departments and regions are scored by their ledger.",
        "S3": "A credit office may issue a rectification notice, which is answered and may be circulated.",
    }
)
"""Number -> the rule in one sentence."""

LATER: Final = frozenset({"A11", "C1", "C2", "I1", "I2", "I3", "I4", "V4", "S1", "S2", "S3"})
"""The rules that a later release brings, whatever parts of them are there; a number leaves when the whole rule is."""
