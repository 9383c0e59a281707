/* What lies on the map: land, circles of clusters, lines of works and corridors, and their labels. */
(function (W) {
  "use strict";

  const REFERENCE_COLOR = "#98a1a9";

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
    without: new Set(), // families that are left out
    states: new Set(["reference", "candidate", "idle"]),
    width: "capacity",
    picked: null,
    background: false,
  };

  /** Return the unit of what the circles show. */
  const unit = () =>
    ["emitted", ...W.content.groups.mass].includes(W.mapState.circles) ? W.t("unit_mt") : W.t("unit_twh");

  /** Return by cluster the sum of what the circles show, and its parts. */
  function circles(year = W.year()) {
    const which = W.mapState.circles;
    const rows = which === "emitted" ? W.table(year.emitted) : W.table(year.users).filter((row) => row.group === which);
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

  /** Return the largest sum of any cluster in any year and scenario: circles of all maps have one scale. */
  function largestCircle() {
    const years = W.content.scenarios.flatMap((scenario) => Object.values(scenario.years));
    return Math.max(...years.flatMap((year) => [...circles(year).values()].map((own) => own.sum)), 1e-9);
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
      const covers = !W.mapState.background;
      const fill = covers && feature.kind === "region" && feature.name !== "Flanders" ? "#efede8" : covers && look.fill;
      return {
        type: "scatter",
        mode: "lines",
        x,
        y,
        line: { color: look.color, width: look.width },
        fill: fill ? "toself" : "none",
        fillcolor: fill || undefined,
        hoverinfo: "skip",
        showlegend: false,
      };
    });
  };

  /** Return the layout of a map around points [km], with a border around them; without points it shows everything. */
  W.mapLayout = function (xs, ys, border) {
    const axis = (at) => ({
      visible: false,
      constrain: "range",
      ...(at.length ? { range: [Math.min(...at) - border, Math.max(...at) + border] } : {}),
    });
    return {
      margin: { l: 0, r: 0, t: 0, b: 0 },
      plot_bgcolor: "#e6f0f6",
      dragmode: "pan",
      xaxis: axis(xs),
      yaxis: { ...axis(ys), scaleanchor: "x" },
    };
  };

  /** Return the legs of the works that are shown: line, work, state. */
  function legs() {
    const own = W.mapState;
    return W.kept(W.scenario().lines)
      .map((leg) => ({ ...leg, state: W.workState(leg.work), row: W.works().get(leg.work) }))
      .filter((leg) => leg.state && !own.without.has(leg.row.carrier) && own.states.has(leg.state));
  }

  /** Return points per unit of capacity or flow; carriers share a scale where their units do. */
  function widthOf(values) {
    const largest = Math.max(...values, 1e-9);
    return (value) => Math.max(1.5, 9 * Math.sqrt(value / largest));
  }

  function strength(leg) {
    if (W.mapState.width === "capacity") return leg.capacity;
    const row = W.rankingRow(leg.work);
    return row && row.utilisation_h_per_year !== null ? (leg.capacity * row.utilisation_h_per_year) / W.HOURS : 0;
  }

  function workTraces() {
    const found = legs();
    const traces = [];
    for (const family of W.families()) {
      const own = found.filter((leg) => leg.row.carrier === family);
      const width = widthOf(own.map(strength));
      traces.push(...own.filter((leg) => leg.x.length).flatMap((leg) => legTraces(leg, width(strength(leg)))));
    }
    return traces;
  }

  function legTraces(leg, width) {
    const reference = leg.state === "reference";
    const color = reference ? REFERENCE_COLOR : W.familyColor(leg.row.carrier);
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

  function workText(work) {
    const row = W.works().get(work);
    const own = W.rankingRow(work);
    const parts = [
      W.boldWork(work),
      `${W.t(`state_${W.workState(work)}`)} · ${W.service(work)} · ${W.amount(row.capacity, row.unit)}`,
    ];
    if (own && own[W.valueKeys().value] !== null) parts.push(`${W.t("shapley")}: ${W.valueWords(own)}`);
    return parts.join("<br>");
  }

  function corridors() {
    return W.table(W.year().needs)
      .map((row) => ({
        ...row,
        family: W.content.groups.of[row.carrier],
        ends: [W.nodes().get(row.from), W.nodes().get(row.to)],
      }))
      .filter(
        (row) =>
          row.family &&
          !W.mapState.without.has(row.family) &&
          row.from !== row.to &&
          row.ends.every((end) => end && end.x !== null) &&
          Math.max(row.needed, row.existing) > 0,
      );
  }

  function corridorTraces() {
    const traces = [];
    const flow = (row) => Math.abs((row.flow_forward_per_year || 0) - (row.flow_back_per_year || 0));
    const size = W.mapState.width === "flow" ? flow : (row) => row.needed;
    for (const family of W.families()) {
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
      `<b>${W.safe(W.label("carrier", row.carrier))}: ${W.safe(W.nodeName(row.from))} – ${W.safe(W.nodeName(row.to))}</b>`,
      `${W.t("existing")} ${W.amount(row.existing, row.unit)} · ${W.t("needed")} ${W.amount(row.needed, row.unit)} · ${W.t("gap")} ${W.amount(row.gap, row.unit)}`,
      `${W.t("net_flow")}: ${W.number(Math.abs(net))} ${row.flow_unit === "Mt" ? W.t("unit_mt") : W.t("unit_twh")} (${W.safe(W.nodeName(from))} → ${W.safe(W.nodeName(to))})`,
    ].join("<br>");
  }

  function circleTrace() {
    const found = [...circles()].filter(([node, own]) => own.sum > 0 && W.nodes().get(node));
    const largest = largestCircle();
    const ends = found.map(([node]) => W.nodes().get(node));
    const text = found.map(
      ([node, own]) =>
        `<b>${W.safe(W.nodeName(node))}</b><br>${W.number(own.sum)} ${unit()}<br>${own.parts
          .slice(0, 5)
          .map(([part, value]) => `${W.safe(W.label("sector", part))}: ${W.number(value)}`)
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
    const largest = largestCircle();
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
      text: look.bold ? `<b>${W.safe(text)}</b>` : W.safe(text),
      showarrow: false,
      bgcolor: "rgba(255,255,255,0.78)",
      borderpad: 1,
      font: { size: look.size, color: "#1d2733" },
    };
  }

  const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  W.layers = { circles, circleTrace, corridors, corridorTraces, labels, legs, REFERENCE_COLOR, unit, workTraces };
})((window.werven = window.werven || {}));
