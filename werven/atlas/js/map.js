/* The map: land, clusters, works and corridors as lines on kilometres of EPSG:3035. */
(function (W) {
  "use strict";

  const FAMILIES = ["electricity", "hydrogen", "ammonia", "co2", "heat"];
  const LOOKS = {
    neighbour: { color: "#b9b3a7", width: 1, fill: "#efede8" },
    region: { color: "#8a8272", width: 1.6, fill: "#fbf8f0" },
    province: { color: "#d3cdbf", width: 0.8 },
    canal: { color: "#a9cbe0", width: 1 },
    river: { color: "#a9cbe0", width: 1.8 },
  };
  const DASHES = { reference: "solid", candidate: "solid", idle: "dot", later: "dash", off: "dash", cancelled: "dash" };
  W.mapState = {
    circles: "emitted",
    lines: "works",
    families: new Set(FAMILIES),
    states: new Set(["reference", "candidate", "idle"]),
    width: "capacity",
    picked: null,
    background: false,
  };

  /** Return the colour of a family of works: that of steam for heat. */
  W.familyColor = (family) => W.color("carrier", family === "heat" ? "steam_200" : family);

  /** Return the name of a family of works. */
  W.family = (family) => W.t(`family_${family}`);

  /** Return what a work is in the year that is shown: reference, candidate, idle, later, off or cancelled. */
  W.workState = function (work) {
    const state = W.year().states[work];
    if (state !== "candidate" || !W.ranking()) return state;
    const row = rankingRow(work);
    return row && row.utilisation_h_per_year === 0 ? "idle" : "candidate";
  };

  function rankingRow(work) {
    return W.ranking() ? W.table(W.ranking().ranking).find((row) => row.work === work) : undefined;
  }
  W.rankingRow = rankingRow;

  W.showMap = function (view) {
    const panel = W.el("div", { class: "panel", "aria-live": "polite" });
    const box = W.el("div", { class: "stage" });
    view.append(
      W.heading(W.t("map_title", title()), W.yearLine()),
      controls(),
      W.el("div", { class: "split" }, box, panel),
    );
    box.append(W.chart(chart(panel), twin()));
    detail(panel);
  };

  function title() {
    const rows = circles();
    const sum = [...rows.values()].reduce((total, one) => total + one.sum, 0);
    return { what: W.t(`circle_${W.mapState.circles}`), total: W.number(sum), unit: unit() };
  }

  const unit = () => (["emitted", "co2"].includes(W.mapState.circles) ? W.t("unit_mt") : W.t("unit_twh"));

  function controls() {
    const own = W.mapState;
    const redraw = () => W.render();
    const options = ["emitted", "electricity", "natural_gas", "hydrogen", "heat", "co2"].map((id) => [
      id,
      W.t(`circle_${id}`),
    ]);
    const set = (key) => (value) => {
      own[key] = value;
      redraw();
    };
    const toggle = (key, id) => (on) => {
      if (on) own[key].add(id);
      else own[key].delete(id);
      redraw();
    };
    const parts = [
      W.select("map-circles", W.t("circles"), options, own.circles, set("circles")),
      W.select(
        "map-lines",
        W.t("lines"),
        [
          ["works", W.t("lines_works")],
          ["corridors", W.t("lines_corridors")],
        ],
        own.lines,
        set("lines"),
      ),
      W.select(
        "map-width",
        W.t("width"),
        [
          ["capacity", W.t("width_capacity")],
          ["flow", W.t("width_flow")],
        ],
        own.width,
        set("width"),
      ),
      W.group(
        W.t("families"),
        FAMILIES.map((id) => W.tick(`map-${id}`, W.family(id), own.families.has(id), toggle("families", id))),
      ),
    ];
    if (own.lines === "works") {
      const states = ["reference", "candidate", "idle", "later"];
      parts.push(
        W.group(
          W.t("states"),
          states.map((id) => W.tick(`map-${id}`, W.t(`state_${id}`), own.states.has(id), toggle("states", id))),
        ),
      );
    }
    if (W.background) parts.push(W.tick("map-background", W.t("background"), own.background, set("background")));
    return W.el("div", { class: "controls" }, parts);
  }

  /** Return by cluster the sum of what the circles show, and its parts. */
  function circles() {
    const which = W.mapState.circles;
    const rows =
      which === "emitted" ? W.table(W.year().emitted) : W.table(W.year().users).filter((row) => row.group === which);
    const found = new Map();
    for (const row of rows) {
      const own = found.get(row.cluster) || { sum: 0, parts: [] };
      own.sum += row.value;
      own.parts.push([row.part, row.value]);
      found.set(row.cluster, own);
    }
    for (const own of found.values()) own.parts.sort((a, b) => b[1] - a[1]);
    return found;
  }

  function chart(panel) {
    const lines = W.mapState.lines === "works" ? workTraces() : corridorTraces();
    return {
      name: "map",
      alt: W.t("map_alt", title()),
      traces: [...W.ground(), circleTrace(), ...lines],
      layout: layout(),
      height: Math.max(420, Math.min(760, window.innerHeight - 330)),
      config: { scrollZoom: true },
      clicked: (point) => {
        if (!point.customdata) return;
        W.mapState.picked = point.customdata;
        detail(panel);
      },
    };
  }

  /** Return the land as traces. */
  W.ground = function () {
    return W.content.land.map((feature) => {
      const look = LOOKS[feature.kind];
      const x = [];
      const y = [];
      for (const line of feature.lines) {
        for (const point of line) {
          x.push(point[0]);
          y.push(point[1]);
        }
        x.push(null);
        y.push(null);
      }
      const fill = feature.kind === "region" && feature.name !== "Flanders" ? "#efede8" : look.fill;
      return {
        type: "scatter",
        mode: "lines",
        x,
        y,
        line: { color: look.color, width: look.width },
        fill: fill ? "toself" : "none",
        fillcolor: fill,
        hoverinfo: "skip",
        showlegend: false,
      };
    });
  };

  /** Return the legs of the works that are shown: line, work, state. */
  function legs() {
    const own = W.mapState;
    return W.kept(W.scenario().lines)
      .map((leg) => ({ ...leg, state: W.workState(leg.work), row: W.works().get(leg.work) }))
      .filter((leg) => leg.state && own.families.has(leg.row.carrier) && own.states.has(leg.state));
  }

  /** Return points per unit of capacity or flow; carriers share a scale where their units do. */
  function widthOf(values) {
    const largest = Math.max(...values, 1e-9);
    return (value) => Math.max(1.5, 9 * Math.sqrt(value / largest));
  }

  function strength(leg) {
    if (W.mapState.width === "capacity") return leg.capacity;
    const row = rankingRow(leg.work);
    return row && row.utilisation_h_per_year !== null ? (leg.capacity * row.utilisation_h_per_year) / 8760 : 0;
  }

  function workTraces() {
    const found = legs();
    const traces = [];
    for (const family of FAMILIES) {
      const own = found.filter((leg) => leg.row.carrier === family);
      const width = widthOf(own.map(strength));
      traces.push(...own.filter((leg) => leg.x.length).flatMap((leg) => legTraces(leg, width(strength(leg)))));
    }
    return traces;
  }

  function legTraces(leg, width) {
    const reference = leg.state === "reference";
    const color = reference ? "#98a1a9" : W.familyColor(leg.row.carrier);
    const text = workText(leg.work);
    const common = {
      type: "scatter",
      hoverinfo: "text",
      text,
      customdata: leg.x.map(() => ({ work: leg.work })),
      showlegend: false,
      hovertemplate: `${text}<extra></extra>`,
    };
    const line = {
      ...common,
      mode: "lines",
      x: leg.x,
      y: leg.y,
      line: { color, width: reference ? Math.min(width, 4) : width, dash: DASHES[leg.state] },
      opacity: 0.9,
    };
    const at = middle(leg);
    const marker = {
      size: short(leg) ? 10 : 6,
      symbol: reference ? "circle" : "diamond",
      color: leg.state === "idle" ? "#ffffff" : color,
      line: { color: reference ? color : "#1d2733", width: 1 },
    };
    const point = { ...common, mode: "markers", x: [at[0]], y: [at[1]], customdata: [{ work: leg.work }], marker };
    return [line, point];
  }

  const short = (leg) => Math.hypot(leg.x[0] - leg.x.at(-1), leg.y[0] - leg.y.at(-1)) < 6;

  function middle(leg) {
    const half = (leg.x.length - 1) / 2;
    const [a, b] = [Math.floor(half), Math.ceil(half)];
    return [(leg.x[a] + leg.x[b]) / 2, (leg.y[a] + leg.y[b]) / 2];
  }

  /** Return a text with what plotly would read as a mark-up taken out. */
  const safe = (text) =>
    String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("%{", "% {");
  W.safe = safe;

  function workText(work) {
    const row = W.works().get(work);
    const own = rankingRow(work);
    const parts = [
      `<b>${safe(work)} ${safe(W.workName(work))}</b>`,
      `${W.t(`state_${W.workState(work)}`)} · ${W.service(work)} · ${W.amount(row.capacity, row.unit)}`,
    ];
    if (own && own.shapley_kt !== null)
      parts.push(`${W.t("shapley")}: ${W.signed(own.shapley_kt)} ± ${W.number(own.shapley_se_kt)} ${W.t("unit_kt")}`);
    return parts.join("<br>");
  }

  /** Return a capacity as people write it: GW or MW, Mt a year. */
  W.amount = function (value, own) {
    if (value === null || value === undefined) return "–";
    if (own === "t/h") return `${W.number((value * 8760) / 1e6, 1)} ${W.t("unit_mt")}`;
    return value >= 1000 ? `${W.number(value / 1000, 1)} GW` : `${W.number(value)} MW`;
  };

  const CORRIDOR_FAMILY = {
    electricity: "electricity",
    hydrogen: "hydrogen",
    ammonia: "ammonia",
    co2: "co2",
    liquid_co2: "co2",
    stored_co2: "co2",
  };
  const familyOf = (carrier) =>
    CORRIDOR_FAMILY[carrier] || (W.color("carrier", carrier) && /heat|steam/.test(carrier) ? "heat" : "");

  function corridors() {
    return W.table(W.year().needs)
      .map((row) => ({ ...row, family: familyOf(row.carrier), ends: [W.nodes().get(row.from), W.nodes().get(row.to)] }))
      .filter(
        (row) =>
          W.mapState.families.has(row.family) &&
          row.from !== row.to &&
          row.ends.every((end) => end && end.x !== null) &&
          Math.max(row.needed, row.existing) > 0,
      );
  }

  function corridorTraces() {
    const traces = [];
    const flow = (row) => Math.abs((row.flow_forward_per_year || 0) - (row.flow_back_per_year || 0));
    const size = W.mapState.width === "flow" ? flow : (row) => row.needed;
    for (const family of FAMILIES) {
      const own = corridors().filter((row) => row.family === family);
      const width = widthOf(own.map(size));
      for (const row of own) {
        const unused = row.needed <= 0;
        const text = corridorText(row);
        const color = unused ? "#8b8b8b" : W.familyColor(family);
        traces.push({
          type: "scatter",
          mode: "lines+markers",
          x: row.ends.map((end) => end.x),
          y: row.ends.map((end) => end.y),
          marker: { size: 4, color: "#1d2733" },
          line: { color, width: width(size(row)), dash: unused ? "dot" : "solid" },
          opacity: row.gap > 0 ? 0.95 : 0.55,
          hovertemplate: `${text}<extra></extra>`,
          customdata: row.ends.map(() => ({ corridor: `${row.carrier}|${row.from}|${row.to}` })),
          showlegend: false,
        });
      }
    }
    return traces;
  }

  function corridorText(row) {
    const net = (row.flow_forward_per_year || 0) - (row.flow_back_per_year || 0);
    const [from, to] = net >= 0 ? [row.from, row.to] : [row.to, row.from];
    return [
      `<b>${safe(W.label("carrier", row.carrier))}: ${safe(W.nodeName(row.from))} – ${safe(W.nodeName(row.to))}</b>`,
      `${W.t("existing")} ${W.amount(row.existing, row.unit)} · ${W.t("needed")} ${W.amount(row.needed, row.unit)} · ${W.t("gap")} ${W.amount(row.gap, row.unit)}`,
      `${W.t("net_flow")}: ${W.number(Math.abs(net))} ${row.flow_unit === "Mt" ? W.t("unit_mt") : W.t("unit_twh")} (${safe(W.nodeName(from))} → ${safe(W.nodeName(to))})`,
    ].join("<br>");
  }

  function circleTrace() {
    const found = [...circles()].filter(([node, own]) => own.sum > 0 && W.nodes().get(node));
    const largest = Math.max(...found.map(([, own]) => own.sum), 1e-9);
    const ends = found.map(([node]) => W.nodes().get(node));
    const text = found.map(
      ([node, own]) =>
        `<b>${safe(W.nodeName(node))}</b><br>${W.number(own.sum)} ${unit()}<br>${own.parts
          .slice(0, 5)
          .map(([part, value]) => `${safe(W.label("sector", part))}: ${W.number(value)}`)
          .join("<br>")}`,
    );
    const color = W.mapState.circles === "emitted" ? "#5b4a8a" : W.familyColor(W.mapState.circles);
    return {
      type: "scatter",
      mode: "markers",
      x: ends.map((end) => end.x),
      y: ends.map((end) => end.y),
      showlegend: false,
      marker: {
        size: found.map(([, own]) => radius(own.sum, largest) * 2),
        color,
        opacity: 0.5,
        line: { color: "#1d2733", width: 1 },
      },
      hovertemplate: text.map((own) => `${own}<extra></extra>`),
      customdata: found.map(([node]) => ({ node })),
    };
  }

  const radius = (value, largest) => Math.max(4, 32 * Math.sqrt(value / largest));

  /** Return the labels of clusters and works: where they cover no other, else left out for the pointer to tell. */
  function labels(scale) {
    const taken = [];
    const found = [...circles()]
      .filter(([node, own]) => own.sum > 0 && W.nodes().get(node))
      .sort((a, b) => b[1].sum - a[1].sum);
    const largest = Math.max(...found.map(([, own]) => own.sum), 1e-9);
    const notes = found.map(([node, own]) => {
      const end = W.nodes().get(node);
      const r = radius(own.sum, largest);
      return placed(taken, scale, [end.x, end.y], `${W.nodeName(node)} ${W.number(own.sum)}`, r, {
        size: 13,
        bold: true,
        must: true,
      });
    });
    const seen = new Set();
    for (const leg of W.mapState.lines === "works" ? legs() : []) {
      if (leg.state === "reference" || !leg.x.length || seen.has(leg.work)) continue;
      seen.add(leg.work);
      notes.push(placed(taken, scale, middle(leg), leg.work, 4, { size: 11, bold: false, must: false }));
    }
    return notes.filter(Boolean);
  }

  function placed(taken, scale, at, text, away, look) {
    const [wide, high] = [text.length * look.size * 0.58 + 6, look.size + 5];
    const side = away + wide / 2 + 2;
    const rise = away + high / 2 + 1;
    const tries = [
      [0, -rise],
      [0, rise],
      [side, 0],
      [-side, 0],
      [side, -rise],
      [-side, -rise],
      [side, rise],
      [-side, rise],
    ];
    const box = ([dx, dy]) => [
      at[0] / scale + dx - wide / 2,
      at[1] / scale + dy - high / 2,
      at[0] / scale + dx + wide / 2,
      at[1] / scale + dy + high / 2,
    ];
    const free = tries.find((shift) => taken.every((other) => !overlap(box(shift), other)));
    if (!free && !look.must) return null;
    const shift = free || tries[0];
    taken.push(box(shift));
    return {
      x: at[0],
      y: at[1],
      xshift: shift[0],
      yshift: shift[1],
      text: look.bold ? `<b>${safe(text)}</b>` : safe(text),
      showarrow: false,
      bgcolor: "rgba(255,255,255,0.78)",
      borderpad: 1,
      font: { size: look.size, color: "#1d2733" },
    };
  }

  const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  function layout() {
    const nodes = [...W.nodes().values()].filter(
      (node) => ["cluster", "offshore"].includes(node.kind) && node.x !== null,
    );
    const [xs, ys] = [nodes.map((node) => node.x), nodes.map((node) => node.y)];
    const pad = 22;
    const scale =
      (Math.max(...xs) - Math.min(...xs) + 2 * pad) / Math.max(500, document.getElementById("main").clientWidth * 0.7);
    return {
      margin: { l: 0, r: 0, t: 0, b: 0 },
      plot_bgcolor: "#e6f0f6",
      dragmode: "pan",
      hovermode: "closest",
      showlegend: false,
      annotations: labels(scale),
      images: W.mapState.background ? W.background() : [],
      xaxis: { visible: false, range: [Math.min(...xs) - pad, Math.max(...xs) + pad], constrain: "range" },
      yaxis: {
        visible: false,
        range: [Math.min(...ys) - pad, Math.max(...ys) + pad],
        scaleanchor: "x",
        constrain: "range",
      },
    };
  }

  function detail(panel) {
    const picked = W.mapState.picked;
    const content = [W.el("h2", {}, W.t("detail"))];
    if (!picked) content.push(W.el("p", {}, W.t("detail_none")));
    else if (picked.work && W.works().has(picked.work)) content.push(...workDetail(picked.work));
    else if (picked.node) content.push(...nodeDetail(picked.node));
    else if (picked.corridor) content.push(...corridorDetail(picked.corridor));
    panel.replaceChildren(...content, ...legend());
  }

  function workDetail(work) {
    const row = W.works().get(work);
    const own = rankingRow(work);
    const facts = [
      [W.t("family"), W.family(row.carrier)],
      [W.t("state"), W.t(`state_${W.workState(work)}`)],
      [W.t("status"), W.word(`status_${row.status}`, row.status)],
      [W.t("in_service"), W.service(work)],
      [W.t("capacity"), W.amount(row.capacity, row.unit)],
      [W.t("confidence"), W.word(`confidence_${row.confidence}`, row.confidence)],
    ];
    if (own && own.shapley_kt !== null)
      facts.push(
        [W.t("shapley"), `${W.signed(own.shapley_kt)} ± ${W.number(own.shapley_se_kt)} ${W.t("unit_kt")}`],
        [W.t("rank"), W.rank(own)],
      );
    return [
      W.el("h3", {}, `${work} ${W.workName(work)}`),
      W.facts(facts),
      W.el("p", {}, W.el("a", { href: W.address({ view: "work", work }) }, W.t("to_sheet"))),
    ];
  }

  function nodeDetail(node) {
    const own = circles().get(node) || { sum: 0, parts: [] };
    const columns = [
      { key: "0", head: W.t("part"), text: (row) => W.label("sector", row[0]) },
      { key: "1", head: W.t(`circle_${W.mapState.circles}`), unit: unit(), number: true },
    ];
    return [
      W.el("h3", {}, W.nodeName(node, false)),
      W.grid(`${W.nodeName(node)}: ${W.number(own.sum)} ${unit()}`, columns, own.parts),
    ];
  }

  function corridorDetail(key) {
    const [carrier, from, to] = key.split("|");
    const row = W.table(W.year().needs).find((one) => one.carrier === carrier && one.from === from && one.to === to);
    if (!row) return [];
    const facts = ["existing", "needed", "planned", "gap"].map((name) => [W.t(name), W.amount(row[name], row.unit)]);
    facts.push([W.t("works"), W.workLinks(row.works)]);
    return [W.el("h3", {}, `${W.label("carrier", carrier)}: ${W.nodeName(from)} – ${W.nodeName(to)}`), W.facts(facts)];
  }

  function legend() {
    const items = [
      ["reference", "—"],
      ["candidate", "◆"],
      ["idle", "◇"],
    ].map(([id, mark]) =>
      W.el(
        "li",
        {},
        W.el("span", { "aria-hidden": "true" }, `${mark} `),
        W.t(`state_${id}`),
        ": ",
        W.t(`state_${id}_means`),
      ),
    );
    const lost = [
      ...new Set(
        W.kept(W.scenario().lines)
          .filter((leg) => leg.how === "none")
          .map((leg) => leg.work),
      ),
    ];
    const straight = [
      ...new Set(
        W.kept(W.scenario().lines)
          .filter((leg) => leg.how === "straight")
          .map((leg) => leg.work),
      ),
    ];
    return [
      W.el("h2", {}, W.t("legend")),
      W.el("ul", { class: "plain" }, items),
      W.el("p", {}, W.t("legend_size", { unit: unit() })),
      W.el("p", {}, W.t(W.mapState.lines === "works" ? `legend_${W.mapState.width}` : "legend_corridors")),
      lost.length ? W.el("p", { class: "warning" }, W.t("not_on_map", { works: lost.join(", ") })) : null,
      straight.length ? W.el("p", {}, W.t("straight", { works: straight.join(", ") })) : null,
    ].filter(Boolean);
  }

  function twin() {
    if (W.mapState.lines === "corridors") return W.needsTable(corridors());
    const ids = [...new Set(legs().map((leg) => leg.work))];
    const clusters = [...circles()].map(([node, own]) => ({ node, sum: own.sum }));
    const columns = [
      { key: "node", head: W.t("cluster"), text: (row) => W.nodeName(row.node, false) },
      { key: "sum", head: W.t(`circle_${W.mapState.circles}`), unit: unit(), number: true },
    ];
    return W.el("div", {}, W.grid(W.t("clusters"), columns, clusters), W.workTable(ids));
  }

  /** Return a table of works with what the register says. */
  W.workTable = function (ids) {
    const rows = ids.map((work) => W.works().get(work));
    return W.grid(
      W.t("works"),
      [
        { key: "work", head: W.t("work"), text: (row) => W.workLink(row.work) },
        { key: "name", head: W.t("name"), text: (row) => W.workName(row.work), sort: (row) => W.workName(row.work) },
        { key: "carrier", head: W.t("family"), text: (row) => W.family(row.carrier) },
        {
          key: "state",
          head: W.t("state"),
          text: (row) => W.t(`state_${W.workState(row.work)}`),
          sort: (row) => W.workState(row.work),
        },
        {
          key: "year",
          head: W.t("in_service"),
          number: true,
          text: (row) => String(W.service(row.work)),
          sort: (row) => W.service(row.work),
        },
        { key: "capacity", head: W.t("capacity"), number: true, text: (row) => W.amount(row.capacity, row.unit) },
      ],
      rows,
    );
  };
})((window.werven = window.werven || {}));
