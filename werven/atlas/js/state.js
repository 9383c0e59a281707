/* What the page shows: scenario, year, closure, language, view, work. It stands in the address after the #. */
(function (W) {
  "use strict";

  W.views = ["map", "ranking", "work", "whatif", "timeline", "needs", "flows", "inputs", "remarks", "about"];
  W.state = { lang: "", view: "map", scenario: "", year: 0, closure: "", work: "" };

  /** Return the scenario that is shown, or another one by name. */
  W.scenario = (id = W.state.scenario) => W.content.scenarios.find((one) => one.id === id);

  /** Return the solved years of the scenario that is shown. */
  W.years = (id) => Object.keys(W.scenario(id).years).map(Number);

  /** Return the year that is shown. */
  W.year = () => W.scenario().years[W.state.year];

  /** Return the ranking that is shown, or undefined where the year was not ranked. */
  W.ranking = () => W.year().closures[W.state.closure];

  /** Return the works of the register of a scenario, by id. */
  W.works = function (id) {
    const scenario = W.scenario(id);
    if (!scenario.byId) scenario.byId = new Map(W.table(scenario.works).map((row) => [row.work, row]));
    return scenario.byId;
  };

  /** Return the name of a work. */
  W.workName = function (work) {
    const row = W.works().get(work);
    return row ? W.named(row) : work;
  };

  /** Return the nodes of a scenario, by id. */
  W.nodes = function () {
    const scenario = W.scenario();
    if (!scenario.placed) scenario.placed = new Map(W.table(scenario.nodes).map((row) => [row.node, row]));
    return scenario.placed;
  };

  /** Return the name of a node, short where it is long. */
  W.nodeName = function (node, short = true) {
    const row = W.nodes().get(node);
    if (!row) return node;
    const name = W.named(row);
    return short ? name.split(" - ")[0].split(" (")[0] : name;
  };

  /** Return the year in which a work comes into service in the scenario. */
  W.service = function (work, id) {
    const later = W.scenario(id).later[work];
    return later === undefined ? W.works(id).get(work).year_in_service : later;
  };

  /** Return a state in which everything that is named exists; what does not is replaced by the nearest. */
  W.settle = function (wanted) {
    const next = { ...W.state, ...wanted };
    if (!W.languages.includes(next.lang)) next.lang = W.languages[0];
    if (!W.views.includes(next.view)) next.view = "map";
    if (!W.scenario(next.scenario)) next.scenario = W.content.scenarios[0].id;
    const years = W.years(next.scenario);
    const isRanked = (year) => Object.keys(W.scenario(next.scenario).years[year].closures).length > 0;
    if (!years.includes(Number(next.year))) next.year = years.find(isRanked) || years[0];
    next.year = Number(next.year);
    const closures = Object.keys(W.scenario(next.scenario).years[next.year].closures);
    if (!closures.includes(next.closure)) next.closure = closures.includes("ets") ? "ets" : closures[0] || "";
    if (!W.works(next.scenario).has(next.work)) next.work = best(next);
    return next;
  };

  function best(next) {
    const closure = W.scenario(next.scenario).years[next.year].closures[next.closure];
    const rows = closure ? W.table(closure.ranking) : [];
    return rows.length ? rows[0].work : W.works(next.scenario).keys().next().value || "";
  }

  /** Return the state that an address tells. */
  W.parse = (hash) => Object.fromEntries(new URLSearchParams(hash.replace(/^#/, "")));

  /** Return the address of a state. */
  W.address = (wanted = {}) => `#${new URLSearchParams({ ...W.state, ...wanted }).toString()}`;

  /** Go to a state; the page follows the address. */
  W.go = function (wanted) {
    const address = W.address(W.settle(wanted));
    if (address === window.location.hash) W.render();
    else window.location.hash = address;
  };
})((window.werven = window.werven || {}));
