"""The report -> the report on paper, by a browser that is at hand."""

from pathlib import Path

from werven.logs import job
from werven.report.pdf import needed_browser, print_pdf

with job(snakemake.log[0]):
    print_pdf(Path(snakemake.input[0]), Path(snakemake.output[0]), needed_browser())
