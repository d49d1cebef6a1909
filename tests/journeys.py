"""Whole ways through the portal that several tests begin with."""

from __future__ import annotations

from tests.pages import Visitor


def apply_for_permit(citizen: Visitor, plate: str = "AB 123", fuel: str = "Petrol") -> str:
    """Sends an application for a parking permit in English; returns its reference."""
    page = citizen.open("/en/services/parking-permit").press("Start now")
    page = page.choose("Which parking zone do you live in?", "B, Harbour").press("Continue")
    page = page.fill("Registration number", plate).fill("When did you get it?", "14 5 2025")
    page = page.choose("What does it run on?", fuel).choose("Who is the registered keeper?", "I am").press("Continue")
    page = page.press("Continue").press("Continue")
    page = page.tick(DECLARATION).press("Accept and send")
    return page.follow("Follow your case").path.rsplit("/", 1)[-1]


DECLARATION = (
    "What I have answered is true, and I will tell the parking office within 14 days if I sell the vehicle or move"
)
