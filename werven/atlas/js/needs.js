/* What every corridor and hub has, needs and gets; and the Sankey diagrams of a year. */
(function (W) {
  "use strict";

  W.needsState = { carrier: "electricity", gaps: false };
  W.flowsState = { which: "energy" };

  W.showNeeds = function (view) {
    const all = W.table(W.year().needs).filter((row) => Math.max(row.needed, row.existing, row.planned) > 0);
    const carriers = [...new Set(all.map((row) => row.carrier))];
    const own = W.needsState;
    if (!carriers.includes(own.carrier)) own.carrier = carriers[0];
    const rows = all
      .filter((row) => row.carrier === own.carrier && (!own.gaps || row.gap > 0))
      .sort((a, b) => b.needed - a.needed);
    const open = all.filter((row) => row.carrier === own.carrier && row.gap > 0);
    view.append(
      W.heading(
        W.t("needs_finding", {
          carrier: W.label("carrier", own.carrier),
          open: open.length,
          count: all.filter((row) => row.carrier === own.carrier).length,
        }),
        W.yearLine(),
      ),
      W.el(
        "div",
        { class: "controls" },
        W.select(
          "needs-carrier",
          W.t("carrier"),
          carriers.map((id) => [id, W.label("carrier", id)]),
          own.carrier,
          W.keeps(own, "carrier", "needs-carrier"),
        ),
        W.tick("needs-gaps", W.t("only_gaps"), own.gaps, W.keeps(own, "gaps", "needs-gaps")),
      ),
      W.el("p", { class: "method" }, W.t("needs_reads")),
      rows.length ? W.chart(chart(rows), W.needsTable(rows)) : W.nothing("no_gaps"),
      ...doubts(),
    );
  };

  /** Return where the sizing run and the ranking of the year say different things of a work, and why. */
  function doubts() {
    const ranking = W.ranking();
    const rows = ranking ? W.table(ranking.doubts) : [];
    if (!rows.length) return [];
    const said = (kind) => (row) => W.t(`${kind}_${kind === "doubt" ? row.what : row.cause}`);
    const sized = (row) => Math.max(row.needed - row.existing, 0);
    const told = (key, sort, text) => ({ key, head: W.t(`doubt_head_${key}`), number: true, text, sort });
    const size = (key, value) => told(key, value, (row) => W.amount(value(row), row.unit));
    const plain = (key, column) =>
      told(
        key,
        (row) => row[column],
        (row) => W.number(row[column]),
      );
    return [
      W.el("h2", {}, W.t("doubts")),
      W.grid(
        W.t("table_doubts"),
        [
          {
            key: "work",
            head: W.t("work"),
            text: (row) => (row.work ? W.workLinks(row.work) : row.corridor),
            sort: (row) => row.work,
          },
          { key: "what", head: W.t("doubt_head_what"), text: said("doubt"), sort: said("doubt") },
          { key: "why", head: W.t("doubt_head_why"), text: said("cause"), sort: said("cause") },
          plain("value", "shapley_kt"),
          plain("alone", "pint_kt"),
          plain("without", "toot_kt"),
          size("built", sized),
          size("planned", (row) => row.planned),
          plain("pays", "net_saved_meur"),
        ],
        rows,
      ),
    ];
  }

  const between = (row) =>
    row.from === row.to
      ? `${W.nodeName(row.from)} (${W.label("carrier", row.to_carrier)})`
      : `${W.nodeName(row.from)} – ${W.nodeName(row.to)}`;

  function chart(rows) {
    const shown = [...rows].reverse();
    const y = shown.map((_, i) => i);
    const names = shown.map((row) => W.safe(between(row)));
    const yearly = rows[0].unit === "t/h";
    return {
      name: "needs",
      alt: W.t("needs_alt", { count: rows.length }),
      height: Math.max(220, 26 * rows.length + 100),
      traces: needTraces(shown, y, yearly ? W.HOURS / 1e6 : 1e-3),
      layout: {
        barmode: "stack",
        margin: { l: 360, r: 20, t: 34, b: 50 },
        legend: W.legendAbove({ traceorder: "normal" }),
        xaxis: { title: { text: yearly ? W.t("unit_mt") : "GW" } },
        yaxis: W.rowAxis(y, names),
      },
    };
  }

  /** Return what is needed in three parts (it stands, it is planned, it is lacking) and a mark at what stands. */
  function needTraces(shown, y, scale) {
    const hover = shown.map((row) => `${corridorText(row)}<extra></extra>`);
    const bar = (key, value, marker) => ({
      type: "bar",
      orientation: "h",
      y,
      x: shown.map((row) => value(row) * scale),
      name: W.t(key),
      marker,
      hovertemplate: hover,
    });
    const stands = (row) => Math.min(row.existing, row.needed);
    const foreseen = (row) => Math.min(row.planned, Math.max(row.needed - row.existing, 0));
    const lacking = (row) => Math.max(row.needed - stands(row) - foreseen(row), 0);
    return [
      bar("needed_existing", stands, { color: "#44546a" }),
      bar("needed_planned", foreseen, { color: "#56b4e9" }),
      bar("needed_gap", lacking, {
        color: "#d55e00",
        pattern: { shape: "/", fillmode: "overlay", fgcolor: "#ffffff", size: 6 },
      }),
      {
        type: "scatter",
        mode: "markers",
        y,
        x: shown.map((row) => row.existing * scale),
        name: W.t("existing"),
        marker: { symbol: "line-ns", size: 18, color: "#1d2733", line: { width: 2.5, color: "#1d2733" } },
        hoverinfo: "skip",
      },
    ];
  }

  function corridorText(row) {
    const amounts = W.corridorFacts(row).map(([term, amount]) => `${term}: ${amount}`);
    return [`<b>${W.safe(between(row))}</b>`, ...amounts].join("<br>");
  }

  /** Return corridors as a table. */
  W.needsTable = function (rows) {
    const amount = (key) => ({ key, head: W.t(key), number: true, text: (row) => W.amount(row[key], row.unit) });
    return W.grid(
      W.t("needs"),
      [
        { key: "between", head: W.t("corridor"), text: between, sort: between },
        { key: "carrier", head: W.t("carrier"), text: (row) => W.label("carrier", row.carrier) },
        amount("existing"),
        amount("needed"),
        amount("planned"),
        amount("gap"),
        {
          key: "flow",
          head: W.t("flows"),
          number: true,
          text: (row) =>
            `${W.number(row.flow_forward_per_year)} / ${W.number(row.flow_back_per_year)} ${row.flow_unit === "Mt" ? W.t("unit_mt") : W.t("unit_twh")}`,
          sort: (row) => row.flow_forward_per_year,
        },
        {
          key: "peak",
          head: W.t("peak"),
          number: true,
          text: (row) => W.number(row.peak_hour_utilisation, 2),
          sort: (row) => row.peak_hour_utilisation,
        },
        { key: "works", head: W.t("works"), text: (row) => W.workLinks(row.works), sort: (row) => row.works },
        W.wordColumn("confidence"),
      ],
      rows,
    );
  };

  W.showFlows = function (view) {
    const own = W.flowsState;
    const diagram = W.kept(W.year()[own.which]);
    view.append(
      W.heading(`${W.t(`flows_${own.which}`)} [${unitOf(diagram)}]`, W.yearLine()),
      W.el(
        "div",
        { class: "controls" },
        W.select(
          "flows-which",
          W.t("diagram"),
          W.options("flows", ["energy", "carbon"]),
          own.which,
          W.keeps(own, "which", "flows-which"),
        ),
      ),
    );
    if (!diagram.nodes.length) return view.append(W.nothing("no_flows"));
    view.append(
      W.el("p", { class: "method" }, W.t(`boundary_${own.which}`)),
      W.chart(sankey(diagram), linkTable(diagram)),
      own.which === "carbon" ? abroad() : "",
    );
    return undefined;
  };

  /** Return what is emitted abroad, which is in no diagram of Flanders. */
  function abroad() {
    const rows = W.table(W.year().abroad);
    const title = W.t("flows_abroad", { value: W.number(rows.reduce((sum, row) => sum + row.value, 0)) });
    const name = (row) => W.label("carrier", row.carrier);
    return W.el(
      "section",
      { class: "narrow" },
      W.el("h2", {}, title),
      W.el("p", { class: "method" }, W.t("flows_abroad_reads")),
      W.grid(
        title,
        [
          { key: "carrier", head: W.t("carrier"), text: name, sort: name },
          { key: "value", head: W.t("amount"), unit: W.t("unit_mt"), number: true, text: (row) => W.number(row.value) },
        ],
        rows,
      ),
    );
  }

  const unitOf = (diagram) => (diagram.unit === "Mt" ? W.t("unit_mt") : W.t("unit_twh"));
  const nodeName = (node) => W.pick(node.slice(1));

  function sankey(diagram) {
    const total = (place, end) =>
      diagram.links.filter((link) => link[end] === place).reduce((sum, link) => sum + link[2], 0);
    const size = diagram.nodes.map((_, i) => Math.max(total(i, 0), total(i, 1)));
    const unit = unitOf(diagram);
    const fade = (color) => `${color}88`;
    return {
      name: "sankey",
      alt: W.t(`flows_${W.flowsState.which}`),
      height: 720,
      traces: [
        {
          type: "sankey",
          arrangement: "snap",
          valueformat: ",.1f",
          valuesuffix: ` ${unit}`,
          node: {
            label: diagram.nodes.map((node, i) => `${W.safe(nodeName(node))} ${W.number(size[i])}`),
            color: diagram.nodes.map((node) => node.at(-3)),
            x: diagram.nodes.map((node) => Math.min(Math.max(node.at(-2), 0.001), 0.999)),
            y: diagram.nodes.map((node) => Math.min(Math.max(node.at(-1), 0.001), 0.999)),
            pad: 12,
            thickness: 16,
            line: { width: 0 },
          },
          link: {
            source: diagram.links.map((link) => link[0]),
            target: diagram.links.map((link) => link[1]),
            value: diagram.links.map((link) => link[2]),
            color: diagram.links.map((link) => fade(link[3])),
          },
          textfont: { size: 13 },
        },
      ],
      layout: { margin: { l: 10, r: 10, t: 42, b: 20 } },
    };
  }

  function linkTable(diagram) {
    return W.grid(
      W.t(`flows_${W.flowsState.which}`),
      [
        {
          key: "from",
          head: W.t("from"),
          text: (row) => nodeName(diagram.nodes[row[0]]),
          sort: (row) => nodeName(diagram.nodes[row[0]]),
        },
        {
          key: "to",
          head: W.t("to"),
          text: (row) => nodeName(diagram.nodes[row[1]]),
          sort: (row) => nodeName(diagram.nodes[row[1]]),
        },
        {
          key: "value",
          head: W.t("amount"),
          unit: unitOf(diagram),
          number: true,
          text: (row) => W.number(row[2]),
          sort: (row) => row[2],
        },
      ],
      diagram.links,
    );
  }
})((window.werven = window.werven || {}));
