/* The ranking over worlds: mean, spread, chance that a work pays, verdict, and what it hangs on. */
(function (W) {
  "use strict";

  const INK = "#1d2733";
  const PLACE = { mean: 110, pays: 165, verdict: 185 }; // of the columns beside the bars [px]

  /** Show what works are worth over worlds; `passes` says which are shown, `controls` choose them. */
  W.showRobust = function (view, passes, controls) {
    const all = W.table(W.worlds().robust).filter((row) => passes(W.works().get(row.work) || row));
    const rows = W.rankState.needless ? all : all.filter((row) => row.verdict !== "not_needed");
    view.append(W.heading(finding(), W.worldsLine()), controls);
    if (!rows.length) return view.append(W.nothing("nothing_passes"));
    const left = all.length - rows.length;
    view.append(
      W.el("p", { class: "method" }, `${W.pick(W.worlds().method)}. ${W.t("robust_reads")}`),
      W.chart(chart(rows), table(rows)),
      W.el("p", { class: "method" }, left ? W.t("robust_left", { count: left }) : "", ` ${W.t("no_spread")}`),
      W.ordersOverWorlds() || "",
      W.el("section", {}, W.el("h2", {}, W.t("chances")), W.el("p", { class: "method" }, notes()), chances(all)),
    );
    return undefined;
  };

  const notes = () => W.t("pays_note", W.content.verdicts);
  const NAMED = 4; // works in the headline

  /** Return what a meeting should remember: what to build whatever happens, and what avoids most. */
  function finding() {
    const rows = W.table(W.worlds().robust);
    const named = (row) => `${row.work} ${W.workName(row.work)}`;
    const built = rows.filter((row) => row.verdict === "build").map(named);
    const first = { work: named(rows[0]), value: W.meanWords(rows[0]), count: W.worlds().count };
    if (!built.length) return W.t("robust_finding_none", first);
    const more = built.length > NAMED ? ` ${W.t("and_more", { count: built.length - NAMED })}` : "";
    return W.t("robust_finding", { ...first, works: built.slice(0, NAMED).join(", ") + more });
  }

  function chart(rows) {
    const shown = [...rows].reverse();
    const hover = shown.map((row) => `${hoverText(row)}<extra></extra>`);
    return {
      name: "robust",
      alt: `${finding()} ${W.pick(W.worlds().label)}`,
      height: Math.max(280, 26 * rows.length + 130),
      traces: [spread(shown, hover), mean(shown, hover), central(shown, hover)],
      layout: {
        margin: { l: 435, r: 280, t: 72, b: 50 },
        // over the heads of the columns
        legend: W.legendAbove({ traceorder: "normal", xref: "container", x: 0.02, yref: "container", yanchor: "top" }),
        xaxis: { title: { text: `${W.t("unit_kt")} · ${W.t("avoided_axis")}` }, zeroline: true, zerolinewidth: 1.5 },
        annotations: [...W.rankNotes(shown), ...beside(shown)],
        yaxis: W.workAxis(shown.map((row) => row.work)),
      },
      clicked: (point) => point.y && W.go({ view: "work", work: point.y }),
    };
  }

  /** Return a bar from 10 to 90 % of worlds, in the colour of its verdict. */
  function spread(shown, hover) {
    return {
      type: "bar",
      orientation: "h",
      y: shown.map((row) => row.work),
      base: shown.map((row) => row.p10_kt),
      x: shown.map((row) => (row.spreads ? row.p90_kt - row.p10_kt : 0)),
      name: W.t("key_spread"),
      marker: { color: shown.map((row) => W.content.verdicts.colors[row.verdict]), line: { width: 0 } },
      width: 0.55,
      hovertemplate: hover,
    };
  }

  function mean(shown, hover) {
    return {
      type: "scatter",
      mode: "markers",
      y: shown.map((row) => row.work),
      x: shown.map((row) => row.mean_kt),
      name: W.t("key_mean"),
      marker: { size: 10, color: INK, line: { color: "#ffffff", width: 1.5 } },
      error_x: { type: "data", array: shown.map((row) => 2 * row.se_kt), color: INK, thickness: 2, width: 5 },
      hovertemplate: hover,
    };
  }

  function central(shown, hover) {
    return {
      type: "scatter",
      mode: "markers",
      y: shown.map((row) => row.work),
      x: shown.map((row) => row.central_kt),
      name: W.t("key_central"),
      marker: { symbol: "diamond", size: 9, color: "#ffffff", line: { color: INK, width: 1.6 } },
      hovertemplate: hover,
    };
  }

  /** Return mean, chance and verdict of every work, in columns to the right of the bars with heads over them. */
  function beside(shown) {
    const columns = [
      ["mean", "right", (row) => W.withError(row.mean_kt, row.se_kt), W.t("column_mean")],
      ["pays", "right", (row) => W.percent(row.p_pays), W.t("column_pays")],
      ["verdict", "left", (row) => W.t(`verdict_${row.verdict}`), W.t("verdict")],
    ];
    return columns.flatMap(([name, xanchor, text, head]) => {
      const note = { x: 1, xref: "paper", xshift: PLACE[name], xanchor, showarrow: false };
      return [
        ...shown.map((row) => ({ ...note, y: row.work, text: W.safe(text(row)), font: { size: 13 } })),
        { ...note, y: 1, yref: "paper", yanchor: "bottom", text: `<b>${head}</b>` },
      ];
    });
  }

  function hoverText(row) {
    return [
      W.boldWork(row.work),
      `${W.t("mean_kt")}: ${W.meanWords(row)}`,
      row.spreads ? `${W.t("key_spread")}: ${W.between(row.p10_kt, row.p90_kt)}` : W.safe(W.t("no_spread")),
      `${W.t("key_central")}: ${W.signed(row.central_kt)}`,
      `${W.t("column_pays")}: ${W.percent(row.p_pays)} · ${W.t(`verdict_${row.verdict}`)}`,
      `${W.t("pays_alone")}: ${W.percent(row.p_pays_alone)} · ${W.t("pays_last")}: ${W.percent(row.p_pays_last)}`,
      `${W.t("column_decides")}: ${W.safe(W.said(row, "decides"))}`,
    ].join("<br>");
  }

  /** Return works by verdict, the likeliest to pay first, each with what decides it. */
  function chances(rows) {
    const verdicts = Object.keys(W.content.verdicts.colors);
    const place = (row) => verdicts.indexOf(row.verdict);
    const ordered = [...rows].sort(
      (a, b) => place(a) - place(b) || b.p_pays - a.p_pays || b.net_mean_meur - a.net_mean_meur,
    );
    return W.grid(
      `${W.t("chances")} ${W.state.scenario} ${W.state.year}, ${W.pick(W.worlds().label)}`,
      [
        ...W.workColumns(),
        { key: "verdict", head: W.t("verdict"), text: W.verdict, sort: place },
        { key: "p_pays", head: W.t("column_pays"), text: (row) => W.shareBar(row.p_pays), sort: (row) => row.p_pays },
        share("p_pays_alone", "pays_alone"),
        share("p_pays_last", "pays_last"),
        money("net_mean_meur", "net_saved"),
        money("regret_build_worst_meur", "regret_build"),
        money("regret_skip_worst_meur", "regret_skip"),
        { key: "decides", head: W.t("column_decides"), text: (row) => W.said(row, "decides"), wide: "wide" },
      ],
      ordered,
    );
  }

  const money = (key, head) => W.signedColumn(key, W.t(head), W.t("unit_meur"));

  const share = (key, head) => ({ key, head: W.t(head), number: true, text: (row) => W.percent(row[key]) });

  function table(rows) {
    const kt = (key, head) => W.signedColumn(key, W.t(head), W.t("unit_kt"));
    return W.grid(
      `${W.t("over_worlds")} ${W.state.scenario} ${W.state.year}, ${W.pick(W.worlds().label)}`,
      [
        { key: "rank", head: W.t("rank"), text: W.rank, sort: (row) => row.rank_low },
        ...W.workColumns(),
        { ...kt("mean_kt", "mean_kt"), text: (row) => W.withError(row.mean_kt, row.se_kt) },
        kt("p10_kt", "p10"),
        kt("p50_kt", "p50"),
        kt("p90_kt", "p90"),
        kt("central_kt", "key_central"),
        kt("pint_kt", "pint"),
        kt("toot_kt", "toot"),
        kt("upstream_kt", "upstream"),
        share("p_pays", "column_pays"),
        share("p_pays_alone", "pays_alone"),
        share("p_pays_last", "pays_last"),
        share("p_top5", "top5"),
        share("p_raises", "raises"),
        money("net_mean_meur", "net_saved"),
        { key: "verdict", head: W.t("verdict"), text: W.verdict, sort: (row) => row.verdict },
        { key: "decides", head: W.t("column_decides"), text: (row) => W.said(row, "decides"), wide: "wide" },
      ],
      rows,
    );
  }
})((window.werven = window.werven || {}));
