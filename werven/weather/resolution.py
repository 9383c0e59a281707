"""Time resolution: from 8760 hours to the snapshots the network is solved on.

Typical days with inner segments, real extreme days and one synthetic design day. Weights say how many hours
of the year a snapshot stands for (costs, energy); hours say how long it lasts inside its day (stores). A
store is cyclic within a typical day, so storage over days or seasons is not represented.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import tsam
import xarray as xr
from tsam import ClusterConfig, ExtremeConfig, SegmentConfig

from werven.config.kinds import RESIDUAL_GW
from werven.config.settings import TimeSettings
from werven.weather.hours import HOURS, NOMINAL_YEAR

logger = logging.getLogger(__name__)

RESIDUAL: Final = "residual"
DESIGN_DAY: Final = pd.Timestamp(f"{NOMINAL_YEAR + 1}-01-01")
"""Date of the design day: after the last day of the year, so that nobody takes it for a real one."""

_DAYS: Final = HOURS // 24


@dataclass(frozen=True)
class TimeResolution:
    """Snapshots and what they stand for. All share one index of time stamps in calendar order.

    Attributes
    ----------
    series : pandas.DataFrame
        Value of every profile in every snapshot, mean over the segment.
    hours : pandas.Series
        Length of the snapshot in h: what a store sees.
    weights : pandas.Series
        Hours a year the snapshot stands for; sum 8760.
    day : pandas.Series
        Number of the typical day, from 0; a store is cyclic within it.
    is_design : pandas.Series
        True for the synthetic design day.
    label : str
        The resolution in words, for tables and figures.
    """

    series: pd.DataFrame
    hours: pd.Series[float]
    weights: pd.Series[float]
    day: pd.Series[int]
    is_design: pd.Series[bool]
    label: str

    @property
    def snapshots(self) -> pd.DatetimeIndex:
        """The index all parts share."""
        return pd.DatetimeIndex(self.series.index)

    @property
    def annual_mean(self) -> pd.Series[float]:
        """Mean of every column over the real part of the year, the design day left out."""
        real = ~self.is_design.to_numpy()
        weights = self.weights[real]
        return self.series[real].mul(weights, axis=0).sum() / weights.sum()


def aggregate(profiles: xr.Dataset, settings: TimeSettings | None = None) -> TimeResolution:
    """Reduce a year of profiles to snapshots.

    Parameters
    ----------
    profiles : xarray.Dataset
        From `werven.weather.profiles.make_profiles`.
    settings : TimeSettings, optional
        Mode, days, segments.

    Returns
    -------
    TimeResolution
        Real part in calendar order, each typical day on the date of the real day that represents it, then the
        design day on `DESIGN_DAY`. The mean of every column over the real part is that of the year.
    """
    chosen = settings or TimeSettings()
    year = year_frame(profiles)
    if chosen.step:
        part = _regular(year, chosen.step)
    elif chosen.mode == "chronological_segments":
        part = _chronological(year, chosen)
    else:
        part = _typical_days(year, chosen)
    parts = [part.assign(is_design=False)]
    if chosen.design_week_days_per_year > 0:
        parts.append(_design_day(profiles, chosen).assign(is_design=True, day=part["day"].max() + 1))
    return _resolution(parts, chosen.design_week_days_per_year, chosen.label)


def year_frame(profiles: xr.Dataset) -> pd.DataFrame:
    """Return the profiles of the year, one column each, on their time stamps."""
    names = [str(name) for name in profiles.data_vars if profiles[name].dims == ("time",)]
    return pd.DataFrame(
        {name: profiles[name].to_numpy() for name in names},
        index=pd.DatetimeIndex(profiles["time"].to_numpy(), name="snapshot"),
    )


def design_frame(profiles: xr.Dataset) -> pd.DataFrame:
    """Return the profiles of the design week under the names of the year, rows 0 to 167."""
    prefix = "design_"
    names = [str(name) for name in profiles.data_vars if profiles[name].dims == ("design_hour",)]
    return pd.DataFrame({name.removeprefix(prefix): profiles[name].to_numpy() for name in names})


def residual_load(series: pd.DataFrame, weights_gw: Mapping[str, float] | None = None) -> pd.Series[float]:
    """Load and heat minus wind and sun in GW, with the weights of `RESIDUAL_GW` unless others are given."""
    weights = RESIDUAL_GW if weights_gw is None else weights_gw
    unknown = set(weights) - set(series.columns)
    if unknown:
        raise ValueError(f"residual load names {sorted(unknown)}, there are {sorted(series.columns)}")
    total = sum(series[name] * weight for name, weight in weights.items())
    return pd.Series(total, index=series.index, name=RESIDUAL, dtype=float)


def _regular(year: pd.DataFrame, step: int) -> pd.DataFrame:
    means = year.to_numpy().reshape(-1, step, year.shape[1]).mean(axis=1)
    part = pd.DataFrame(means, index=year.index[::step], columns=year.columns)
    return part.assign(hours=float(step), weights=float(step), day=0)


def _chronological(year: pd.DataFrame, settings: TimeSettings) -> pd.DataFrame:
    """Merge neighbouring hours of the whole year, which counts as one long typical day."""
    result = _tsam(year, settings, 1, settings.segments, period=HOURS, extremes=None)
    durations = np.array(result.segment_durations[0], dtype=float)
    starts = np.concatenate([[0], np.cumsum(durations)[:-1]]).astype(int)
    part = _segment_means(year, starts)
    return part.assign(hours=durations, weights=durations, day=0)


def _typical_days(year: pd.DataFrame, settings: TimeSettings) -> pd.DataFrame:
    """Cluster the days, cut each into segments, and put them on the calendar."""
    extremes = ExtremeConfig(method="append", max_value=[RESIDUAL], min_value=[RESIDUAL])
    result = _tsam(year, settings, settings.days, settings.segments, 24, extremes if settings.extremes else None)
    dates = _representatives(year, result)
    parts = []
    for number, cluster in enumerate(sorted(dates, key=lambda key: dates[key])):
        values = result.cluster_representatives.loc[cluster]
        durations = np.array(values.index.get_level_values(-1), dtype=float)
        starts = dates[cluster] + pd.to_timedelta(np.cumsum(durations) - durations, unit="h")
        part = pd.DataFrame(values.to_numpy(), index=starts, columns=values.columns)
        occurrences = float(result.cluster_counts[cluster])
        parts.append(part.assign(hours=durations, weights=durations * occurrences, day=number))
    return _with_constants(pd.concat(parts), year)


def _tsam(
    year: pd.DataFrame,
    settings: TimeSettings,
    clusters: int,
    segments: int,
    period: int,
    extremes: ExtremeConfig | None,
) -> Any:
    """Run tsam on the columns that vary, with the residual load as one more column."""
    data = year.loc[:, year.max() > year.min()].copy()
    data[RESIDUAL] = residual_load(year, settings.residual_gw)
    # A profile that is constant, as on one day, has nothing to weigh; its name was checked with the configuration.
    weights = {name: weight for name, weight in settings.column_weights.items() if name in data.columns}
    with warnings.catch_warnings():
        # Rescaling to the annual mean may lift a value a hair above its maximum of the year.
        warnings.simplefilter("ignore", UserWarning)
        return tsam.aggregate(
            data,
            clusters,
            period_duration=period,
            cluster=ClusterConfig(method="hierarchical", representation="medoid", include_period_sums=clusters > 1),
            segments=SegmentConfig(n_segments=segments),
            extremes=extremes,
            weights=weights or None,
            preserve_column_means=True,
            rescale_exclude_columns=[RESIDUAL],
        )


def _representatives(year: pd.DataFrame, result: Any) -> dict[int, pd.Timestamp]:
    """Date of the real day behind every cluster: its medoid, or the extreme day itself."""
    centers = list(result.clustering.cluster_centers)
    return {int(cluster): year.index[24 * int(day)] for cluster, day in enumerate(centers)}


def _segment_means(frame: pd.DataFrame, starts: npt.NDArray[np.int_]) -> pd.DataFrame:
    counts = np.diff(np.append(starts, len(frame)))[:, None]
    sums = np.add.reduceat(frame.to_numpy(), starts, axis=0)
    return pd.DataFrame(sums / counts, index=frame.index[starts], columns=frame.columns)


def _with_constants(part: pd.DataFrame, year: pd.DataFrame) -> pd.DataFrame:
    """Give back the columns that do not vary, drop the helper column, keep the order of the year."""
    for name in year.columns.difference(part.columns):
        part[name] = year[name].iloc[0]
    return part[[*year.columns, "hours", "weights", "day"]]


def _design_day(profiles: xr.Dataset, settings: TimeSettings) -> pd.DataFrame:
    """Cut the day of the design week with the highest mean residual load into segments."""
    week = design_frame(profiles)
    residual = residual_load(week, settings.residual_gw)
    worst = int(residual.to_numpy().reshape(-1, 24).mean(axis=1).argmax())
    day = week.iloc[24 * worst : 24 * (worst + 1)]
    day.index = pd.date_range(DESIGN_DAY, periods=24, freq="h")
    if settings.step:
        return _regular(day, settings.step)
    result = _tsam(day, settings, 1, settings.design_segments, 24, extremes=None)
    durations = np.array(result.segment_durations[0], dtype=float)
    starts = np.concatenate([[0], np.cumsum(durations)[:-1]]).astype(int)
    return _segment_means(day, starts).assign(hours=durations, weights=durations, day=0)


def _resolution(parts: Sequence[pd.DataFrame], design_days: float, label: str) -> TimeResolution:
    """Join the parts and scale the weights, so that real part and design day make 8760 hours."""
    table = pd.concat(parts)
    table.index.name = "snapshot"
    design = table["is_design"].astype(bool)
    weights = table["weights"].astype(float)
    weights[design] *= design_days
    rest = HOURS - weights[design].sum()
    weights[~design] *= rest / weights[~design].sum()
    # What rounding leaves goes to the heaviest snapshot.
    weights.iloc[int(weights.to_numpy().argmax())] += HOURS - weights.sum()
    return TimeResolution(
        series=table.drop(columns=["hours", "weights", "day", "is_design"]),
        hours=table["hours"].astype(float),
        weights=weights,
        day=table["day"].astype(int),
        is_design=design,
        label=label,
    )


def duration_curve(values: npt.ArrayLike, weights: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Values in falling order, one for each of 8760 hours, each value lasting its share of the weights."""
    height = np.asarray(values, dtype=np.float64)
    order = np.argsort(-height, kind="stable")
    reach = np.cumsum(np.asarray(weights, dtype=np.float64)[order])
    hour = (np.arange(HOURS) + 0.5) / HOURS * reach[-1]
    curve: npt.NDArray[np.float64] = height[order][np.minimum(np.searchsorted(reach, hour), len(reach) - 1)]
    return curve


def residual_error(
    profiles: xr.Dataset, resolution: TimeResolution, weights_gw: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Say what a resolution keeps of the hourly year. The design day counts only in `design_peak_percent`.

    Parameters
    ----------
    profiles : xarray.Dataset
        The hourly profiles.
    resolution : TimeResolution
        What `aggregate` made of them.
    weights_gw : mapping, optional
        Weights of the residual load, `RESIDUAL_GW` unless given.

    Returns
    -------
    dict
        `peak_percent`: highest residual load over that of the hourly year; `design_peak_percent`: the same
        with the design day, above 100 when that day decides; `*_variability_percent`: standard deviation
        over that of the hourly year; `load_rmse_percent` and `residual_rmse_percent`: root mean square error
        of the duration curve over the mean load.
    """
    weights_gw = RESIDUAL_GW if weights_gw is None else weights_gw
    chosen = RESIDUAL_GW if weights_gw is None else weights_gw
    demand = {name: value for name, value in chosen.items() if value > 0}
    year, real = year_frame(profiles), ~resolution.is_design.to_numpy()
    series, weights = resolution.series[real], resolution.weights[real].to_numpy()
    peak = residual_load(year, chosen).max()
    error = {
        "peak_percent": residual_load(series, chosen).max() / peak,
        "design_peak_percent": residual_load(resolution.series, chosen).max() / peak,
    }
    for name in ("solar", "onwind", "offwind"):
        error[f"{name}_variability_percent"] = duration_curve(series[name], weights).std() / year[name].std()
    mean = residual_load(year, demand).mean()
    for name, kind in (("load", demand), ("residual", chosen)):
        full = np.sort(residual_load(year, kind).to_numpy())[::-1]
        gap = duration_curve(residual_load(series, kind), weights) - full
        error[f"{name}_rmse_percent"] = np.sqrt(np.mean(gap**2)) / mean
    return {name: 100.0 * float(value) for name, value in error.items()}


def resolution_table(profiles: xr.Dataset, cases: Sequence[TimeSettings]) -> pd.DataFrame:
    """Errors of several resolutions, one row each, named by label; `snapshots` counts the design day too."""
    rows = {}
    for case in cases:
        resolution = aggregate(profiles, case)
        error = residual_error(profiles, resolution, case.residual_gw)
        rows[resolution.label] = {"snapshots": float(len(resolution.series)), **error}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("resolution")
