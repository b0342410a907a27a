"""Lets `python -m web.cli` stand for `expert-pool`. It must not do anything else."""

from web.cli import main

main(prog_name="expert-pool")
