"""Floor 6. Documents: facts → HTML (in a sandbox) → PDF/A-3a and PDF/UA-1, made in a limited child process."""

from portal.documents.checking import template_faults, template_warnings
from portal.documents.failures import REASONS, RenderingFailed
from portal.documents.press import Limits, Proof, prove, render

__all__ = ["REASONS", "Limits", "Proof", "RenderingFailed", "prove", "render", "template_faults", "template_warnings"]
