/* The order of building that pays best: what each step adds, and the staircase of all of them. */
(function (W) {
  "use strict";

  /** Return the section on the order of building of the ranking that is shown. */
  W.sequence = function () {
    const rows = W.table(W.ranking().sequence);
    if (!rows.length) return null;
    const unit = W.measure();
    return W.el(
      "section",
      {},
      W.el("h2", {}, W.t("sequence")),
      W.el("p", { class: "method" }, W.t("sequence_reads")),
      W.chart(stairs(rows, unit), steps(rows, unit)),
    );
  };

  function stairs(rows, unit) {
    const most = Math.max(...rows.map((row) => Math.abs(row[`cumulative_${unit}`])));
    const hover = rows.map(
      (row) => `<b>${row.step}. ${W.safe(W.stepNames(row))}</b><br>${gain(row, unit)}<extra></extra>`,
    );
    return {
      name: "sequence",
      alt: W.t("sequence"),
      height: 340,
      traces: [
        {
          type: "scatter",
          mode: "lines+markers+text",
          x: [0, ...rows.map((row) => row.cumulative_annual_cost_meur)],
          y: [0, ...rows.map((row) => row[`cumulative_${unit}`])],
          text: [
            "",
            ...rows.map((row) => (Math.abs(row[`gain_${unit}`]) > 0.03 * most ? W.safe(W.stepNames(row)) : "")),
          ],
          textposition: "bottom right",
          textfont: { size: 12 },
          line: { color: "#0072b2", width: 2.5 },
          marker: { size: 7, color: "#0072b2" },
          hovertemplate: ["<extra></extra>", ...hover],
          cliponaxis: false,
        },
      ],
      layout: {
        margin: { l: 80, r: 90, t: 20, b: 50 },
        xaxis: { title: { text: `${W.t("annual_cost_works")} [${W.t("unit_meur")}]` }, rangemode: "tozero" },
        yaxis: { title: { text: W.t(unit === "kt" ? "unit_kt" : "unit_meur") }, rangemode: "tozero" },
      },
    };
  }

  const gain = (row, unit) => `${W.signed(row[`gain_${unit}`])} ${W.t(`unit_${unit}`)}`;

  function steps(rows, unit) {
    const column = (key, head, name) => ({ key, head: W.t(head), unit: W.t(name), number: true });
    return W.grid(
      W.t("sequence"),
      [
        { key: "step", head: W.t("step"), number: true, text: (row) => String(row.step) },
        { key: "works", head: W.t("works"), text: (row) => W.workLinks(row.works) },
        column(`gain_${unit}`, "adds", `unit_${unit}`),
        column(`cumulative_${unit}`, "together", `unit_${unit}`),
        column("gain_upstream_kt", "upstream", "unit_kt"),
        column("cumulative_annual_cost_meur", "annual_cost_works", "unit_meur"),
      ],
      rows,
    );
  }
})((window.werven = window.werven || {}));
