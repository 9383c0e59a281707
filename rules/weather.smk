# weather + calibration -> resources/profiles/{hash of the weather settings}.nc
# One rule per distinct weather: scenarios that agree in it share the profiles; the first of them lends its inputs.

for weather, scenario in {
    weather_id(SCENARIOS[name]): name for name in reversed(SCENARIOS)
}.items():

    rule:
        name:
            f"profiles_{weather}"
        input:
            calibration=f"resources/{scenario}/inputs/calibration.csv",
            file=SCENARIOS[scenario].weather.file or [],
        output:
            f"resources/profiles/{weather}.nc",
        log:
            f"resources/profiles/{weather}.log",
        benchmark:
            f"resources/profiles/{weather}.tsv"
        priority: FIRST
        conda:
            "../envs/environment.yaml"
        params:
            config=share(SCENARIOS[scenario], "weather"),
            file=contents(SCENARIOS[scenario].weather.file or ""),
        script:
            "../scripts/profiles.py"
