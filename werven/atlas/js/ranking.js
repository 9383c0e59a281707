/* The ranking: what each work avoids, with its error, its ties and the noise it may drown in. */
(function (W) {
  "use strict";

  const GROUPS = ["good", "bad", "noise"];
  W.rankState = {
    without: new Set(), // families that are left out
    status: "",
    until: "",
    noise: true,
    over: "worlds", // or "central"
    needless: false, // works that are not needed in any world, too
  };

  /** Return the ending of the columns of values: kt of CO2 under a price, M EUR of cost saved under a cap. */
  W.measure = (ranking = W.ranking()) => (ranking.kind === "cap" ? "meur" : "kt");

  /** Return the columns in which a ranking tells what a work is worth, and their unit. */
  W.valueKeys = function () {
    const unit = W.measure();
    const columns = { value: "shapley", se: "shapley_se", pint: "pint", toot: "toot", floor: "floor" };
    const keys = Object.entries(columns).map(([name, column]) => [name, `${column}_${unit}`]);
    return { ...Object.fromEntries(keys), unit: W.t(`unit_${unit}`) };
  };

  /** Return column and heading of the values at both ends of the band of prices; none where there is no band. */
  W.bandEnds = function () {
    const [low, high] = W.ranking().ends;
    if (low === null || low === high) return [];
    const end = (key, price) => ({ key, head: W.t("at_price", { price: W.number(price) }) });
    return [end("at_low_kt", low), end("at_high_kt", high)];
  };

  /** Return the value of a row with its error and unit. */
  W.valueWords = function (row) {
    const keys = W.valueKeys();
    return `${W.withError(row[keys.value], row[keys.se])} ${keys.unit}`;
  };

  const isNoise = (row) => W.hasFlag(row, "below the noise");

  /** Return whether a work avoids, raises, or is worth less than can be told. */
  const groupOf = (row) =>
    isNoise(row) || !row[W.valueKeys().value] ? "noise" : row[W.valueKeys().value] < 0 ? "bad" : "good";

  /** Return flags in words. */
  W.flagWords = (row) =>
    row.flag
      .split(";")
      .map((flag) => flag.trim())
      .filter(Boolean)
      .map((flag) => (W.content.flags[flag] ? W.pick(W.content.flags[flag]) : flag))
      .join("; ");

  /** Return why a work has no value of its own, in words; nothing where it has one. */
  W.blockedWords = function (row) {
    if (!row.blocked_by) return "";
    const [, needs, why] = /^needs (.+) \((.+)\)$/.exec(row.blocked_by) || [];
    return needs ? W.t("blocked_needs", { needs, why: W.word(`state_${why}`, why) }) : row.blocked_by;
  };

  W.showRanking = function (view) {
    if (!W.ranking()) return view.append(W.heading(W.t("ranking"), W.yearLine()), W.nothing("not_ranked"));
    const all = W.table(W.ranking().ranking);
    if (!all.length) return view.append(W.heading(W.t("ranking"), W.closureLine()), W.nothing("no_candidates"));
    if (W.worlds() && W.rankState.over === "worlds") return W.showRobust(view, ofFamily, controls(all, true));
    const rows = all.filter(passes).sort((a, b) => GROUPS.indexOf(groupOf(a)) - GROUPS.indexOf(groupOf(b)));
    view.append(W.heading(finding(all), W.closureLine()), controls(all));
    if (!rows.length) return view.append(W.nothing("nothing_passes"));
    view.append(
      W.el("p", { class: "method" }, `${W.t("method")}: ${W.pick(W.ranking().method)}. ${W.t("ranking_reads")}`),
      W.chart(chart(rows), table(rows)),
      W.el(
        "ul",
        { class: "plain notes" },
        ["means_shapley", "means_pint", "means_toot", "means_floor", "means_rank"].map((key) =>
          W.el("li", {}, W.t(key)),
        ),
      ),
      W.sequence() || "",
    );
    return undefined;
  };

  function passes(row) {
    const own = W.rankState;
    return (own.noise || groupOf(row) !== "noise") && ofFamily(row);
  }

  /** Say whether a work is of the families, status and year that were chosen. */
  function ofFamily(row) {
    const own = W.rankState;
    const work = W.works().get(row.work);
    const family = work ? work.carrier : row.carrier;
    return (
      (!own.without.has(family) || !W.works().has(row.work)) &&
      (!own.status || row.status === own.status) &&
      (!own.until || row.year_in_service <= Number(own.until))
    );
  }

  function finding(rows) {
    const keys = W.valueKeys();
    const first = rows.find((row) => row[keys.value] !== null && !isNoise(row) && row[keys.value] > 0);
    if (!first) return W.t("ranking_none");
    const tied = rows.filter((row) => row.rank_low === 1);
    const values = {
      work: `${first.work} ${W.workName(first.work)}`,
      value: W.withError(first[keys.value], first[keys.se]),
      unit: keys.unit,
      count: tied.length,
      total: W.number(keys.value === "shapley_kt" ? W.ranking().total_kt : W.ranking().total_meur),
    };
    return W.t(tied.length > 1 ? "ranking_finding_tied" : "ranking_finding", values);
  }

  /** Return what chooses between worlds and the central one. */
  function choice() {
    if (!W.worlds()) return null;
    const options = [
      ["worlds", W.t("over_worlds_of", { count: W.worlds().count })],
      ["central", W.t("in_central")],
    ];
    return W.select(
      "rank-over",
      W.t("value_over"),
      options,
      W.rankState.over,
      W.keeps(W.rankState, "over", "rank-over"),
    );
  }

  function controls(rows, overWorlds = false) {
    const own = W.rankState;
    const statuses = [...new Set(rows.map((row) => row.status))].sort();
    const years = [...new Set(rows.map((row) => row.year_in_service))].sort((a, b) => a - b);
    return W.el(
      "div",
      { class: "controls" },
      choice(),
      W.familyTicks("rank", own.without),
      W.select(
        "rank-status",
        W.t("status"),
        [["", W.t("all")], ...statuses.map((id) => [id, W.word(`status_${id}`, id)])],
        own.status,
        W.keeps(own, "status"),
      ),
      W.select(
        "rank-until",
        W.t("until"),
        [["", W.t("all")], ...years.map((year) => [year, String(year)])],
        own.until,
        W.keeps(own, "until"),
      ),
      overWorlds
        ? W.tick("rank-needless", W.t("with_needless"), own.needless, W.keeps(own, "needless"))
        : W.tick("rank-noise", W.t("with_noise"), own.noise, W.keeps(own, "noise")),
    );
  }

  function colorOf(row) {
    const group = groupOf(row);
    if (group !== "good") return group === "bad" ? "#d55e00" : "#c3c8ce";
    return W.familyColor((W.works().get(row.work) || row).carrier);
  }

  function chart(rows) {
    const keys = W.valueKeys();
    const shown = [...rows].reverse();
    const hover = shown.map((row) => `${hoverText(row, keys)}<extra></extra>`);
    return {
      name: "ranking",
      alt: `${finding(rows)} ${W.pick(W.ranking().label)}`,
      height: Math.max(260, 25 * rows.length + 110),
      traces: [
        floorTrace(shown, keys),
        valueTrace(shown, keys, hover),
        markTrace(shown, keys.pint, "triangle-right-open", W.t("pint"), hover),
        markTrace(shown, keys.toot, "circle-open", W.t("toot"), hover),
      ],
      layout: {
        barmode: "overlay",
        margin: { l: 435, r: 30, t: 40, b: 50 },
        legend: W.legendAbove(),
        xaxis: {
          title: { text: `${keys.unit} · ${W.t(keys.value === "shapley_kt" ? "avoided_axis" : "saved_axis")}` },
          zeroline: true,
          zerolinewidth: 1.5,
        },
        annotations: W.rankNotes(shown),
        yaxis: W.workAxis(shown.map((row) => row.work)),
      },
      clicked: (point) => point.y && W.go({ view: "work", work: point.y }),
    };
  }

  /** Return a grey band on both sides of zero: what lies within it drowns in the noise. */
  function floorTrace(shown, keys) {
    return {
      type: "bar",
      orientation: "h",
      y: shown.map((row) => row.work),
      x: shown.map((row) => 2 * (row[keys.floor] || 0)),
      base: shown.map((row) => -(row[keys.floor] || 0)),
      name: W.t("floor"),
      marker: { color: "#e4e0d6" },
      width: 0.9,
      hoverinfo: "skip",
    };
  }

  /** Return a bar for each work, with two standard errors. */
  function valueTrace(shown, keys, hover) {
    const y = shown.map((row) => row.work);
    return {
      type: "bar",
      orientation: "h",
      y,
      x: shown.map((row) => row[keys.value]),
      name: W.t("shapley"),
      showlegend: false,
      marker: { color: shown.map((row) => colorOf(row)), line: { width: 0 } },
      width: 0.6,
      error_x: {
        type: "data",
        array: shown.map((row) => 2 * row[keys.se]),
        color: "#1d2733",
        thickness: 1.4,
        width: 4,
      },
      hovertemplate: hover,
      customdata: y,
    };
  }

  /** Return a mark for each work at what stands under a key. */
  function markTrace(shown, key, symbol, name, hover) {
    return {
      type: "scatter",
      mode: "markers",
      y: shown.map((row) => row.work),
      x: shown.map((row) => row[key]),
      name,
      marker: { symbol, size: 11, color: "#1d2733", line: { color: "#1d2733", width: 2 } },
      hovertemplate: hover,
    };
  }

  function hoverText(row, keys) {
    return [
      W.boldWork(row.work),
      `${W.t("shapley")}: ${W.valueWords(row)}`,
      `${W.t("pint")}: ${W.signed(row[keys.pint])} · ${W.t("toot")}: ${W.signed(row[keys.toot])}`,
      `${W.t("floor")}: ${W.number(row[keys.floor])} · ${W.t("upstream")}: ${W.signed(row.upstream_kt)}`,
      W.safe(W.flagWords(row)),
    ]
      .filter(Boolean)
      .join("<br>");
  }

  function table(rows) {
    const keys = W.valueKeys();
    const plain = (key, head, unit, extra = {}) => ({ key, head: W.t(head), unit, number: true, ...extra });
    const signed = (key, head, unit = keys.unit) => plain(key, head, unit, { text: (row) => W.signed(row[key]) });
    const end = (one) => ({ ...one, unit: keys.unit, number: true, text: (row) => W.signed(row[one.key]) });
    return W.grid(
      `${W.t("ranking")} ${W.state.scenario} ${W.state.year}, ${W.pick(W.ranking().label)}`,
      [
        { key: "rank", head: W.t("rank"), text: W.rank, sort: (row) => row.rank_low },
        ...W.workColumns(),
        signed(keys.value, "shapley"),
        plain(keys.se, "error", keys.unit),
        ...W.bandEnds().map(end),
        signed(keys.pint, "pint"),
        signed(keys.toot, "toot"),
        plain(keys.floor, "floor", keys.unit),
        signed("upstream_kt", "upstream", W.t("unit_kt")),
        plain("net_saved_meur", "net_saved", W.t("unit_meur"), { text: (row) => W.signed(row.net_saved_meur) }),
        plain("eur_per_t", "eur_per_t", W.t("unit_eur_t")),
        W.wordColumn("status"),
        { key: "year_in_service", head: W.t("in_service"), number: true, text: (row) => String(row.year_in_service) },
        W.wordColumn("confidence"),
        { key: "flag", head: W.t("flag"), text: W.flagWords },
      ],
      rows,
      { rowClass: (row) => ({ good: null, bad: "raises", noise: "faded" })[groupOf(row)] },
    );
  }
})((window.werven = window.werven || {}));
