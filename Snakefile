# Which infrastructure works, where, when and how large, cut CO2 the most?
#
#   snakemake                                             everything of the scenario `base`
#   snakemake rank_all                                    the ranking of every year under every closure
#   snakemake worlds_base                                 what works are worth over worlds
#   snakemake combinations                                the rankings that config/combinations.csv asks something of
#   snakemake backcast                                    everything of another scenario of config/scenarios.yaml
#   snakemake results/backcast/2023/emissions.csv         one table
#   snakemake atlas                                       the page over everything that has been solved
#   snakemake -n                                          what would be built, and why
#
# The stages are below in reading order; design: data -> inputs -> demand -> network -> needs -> ranking -> maps ->
# files for the desk, report, atlas.


from snakemake.logging import logger
from snakemake.utils import min_version
from werven.terminal import take_over

min_version("9.20")

# A line for a job that starts, for one that is done and for one that fails; a dry run says what it always says.
said = workflow.output_settings
if workflow.is_main_process and not (
    said.dryrun or said.verbose or said.printshellcmds or said.debug_dag
):
    take_over(logger)


include: "rules/common.smk"


wildcard_constraints:
    scenario="|".join(SCENARIOS),
    year="|".join(map(str, YEARS)),
    closure="|".join(CLOSURES),


report: "report/workflow.rst"


rule all:
    default_target: True
    input:
        products("base"),


include: "rules/inputs.smk"
include: "rules/weather.smk"
include: "rules/demand.smk"
include: "rules/network.smk"
include: "rules/needs.smk"
include: "rules/rank.smk"
include: "rules/worlds.smk"
include: "rules/backcast.smk"
include: "rules/evidence.smk"
include: "rules/show.smk"
include: "rules/desk.smk"
include: "rules/report.smk"
include: "rules/atlas.smk"


# The main process alone asks what has to run.
if workflow.is_main_process:
    count_code(workflow.rules)


onsuccess:
    for folder in finished_maps():
        print(f"Maps: {folder}")
    if Path("results/atlas.html").exists():
        print("Atlas: results/atlas.html")
