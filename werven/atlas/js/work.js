/* The sheet of a work: what it is, what it is worth everywhere it was ranked, and how sure all that is. */
(function (W) {
  "use strict";

  W.showWork = function (view) {
    const id = W.state.work;
    const row = W.works().get(id);
    const options = [...W.works().values()].map((one) => [one.work, `${one.work} ${W.named(one)}`]);
    const choose = W.select("work-choice", W.t("work"), options, id, (work) => W.go({ work }));
    view.append(
      W.heading(`${id} ${W.workName(id)}`, summary(row)),
      W.el("div", { class: "controls" }, choose, W.remarkButton(`work:${id}`)),
      W.el(
        "div",
        { class: "columns" },
        facts(row),
        W.el(
          "section",
          {},
          W.el("h2", {}, W.t("value")),
          values(id),
          W.el("h2", {}, W.t("where")),
          W.chart(place(id), legs(id)),
        ),
      ),
      W.workOverWorlds(id),
      W.el("section", {}, W.el("h2", {}, W.t("everywhere")), everywhere(id)),
      W.el("section", {}, W.el("h2", {}, W.t("partners")), partners(id)),
      W.el("section", {}, W.el("h2", {}, W.t("legs")), legs(id)),
      W.el(
        "section",
        {},
        W.el("h2", {}, W.t("remarks")),
        W.remarkList((one) => one.target === `work:${id}`),
      ),
    );
  };

  function summary(row) {
    return W.t("work_summary", {
      family: W.family(row.carrier),
      kind: W.word(`kind_${row.kind}`, row.kind),
      state: W.t(`state_${W.workState(row.work)}`),
      year: W.state.year,
    });
  }

  const capexRange = (row) =>
    row.capex_low_meur === null && row.capex_high_meur === null
      ? ""
      : ` (${W.number(row.capex_low_meur)}–${W.number(row.capex_high_meur)})`;

  function facts(row) {
    const variants = [...W.works().values()].filter(
      (one) => one.variant_of === row.work || (row.variant_of && one.work === row.variant_of),
    );
    const links = (ids) => (ids.length ? ids.flatMap((one) => [W.workLink(one), ` ${W.workName(one)} `]) : "–");
    return W.el(
      "section",
      {},
      W.el("h2", {}, W.t("register")),
      W.facts([
        [W.t("where"), places(row.work)],
        [W.t("status"), W.word(`status_${row.status}`, row.status)],
        [W.t("promoter"), row.promoter || "–"],
        [W.t("in_service"), String(W.service(row.work))],
        [W.t("lead_time"), row.lead_time_years === null ? "–" : `${W.number(row.lead_time_years)} ${W.t("years")}`],
        [W.t("capacity"), `${W.amount(row.capacity, row.unit)} (${W.number(row.capacity)} ${row.unit})`],
        [W.t("length"), row.length_km === null ? "–" : `${W.number(row.length_km)} km`],
        [W.t("capex"), row.capex_meur === null ? "–" : `${W.number(row.capex_meur)} M€${capexRange(row)}`],
        [W.t("lifetime"), `${W.number(row.lifetime_years)} ${W.t("years")}`],
        [W.t("embodied"), row.embodied_tco2 === null ? "–" : `${W.number(row.embodied_tco2 / 1000)} kt CO2`],
        [W.t("requires"), links(W.scenario().requires[row.work] || [])],
        [
          W.t("required_by"),
          links(
            Object.entries(W.scenario().requires)
              .filter(([, needs]) => needs.includes(row.work))
              .map(([work]) => work),
          ),
        ],
        [W.t("variants"), links(variants.map((one) => one.work))],
        [W.t("confidence"), W.word(`confidence_${row.confidence}`, row.confidence)],
        [W.t("source"), row.source],
        [W.t("note"), row.note || "–"],
      ]),
    );
  }

  /** Return a small map with the work on it. */
  function place(work) {
    const lines = W.kept(W.scenario().lines).filter((leg) => leg.work === work && leg.x.length);
    const [xs, ys] = [lines.flatMap((leg) => leg.x), lines.flatMap((leg) => leg.y)];
    const color = W.familyColor(W.works().get(work).carrier);
    const drawn = lines.map((leg) => ({
      type: "scatter",
      mode: "lines+markers",
      x: leg.x,
      y: leg.y,
      line: { color, width: 5 },
      marker: { size: 8, color, line: { color: "#1d2733", width: 1 } },
      hoverinfo: "skip",
      showlegend: false,
    }));
    return {
      name: "place",
      alt: `${work}: ${places(work)}`,
      traces: [...W.ground(), clusterTrace(), ...drawn],
      height: 300,
      layout: { ...W.mapLayout(xs, ys, 30), hovermode: false },
    };
  }

  /** Return the clusters as points with their names. */
  function clusterTrace() {
    const clusters = [...W.nodes().values()].filter((node) => node.kind === "cluster" && node.x !== null);
    return {
      type: "scatter",
      mode: "markers+text",
      x: clusters.map((node) => node.x),
      y: clusters.map((node) => node.y),
      text: clusters.map((node) => W.safe(W.nodeName(node.node))),
      textposition: "bottom center",
      textfont: { size: 11, color: "#515c67" },
      marker: { size: 5, color: "#515c67" },
      hoverinfo: "skip",
      showlegend: false,
    };
  }

  function places(work) {
    const ends = W.kept(W.scenario().lines).flatMap((leg) => (leg.work === work ? [leg.from_node, leg.to_node] : []));
    return [...new Set(ends)].map((node) => W.nodeName(node)).join(" – ") || "–";
  }

  function values(id) {
    if (!W.ranking()) return W.nothing("not_ranked");
    const row = W.rankingRow(id);
    if (!row) return W.el("p", {}, W.t("not_a_player"));
    const keys = W.valueKeys();
    const kt = W.t("unit_kt");
    const found = [
      [W.t("closure"), W.pick(W.ranking().label)],
      [W.t("rank"), W.blockedWords(row) || W.rank(row)],
      [W.t("shapley"), W.valueWords(row)],
      [W.t("pint"), `${W.signed(row[keys.pint])} ${keys.unit}`],
      [W.t("toot"), `${W.signed(row[keys.toot])} ${keys.unit}`],
      [W.t("floor"), `${W.number(row[keys.floor])} ${keys.unit}`],
    ];
    for (const end of W.bandEnds()) found.push([end.head, `${W.signed(row[end.key])} ${kt}`]);
    found.push(
      [W.t("upstream"), `${W.withError(row.upstream_kt, row.upstream_se_kt)} ${kt}`],
      [W.t("cost_saved"), `${W.signed(row.cost_saved_meur)} ${W.t("unit_meur")}`],
      [W.t("annual_cost"), `${W.number(row.annual_cost_meur)} ${W.t("unit_meur")}`],
      [W.t("net_saved"), `${W.signed(row.net_saved_meur)} ${W.t("unit_meur")}`],
      [
        W.t("eur_per_t"),
        row.eur_per_t === null ? W.t("none_noise") : `${W.number(row.eur_per_t)} ${W.t("unit_eur_t")}`,
      ],
      [W.t("payback"), row.payback_years === null ? "–" : `${W.number(row.payback_years)} ${W.t("years")}`],
      [W.t("delay"), row.delay_kt_per_year === null ? "–" : `${W.signed(row.delay_kt_per_year)} ${kt}`],
      [
        W.t("utilisation"),
        row.utilisation_h_per_year === null ? "–" : `${W.number(row.utilisation_h_per_year)} ${W.t("unit_h")}`,
      ],
      [W.t("flag"), W.flagWords(row) || "–"],
    );
    return W.facts(found);
  }

  /** Return every ranking a work plays in: scenario, year, closure, row. */
  function ranked(id) {
    return W.content.scenarios.flatMap((scenario) =>
      Object.entries(scenario.years).flatMap(([year, own]) =>
        Object.entries(own.closures).flatMap(([name, closure]) => {
          const row = W.table(closure.ranking).find((one) => one.work === id);
          return row
            ? [
                {
                  scenario: scenario.id,
                  year: Number(year),
                  closure: name,
                  kind: closure.kind,
                  count: closure.players.length,
                  row,
                },
              ]
            : [];
        }),
      ),
    );
  }

  function everywhere(id) {
    const rows = ranked(id);
    if (!rows.length) return W.nothing("not_a_player");
    const top = rows.filter((one) => one.row.rank_low !== null && one.row.rank_high <= 10).length;
    return W.el(
      "div",
      {},
      W.el("p", {}, W.t("stays_on_top", { top, count: rows.length })),
      W.grid(W.t("everywhere"), rankedColumns(rows), rows),
    );
  }

  /** Return the columns of a table of rankings; the unit of a closure stands in the cells where closures differ. */
  function rankedColumns(rows) {
    const unit = (one) => W.measure(one);
    const value = (one, key) => one.row[`${key}_${unit(one)}`];
    const same = rows.every((one) => unit(one) === unit(rows[0]));
    const amount = (key) => ({
      key,
      head: W.t(key),
      unit: same ? W.t(`unit_${unit(rows[0])}`) : "",
      number: true,
      text: (one) =>
        W.withError(value(one, key), value(one, `${key}_se`)) + (same ? "" : ` ${W.t(`unit_${unit(one)}`)}`),
      sort: (one) => value(one, key),
    });
    return [
      { key: "scenario", head: W.t("scenario") },
      { key: "year", head: W.t("year"), number: true, text: (one) => String(one.year) },
      { key: "closure", head: W.t("closure") },
      {
        key: "rank",
        head: W.t("rank"),
        number: true,
        text: (one) => `${W.rank(one.row)} / ${one.count}`,
        sort: (one) => one.row.rank_low,
      },
      amount("shapley"),
      amount("pint"),
      amount("toot"),
      {
        key: "eur",
        head: W.t("eur_per_t"),
        unit: W.t("unit_eur_t"),
        number: true,
        text: (one) => W.number(one.row.eur_per_t),
        sort: (one) => one.row.eur_per_t,
      },
      { key: "flag", head: W.t("flag"), text: (one) => W.flagWords(one.row) },
    ];
  }

  function partners(id) {
    if (!W.ranking()) return W.nothing("not_ranked");
    const key = W.measure();
    const rows = W.table(W.ranking().synergy)
      .filter((row) => (row.work_a === id || row.work_b === id) && row[`synergy_${key}`] !== null)
      .map((row) => ({
        ...row,
        other: row.work_a === id ? row.work_b : row.work_a,
        value: row[`synergy_${key}`],
        se: row[`synergy_se_${key}`],
      }))
      .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
      .slice(0, 8);
    if (!rows.length) return W.nothing("no_partners");
    const means = (row) =>
      row.se !== null && Math.abs(row.value) <= 2 * row.se
        ? W.t("partner_unsure")
        : W.t(row.value > 0 ? "partner_needs" : "partner_replaces");
    return W.grid(
      W.t("partners"),
      [
        ...W.workColumns("other"),
        {
          key: "value",
          head: W.t("synergy"),
          unit: W.valueKeys().unit,
          number: true,
          text: (row) => `${W.withError(row.value, row.se)}`,
        },
        { key: "means", head: W.t("means"), text: means },
        W.wordColumn("how"),
      ],
      rows,
    );
  }

  function legs(id) {
    const rows = W.table(W.scenario().inputs.work_legs).filter((row) => row.work === id);
    return W.grid(
      W.t("legs"),
      [
        { key: "leg", head: W.t("leg") },
        { key: "from_bus", head: W.t("from") },
        { key: "to_bus", head: W.t("to") },
        {
          key: "capacity",
          head: W.t("capacity"),
          number: true,
          text: (row) => `${W.number(row.capacity)} ${row.unit}`,
        },
        { key: "source", head: W.t("source") },
        W.wordColumn("confidence"),
      ],
      rows,
    );
  }
})((window.werven = window.werven || {}));
