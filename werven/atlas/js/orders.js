/* The order of building that does best over worlds: what its steps add, and how far worlds are apart. */
(function (W) {
  "use strict";

  const INK = "#0072b2";
  const BAND = "rgba(0, 114, 178, 0.18)";

  /** Return the section on orders of building over worlds, or null where none were walked. */
  W.ordersOverWorlds = function () {
    const rows = W.table(W.worlds().orders);
    if (!rows.length) return null;
    const best = rows.filter((row) => row.place === 1);
    return W.el(
      "section",
      {},
      W.el("h2", {}, W.t("orders")),
      W.el("p", { class: "method" }, `${W.t("orders_reads")} ${compared(rows)} ${beside(best)}`.trim()),
      W.chart(stairs(rows, best), steps(best)),
    );
  };

  const LEAST = 0.03; // of the whole: steps that add less have no name in the chart

  /** Return what every order saves along its steps, the best one first. */
  function compared(rows) {
    const first = rows.filter((row) => row.step === 1);
    const each = (row) => `${W.t(`order_${row.order}`)}: ${W.signed(row.mean_net_meur)} ${W.t("unit_meur")}`;
    return W.t("orders_compared", { orders: first.map(each).join("; ") });
  }

  /** Return which steps hardly ever pay behind those before them, or nothing. */
  function beside(best) {
    const { seldom, hardly } = W.content.verdicts;
    const works = best.filter((row) => row.p_pays <= seldom).map(W.stepNames);
    return works.length ? W.t("step_beside", { hardly, works: works.join(", ") }) : "";
  }

  function stairs(rows, best) {
    const y = (key) => [0, ...best.map((row) => row[key])];
    const edge = { type: "scatter", mode: "lines", x: costs(best), line: { width: 0 }, hoverinfo: "skip" };
    return {
      name: "orders",
      alt: W.t("orders"),
      height: 400,
      traces: [
        ...others(rows),
        { ...edge, y: y("cumulative_p10_kt"), showlegend: false },
        { ...edge, y: y("cumulative_p90_kt"), fill: "tonexty", fillcolor: BAND, name: W.t("key_spread") },
        { ...bestLine(best), y: y("cumulative_kt") },
      ],
      layout: {
        margin: { l: 80, r: 90, t: 50, b: 50 },
        legend: W.legendAbove(),
        xaxis: { title: { text: `${W.t("annual_cost_works")} [${W.t("unit_meur")}]` }, rangemode: "tozero" },
        yaxis: { title: { text: `${W.t("unit_kt")} · ${W.t("avoided_axis")}` }, rangemode: "tozero" },
      },
    };
  }

  const costs = (rows) => [0, ...rows.map((row) => row.cumulative_annual_cost_meur)];

  /** Return the line of the order that does best, with its steps as dots: full where they pay more often than not. */
  function bestLine(best) {
    const most = Math.max(...best.map((row) => Math.abs(row.cumulative_kt)));
    const hover = best.map(
      (row) =>
        `<b>${row.step}. ${W.safe(W.stepNames(row))}</b><br>${W.signed(row.gain_kt)} ${W.t("unit_kt")} · ` +
        `${W.t("column_pays")}: ${W.percent(row.p_pays)}<extra></extra>`,
    );
    const fill = ["#ffffff", ...best.map((row) => (row.p_pays >= W.content.verdicts.usual ? INK : "#ffffff"))];
    return {
      type: "scatter",
      mode: "lines+markers+text",
      x: costs(best),
      name: W.t(`order_${best[0].order}`),
      text: ["", ...best.map((row) => (Math.abs(row.gain_kt) > LEAST * most ? W.safe(W.stepNames(row)) : ""))],
      textposition: "bottom right",
      textfont: { size: 12 },
      line: { color: INK, width: 2.5 },
      marker: { size: 8, color: fill, line: { color: INK, width: 2 } },
      hovertemplate: ["<extra></extra>", ...hover],
      cliponaxis: false,
    };
  }

  /** Return a thin line for every order that does not do best. */
  const others = (rows) =>
    [...new Set(rows.filter((row) => row.place > 1).map((row) => row.order))].map((order) => {
      const own = rows.filter((row) => row.order === order);
      return {
        type: "scatter",
        mode: "lines",
        x: costs(own),
        y: [0, ...own.map((row) => row.cumulative_kt)],
        name: W.t(`order_${order}`),
        line: { color: "#6b747d", width: 1.2, dash: order === "central" ? "dash" : "dot" },
        hoverinfo: "name",
      };
    });

  function steps(best) {
    const column = (key, head, name) => ({ key, head: W.t(head), unit: W.t(name), number: true });
    const signed = (key, head, name) => W.signedColumn(key, W.t(head), W.t(name));
    const range = (head, name, low, high) => ({
      key: low,
      head: W.t(head),
      unit: W.t(name),
      number: true,
      text: (row) => W.between(row[low], row[high]),
    });
    return W.grid(
      W.t("orders"),
      [
        { key: "step", head: W.t("step"), number: true, text: (row) => String(row.step) },
        { key: "works", head: W.t("works"), text: (row) => W.workLinks(row.works) },
        signed("gain_kt", "adds", "unit_kt"),
        signed("gain_net_meur", "net_saved", "unit_meur"),
        { key: "p_pays", head: W.t("step_pays"), text: (row) => W.shareBar(row.p_pays), sort: (row) => row.p_pays },
        signed("cumulative_kt", "together", "unit_kt"),
        range("key_spread", "unit_kt", "cumulative_p10_kt", "cumulative_p90_kt"),
        signed("cumulative_net_meur", "net_together", "unit_meur"),
        range("key_spread", "unit_meur", "cumulative_net_p10_meur", "cumulative_net_p90_meur"),
        column("cumulative_annual_cost_meur", "annual_cost_works", "unit_meur"),
      ],
      best,
    );
  }
})((window.werven = window.werven || {}));
