/* A work over worlds: what its value hangs on, and the worlds in which it does not pay. */
(function (W) {
  "use strict";

  const PAYS = "#0072b2";
  const NOT = "#d55e00";
  const ENDS = { low: "#56b4e9", high: "#a15c00" };
  const MOST = 10; // inputs in the chart
  const SHOWN = 4; // inputs in the table of worlds
  const NARROW = 640; // width of the tornado, about [px]
  const LETTER = 8; // width of a letter [px]
  const MEASURES = {
    kt: { value: "value_kt", mean: "mean_kt", low: "at_low_kt", high: "at_high_kt", share: "share" },
    meur: {
      value: "net_meur",
      mean: "net_mean_meur",
      low: "net_at_low_meur",
      high: "net_at_high_meur",
      share: "net_share",
    },
  };
  W.driverState = { measure: "meur", input: "" };

  /** Return the section on a work over worlds. */
  W.workOverWorlds = function (id) {
    const row = W.robustRow(id);
    const head = W.el("h2", {}, W.t("over_worlds"));
    if (!row) return W.el("section", {}, head, W.nothing(W.ranking() ? "no_worlds" : "not_ranked"));
    const told = drivers(id);
    return W.el(
      "section",
      {},
      head,
      W.el("p", { class: "method" }, `${W.pick(W.worlds().label)}. ${W.pick(W.worlds().method)}.`),
      W.el(
        "div",
        { class: "columns" },
        facts(row),
        W.el(
          "section",
          {},
          controls(told),
          W.el("h3", {}, W.t("hangs_on_inputs")),
          W.el("p", { class: "method" }, W.t("tornado_reads", { rest: rest(row) })),
          told.length ? W.chart(tornado(row, told), inputs(told)) : W.nothing("no_input_tells"),
        ),
      ),
      besideOthers(id),
      W.el("h3", {}, failing(id)),
      W.chart(cloud(id, told), list(id, told)),
    );
  };

  const keys = () => MEASURES[W.driverState.measure];
  const unit = () => W.t(`unit_${W.driverState.measure}`);
  const measure = () => W.t(W.driverState.measure === "kt" ? "avoided" : "net_saved");

  /** Return the inputs that decide the measure that is shown, the one that moves it most first. */
  function drivers(id) {
    const size = (row) => Math.abs(row[keys().high] - row[keys().low]);
    return W.driversOf(id)
      .filter((row) => row[keys().share] !== null)
      .sort((a, b) => size(b) - size(a));
  }

  function rest(row) {
    const share = row[W.driverState.measure === "kt" ? "rest" : "net_rest"];
    return share === null ? "–" : W.percent(share);
  }

  function facts(row) {
    const meur = W.t("unit_meur");
    const kt = W.t("unit_kt");
    const both = (mean, worst) => W.t("mean_and_worst", { mean: W.number(mean), worst: W.number(worst), unit: meur });
    return W.facts([
      [W.t("verdict"), W.verdict(row)],
      [W.capital(W.t("column_decides")), W.said(row, "decides")],
      [W.capital(W.t("column_pays")), W.t("of_worlds", { share: W.percent(row.p_pays), count: row.worlds })],
      ...byOthers(row),
      [W.t("mean_kt"), W.meanWords(row)],
      [W.t("key_spread"), row.spreads ? `${W.between(row.p10_kt, row.p90_kt)} ${kt}` : W.t("no_spread")],
      [W.capital(W.t("key_central")), `${W.signed(row.central_kt)} ${kt}`],
      [W.t("rank"), W.rank(row)],
      [W.t("top5"), W.percent(row.p_top5)],
      [W.t("raises"), W.percent(row.p_raises)],
      [W.t("net_saved"), `${W.signed(row.net_mean_meur)} ${meur} (${W.between(row.net_p10_meur, row.net_p90_meur)})`],
      [W.t("regret_build"), both(row.regret_build_meur, row.regret_build_worst_meur)],
      [W.t("regret_skip"), both(row.regret_skip_meur, row.regret_skip_worst_meur)],
    ]);
  }

  /** Return in how many worlds a work pays by what else is built. */
  function byOthers(row) {
    const share = (key) => [W.t(key), W.t("of_worlds", { share: W.percent(row[`p_${key}`]), count: row.worlds })];
    return [share("pays_alone"), share("pays_last")];
  }

  /** Return what other works of its block do to the chance that a work pays, or null for one of no block. */
  function besideOthers(id) {
    const rows = W.table(W.worlds().beside).filter((row) => row.work === id);
    if (!rows.length) return null;
    const apart = (row) => Math.abs(row.p_pays_with - row.p_pays_without);
    const chance = (key, head) => ({
      key,
      head: W.t(head),
      text: (row) => W.shareBar(row[key]),
      sort: (row) => row[key],
    });
    return W.el(
      "section",
      {},
      W.el("h3", {}, W.t("pays_beside")),
      W.el("p", { class: "method" }, W.t("pays_beside_reads")),
      W.grid(
        W.t("pays_beside"),
        [
          { key: "other", head: W.t("work"), text: (row) => named(row.other), sort: (row) => row.other },
          chance("p_pays_without", "without_other"),
          chance("p_pays_with", "with_other"),
        ],
        rows.sort((a, b) => apart(b) - apart(a)),
      ),
    );
  }

  const named = (work) => W.el("span", {}, W.workLink(work), ` ${W.workName(work)}`);

  function controls(told) {
    const own = W.driverState;
    const names = told.map((row) => [row.input, W.named(W.uncertain(row.input))]);
    return W.el(
      "div",
      { class: "controls" },
      W.select(
        "driver-measure",
        W.t("measure"),
        [
          ["meur", `${W.t("net_saved")} [${W.t("unit_meur")}]`],
          ["kt", `${W.t("avoided")} [${W.t("unit_kt")}]`],
        ],
        own.measure,
        W.keeps(own, "measure", "driver-measure"),
      ),
      names.length
        ? W.select("driver-input", W.t("against"), names, along(told), W.keeps(own, "input", "driver-input"))
        : null,
    );
  }

  /** Return the input along which worlds are drawn: the one that was chosen, else the first; none where none tells. */
  function along(told) {
    const chosen = told.find((row) => row.input === W.driverState.input) || told[0];
    return chosen ? chosen.input : "";
  }

  function tornado(row, told) {
    const shown = told.slice(0, MOST).reverse();
    const mean = row[keys().mean];
    const bar = (end) => ({
      type: "bar",
      orientation: "h",
      y: shown.map((one) => one.input),
      base: mean,
      x: shown.map((one) => one[keys()[end]] - mean),
      text: shown.map((one) => W.safe(W.said(one, end))),
      textposition: "outside",
      cliponaxis: false,
      name: W.t(`end_${end}`),
      marker: { color: ENDS[end] },
      width: 0.42,
      hovertemplate: shown.map((one) => `${W.safe(W.said(one, end))}: ${W.signed(one[keys()[end]])}<extra></extra>`),
    });
    return {
      name: "tornado",
      alt: `${row.work}: ${W.t("hangs_on_inputs")}`,
      height: 52 * shown.length + 110,
      traces: [bar("low"), bar("high")],
      layout: {
        barmode: "overlay",
        margin: { l: 20, r: 20, t: 46, b: 50 },
        legend: W.legendAbove(),
        xaxis: { title: { text: `${unit()} · ${measure()}` }, range: reach(shown, mean), zerolinecolor: "#9aa5b1" },
        yaxis: W.rowAxis(
          shown.map((one) => one.input),
          shown.map(() => ""),
        ),
        annotations: shown.map(nameOver),
        shapes: [
          { type: "line", x0: mean, x1: mean, y0: 0, y1: 1, yref: "paper", line: { color: "#515c67", dash: "dot" } },
        ],
      },
    };
  }

  /** Return from where to where the axis goes: the ends and zero, with room for the words beside the bars. */
  function reach(shown, mean) {
    const ends = shown.flatMap((one) => [one[keys().low], one[keys().high], mean, 0]);
    const words = shown.flatMap((one) => [W.said(one, "low"), W.said(one, "high")]);
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const wide = LETTER * Math.max(...words.map((text) => text.length));
    const room = (high - low) * (wide / Math.max(160, NARROW - 2 * wide));
    return [low - room, high + room];
  }

  /** Return the name of an input, over its bar. */
  const nameOver = (one) => ({
    x: 0,
    xref: "paper",
    xanchor: "left",
    y: one.input,
    yshift: 21,
    showarrow: false,
    text: `<b>${W.safe(W.cut(W.capital(W.named(W.uncertain(one.input))), 60))}</b>`,
    bgcolor: "#ffffffcc",
  });

  function inputs(told) {
    const amount = (key, head) => W.signedColumn(key, W.t(head), unit());
    return W.grid(
      W.t("hangs_on_inputs"),
      [
        { key: "input", head: W.t("uncertain_input"), text: (row) => W.capital(W.named(W.uncertain(row.input))) },
        {
          key: "share",
          head: W.t("share_of_variance"),
          number: true,
          text: (row) => `${W.percent(row[keys().share])} ± ${W.percent(2 * row[`${keys().share}_se`])}`,
          sort: (row) => row[keys().share],
        },
        { key: "low", head: W.t("end_low"), text: (row) => W.said(row, "low") },
        amount(keys().low, "there"),
        { key: "high", head: W.t("end_high"), text: (row) => W.said(row, "high") },
        amount(keys().high, "there"),
        { key: "tips", head: W.t("tips_net"), text: (row) => W.said(row, "tips") || "–" },
      ],
      told,
    );
  }

  const worldsOf = (id) => W.table(W.worlds().worlds).filter((row) => row.work === id);

  function failing(id) {
    const rows = worldsOf(id);
    const count = rows.filter((row) => row.net_meur <= 0).length;
    return W.t("worlds_failing", { count, all: rows.length });
  }

  /** Return what every world drew of an input, by world. */
  const drawn = (input) =>
    new Map(
      W.table(W.worlds().draws)
        .filter((row) => row.input === input)
        .map((row) => [row.world, row]),
    );

  /** Return every world as a dot, along the input that was chosen, or by its number where none tells. */
  function cloud(id, told) {
    const input = along(told);
    const known = input ? W.uncertain(input) : null;
    const dots = dotsAlong(known, drawn(input));
    const [pays, not] = [(row) => row.net_meur > 0, (row) => row.net_meur <= 0];
    const rows = worldsOf(id);
    return {
      name: "worlds",
      alt: failing(id),
      height: 340,
      traces: [
        dots(W.t("it_pays"), PAYS, "circle", rows.filter(pays)),
        dots(W.t("it_does_not"), NOT, "x", rows.filter(not)),
      ],
      layout: {
        margin: { l: 80, r: 30, t: 40, b: 60 },
        legend: W.legendAbove(),
        xaxis: {
          title: { text: known ? W.safe(W.capital(W.said(known, "axis"))) : W.t("world") },
          type: known && known.choice ? "category" : "linear",
        },
        yaxis: { title: { text: `${unit()} · ${measure()}` }, zerolinewidth: 1.5 },
      },
    };
  }

  /** Return what makes a trace of worlds: name, colour, symbol and rows are given to it. */
  function dotsAlong(known, draws) {
    const x = (row) => {
      const own = draws.get(row.world);
      if (!known || !own) return row.world;
      return known.choice ? W.said(own, "drawn") : own.place;
    };
    const hover = (row) => `${W.t("world")} ${row.world}: ${W.signed(row[keys().value])} ${W.safe(unit())}`;
    return (name, color, symbol, rows) => ({
      type: "scatter",
      mode: "markers",
      name,
      x: rows.map(x),
      y: rows.map((row) => row[keys().value]),
      marker: { size: 10, color, symbol, line: { color: "#ffffff", width: 1 } },
      hovertemplate: rows.map((row) => `${hover(row)}<extra></extra>`),
    });
  }

  /** Return the worlds of a work, the worst first, with what each drew of the inputs that decide it. */
  function list(id, told) {
    const shown = told.slice(0, SHOWN).map((row) => [row.input, drawn(row.input)]);
    const rows = [...worldsOf(id)].sort((a, b) => a.net_meur - b.net_meur);
    const amount = (key, head, name) => W.signedColumn(key, W.t(head), W.t(name));
    return W.grid(
      failing(id),
      [
        { key: "world", head: W.t("world"), number: true, text: (row) => String(row.world) },
        amount("net_meur", "net_saved", "unit_meur"),
        amount("value_kt", "avoided", "unit_kt"),
        ...shown.map(([input, draws]) => ({
          key: input,
          head: W.capital(W.named(W.uncertain(input))),
          text: (row) => (draws.has(row.world) ? W.said(draws.get(row.world), "drawn") : "–"),
          sort: (row) => (draws.has(row.world) ? (draws.get(row.world).place ?? "") : null),
        })),
      ],
      rows,
      { rowClass: (row) => (row.net_meur > 0 ? null : "raises") },
    );
  }
})((window.werven = window.werven || {}));
