"""What a user's own `create_model` may add: a source at a bus, a limit on a flow, a charge on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import linopy
import pypsa
import xarray as xr


def create_model(network: pypsa.Network, extras: Sequence[Mapping[str, object]], constant: bool = True) -> linopy.Model:
    """Return PyPSA's model of a network, with some things added to it."""
    model = network.optimize.create_model(include_objective_constant=constant)
    weights = xr.DataArray(network.snapshot_weightings["objective"])
    for number, extra in enumerate(extras):
        tag = str(extra.get("tag", ""))
        if extra["kind"] == "source":
            bus = f"{extra['bus']}{tag}"
            at = network.buses.index[network.buses.index == bus].rename("name")
            coords = [network.snapshots.rename("snapshot"), at]
            source = model.add_variables(0, extra["most"], coords=coords, name=f"source-{number}")
            balance = model.constraints["Bus-nodal_balance"]
            balance.lhs = balance.lhs.add(source.to_linexpr(), join="left")
            model.objective = model.objective + (source * weights * extra["cost"]).sum()
            continue
        name, variable = f"{extra['name']}{tag}", f"{extra['component']}-p"
        if variable not in model.variables or name not in model.variables[variable].indexes["name"]:
            continue
        flow = model.variables[variable].sel(name=name)
        if extra["kind"] == "limit":
            most = float(extra["amount"]) * float(weights.sum())  # type: ignore[arg-type]
            model.add_constraints((flow * weights).sum("snapshot") <= most, name=f"limit-{number}")
        else:
            model.objective = model.objective + (flow * weights * extra["amount"]).sum()
    return model
