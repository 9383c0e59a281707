/* The map: clusters, works and corridors on kilometres of EPSG:3035, with the numbers of what is picked. */
(function (W) {
  "use strict";

  const { circles, circleTrace, corridors, corridorTraces, labels, legs, REFERENCE_COLOR, unit, workTraces } = W.layers;

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

  /** Return what circles show: emissions, or the use of a group of carriers. */
  const circleWords = (id) => W.word(`circle_${id}`, W.t("circles_use", { carrier: W.label("group", id) }));

  function title() {
    const rows = circles();
    const sum = [...rows.values()].reduce((total, one) => total + one.sum, 0);
    return { what: circleWords(W.mapState.circles), total: W.number(sum), unit: unit() };
  }

  function controls() {
    const own = W.mapState;
    const circled = ["emitted", ...W.content.groups.users];
    return W.el(
      "div",
      { class: "controls" },
      W.select(
        "map-circles",
        W.t("circles"),
        circled.map((id) => [id, circleWords(id)]),
        own.circles,
        W.keeps(own, "circles"),
      ),
      W.select("map-lines", W.t("lines"), W.options("lines", ["works", "corridors"]), own.lines, W.keeps(own, "lines")),
      W.select("map-width", W.t("width"), W.options("width", ["capacity", "flow"]), own.width, W.keeps(own, "width")),
      W.familyTicks("map", own.without),
      own.lines === "works" ? stateBoxes(own) : null,
      W.content.background
        ? W.tick("map-background", W.t("background"), own.background, W.keeps(own, "background"))
        : null,
    );
  }

  /** Return boxes to tick for the states of works. */
  function stateBoxes(own) {
    const states = ["reference", "candidate", "idle", "later"];
    return W.group(
      W.t("states"),
      states.map((id) => W.tick(`map-${id}`, W.t(`state_${id}`), own.states.has(id), W.toggles(own.states, id))),
    );
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

  function layout() {
    const nodes = [...W.nodes().values()].filter(
      (node) => ["cluster", "offshore"].includes(node.kind) && node.x !== null,
    );
    const [xs, ys] = [nodes.map((node) => node.x), nodes.map((node) => node.y)];
    const pad = 22;
    const scale =
      (Math.max(...xs) - Math.min(...xs) + 2 * pad) / Math.max(500, document.getElementById("main").clientWidth * 0.7);
    return {
      ...W.mapLayout(xs, ys, pad),
      hovermode: "closest",
      showlegend: false,
      annotations: labels(scale),
      images: W.mapState.background
        ? W.background(Math.min(...xs) - 60, Math.max(...xs) + 60, Math.min(...ys) - 60, Math.max(...ys) + 60)
        : [],
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
    const own = W.rankingRow(work);
    const facts = [
      [W.t("family"), W.family(row.carrier)],
      [W.t("state"), W.t(`state_${W.workState(work)}`)],
      [W.t("status"), W.word(`status_${row.status}`, row.status)],
      [W.t("in_service"), W.service(work)],
      [W.t("capacity"), W.amount(row.capacity, row.unit)],
      [W.t("confidence"), W.word(`confidence_${row.confidence}`, row.confidence)],
    ];
    if (own && own[W.valueKeys().value] !== null)
      facts.push([W.t("shapley"), W.valueWords(own)], [W.t("rank"), W.rank(own)]);
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
      { key: "1", head: circleWords(W.mapState.circles), unit: unit(), number: true },
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
    const facts = [...W.corridorFacts(row), [W.t("works"), W.workLinks(row.works)]];
    return [W.el("h3", {}, `${W.label("carrier", carrier)}: ${W.nodeName(from)} – ${W.nodeName(to)}`), W.facts(facts)];
  }

  function legend() {
    const meaning = (id) => `${W.t(`state_${id}`)}: ${W.t(`state_${id}_means`)}`;
    const marked = (id, mark) => [W.el("span", { "aria-hidden": "true" }, `${mark} `), meaning(id)];
    const items = [
      W.swatched(REFERENCE_COLOR, meaning("reference")),
      marked("candidate", "◆"),
      marked("idle", "◇"),
    ].map((parts) => W.el("li", {}, parts));
    const works = W.mapState.lines === "works";
    const lost = works ? worksDrawn("none") : [];
    const straight = works ? worksDrawn("straight") : [];
    return [
      W.el("h2", {}, W.t("legend")),
      works ? W.el("ul", { class: "plain" }, items) : null,
      W.el("p", {}, W.t("legend_size", { unit: unit() })),
      W.el("p", {}, W.t(works ? `legend_${W.mapState.width}` : "legend_corridors")),
      lost.length ? W.el("p", { class: "warning" }, W.t("not_on_map", { works: lost.join(", ") })) : null,
      straight.length ? W.el("p", {}, W.t("straight", { works: straight.join(", ") })) : null,
      W.mapState.background ? W.el("p", {}, W.content.background.attribution) : null,
    ].filter(Boolean);
  }

  /** Return the works with a leg that is drawn in that way. */
  function worksDrawn(how) {
    const found = W.kept(W.scenario().lines).filter((leg) => leg.how === how);
    return [...new Set(found.map((leg) => leg.work))];
  }

  function twin() {
    if (W.mapState.lines === "corridors") return W.needsTable(corridors());
    const ids = [...new Set(legs().map((leg) => leg.work))];
    const clusters = [...circles()].map(([node, own]) => ({ node, sum: own.sum }));
    const columns = [
      { key: "node", head: W.t("cluster"), text: (row) => W.nodeName(row.node, false) },
      { key: "sum", head: circleWords(W.mapState.circles), unit: unit(), number: true },
    ];
    return W.el("div", {}, W.grid(W.t("clusters"), columns, clusters), W.workTable(ids));
  }
})((window.werven = window.werven || {}));
