"""Files for the desk: a workbook, a GeoPackage and time series, written from the result tables of a scenario."""
