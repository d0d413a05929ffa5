"""`python -m cs_core`: thin commands over the layers. With ``--json`` one document on standard output, and nothing else there."""

from cs_core.cli import ask, durable, keep, lead, loop, offer, people, prove, rates, report, review, send, ways, work
from cs_core.cli.base import cli

__all__ = ["ask", "cli", "durable", "keep", "lead", "loop", "offer", "people", "prove", "rates", "report", "review", "send", "ways", "work"]

if __name__ == "__main__":
    cli(prog_name="python -m cs_core")
