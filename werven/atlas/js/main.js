/* The page: head, navigation, views, and what the address says. */
(function (W) {
  "use strict";

  const SHOWS = {
    map: "showMap",
    ranking: "showRanking",
    work: "showWork",
    whatif: "showWhatif",
    timeline: "showTimeline",
    needs: "showNeeds",
    flows: "showFlows",
    inputs: "showInputs",
    remarks: "showRemarks",
    about: "showAbout",
  };

  /** Return the title of a view with the line below it. */
  W.heading = (title, line) =>
    W.el("header", { class: "heading" }, W.el("h1", {}, W.capital(title)), W.el("p", { class: "line" }, line));

  /** Return scenario, year, and how CO2 is closed in the sizing run. */
  W.yearLine = () =>
    W.t("year_line", { scenario: W.state.scenario, year: W.state.year, closing: W.pick(W.year().closing) });

  /** Return scenario, year and closure of the ranking, with the boundary. */
  W.closureLine = () =>
    W.ranking()
      ? W.t("closure_line", { scenario: W.state.scenario, year: W.state.year, closure: W.pick(W.ranking().label) })
      : W.yearLine();

  /** Return a sentence that says why there is nothing to see. */
  W.nothing = (key) => W.el("p", { class: "nothing" }, W.t(key));

  /** Return facts as a list of terms. */
  W.facts = (rows) =>
    W.el(
      "dl",
      {},
      rows.flatMap(([term, value]) => [W.el("dt", {}, term), W.el("dd", {}, value)]),
    );

  function top() {
    const scenario = W.scenario();
    const years = W.years().map((year) => [
      year,
      `${year}${Object.keys(scenario.years[year].closures).length ? "" : ` (${W.t("no_ranking")})`}`,
    ]);
    const closures = Object.entries(W.year().closures).map(([name, closure]) => [name, W.pick(closure.short)]);
    const languages = W.languages.map((lang) =>
      W.button(lang.toUpperCase(), () => W.go({ lang }), {
        lang,
        id: `lang-${lang}`,
        "aria-pressed": String(W.state.lang === lang),
      }),
    );
    return [
      W.el("p", { class: "mark" }, W.el("b", {}, "werven"), ` ${W.t("atlas")}`),
      W.el(
        "div",
        { class: "choose" },
        W.select(
          "choose-scenario",
          W.t("scenario"),
          W.content.scenarios.map((one) => [one.id, one.description ? `${one.id}: ${one.description}` : one.id]),
          W.state.scenario,
          (value) => W.go({ scenario: value }),
        ),
        W.select("choose-year", W.t("year"), years, W.state.year, (value) => W.go({ year: Number(value) })),
        W.select(
          "choose-closure",
          W.t("closure"),
          closures.length ? closures : [["", W.t("not_ranked_short")]],
          W.state.closure,
          (value) => W.go({ closure: value }),
        ),
        W.el("div", { class: "languages", role: "group", "aria-label": W.t("language") }, languages),
      ),
    ];
  }

  function navigation() {
    return W.el(
      "ul",
      {},
      W.views.map((view) => {
        const badge = view === "remarks" ? W.el("span", { id: "remarks-open", class: "badge" }) : null;
        return W.el(
          "li",
          {},
          W.el(
            "a",
            { href: W.address({ view }), "aria-current": W.state.view === view ? "page" : null },
            W.t(`view_${view}`),
            badge,
          ),
        );
      }),
    );
  }

  function foot() {
    const own = W.content.release;
    const missing = W.scenario().missing;
    return [
      missing.length
        ? W.el(
            "p",
            { class: "warning" },
            W.t("missing_years", { scenario: W.state.scenario, years: missing.join(", ") }),
          )
        : null,
      W.el("p", {}, W.t("boundary"), " ", W.t("interpolated")),
      W.el("p", {}, W.t("released", { version: own.version, id: own.id, date: own.date })),
    ].filter(Boolean);
  }

  /** Draw the view that the state asks for; keep the focus where it was, or put it on the control with an id. */
  W.render = function (focus) {
    const active = focus || (document.activeElement && document.activeElement.id);
    const main = document.getElementById("main");
    document.documentElement.lang = W.state.lang;
    document.title = `werven ${W.t("atlas")} – ${W.t(`view_${W.state.view}`)}`;
    document.getElementById("top").replaceChildren(...top());
    document.getElementById("navigation").replaceChildren(navigation());
    document.getElementById("foot").replaceChildren(...foot());
    document.getElementById("skip").textContent = W.t("skip");
    document.getElementById("navigation").setAttribute("aria-label", W.t("views"));
    for (const drawing of main.querySelectorAll(".drawing")) window.Plotly.purge(drawing);
    const view = W.el("article", { class: `view ${W.state.view}` });
    main.replaceChildren(view);
    W[SHOWS[W.state.view]](view);
    W.countRemarks();
    const target = active && document.getElementById(active);
    if (target) target.focus({ preventScroll: true });
  };

  const TERMS = [
    "shapley",
    "pint",
    "toot",
    "floor",
    "synergy",
    "closure",
    "price_band",
    "upstream",
    "cost_saved",
    "net_saved",
    "eur_per_t",
    "confidence",
  ];

  W.showAbout = function (view) {
    const list = (prefix, keys) =>
      W.el(
        "dl",
        { class: "wide" },
        keys.flatMap((key) => [W.el("dt", {}, W.t(key)), W.el("dd", {}, W.t(`${prefix}${key}`))]),
      );
    const works = [...W.works().values()];
    const unsure = works.filter((row) => ["low", "illustrative"].includes(row.confidence)).length;
    const sure = { count: works.length, unsure };
    const limits = Object.keys(W.words).filter((key) => key.startsWith("limit_"));
    view.append(
      W.heading(W.t("view_about"), W.t("about_reads")),
      W.el("section", {}, W.el("h2", {}, W.t("about_words")), list("about_", TERMS)),
      W.el(
        "section",
        {},
        W.el("h2", {}, W.t("about_limits")),
        W.el(
          "ul",
          {},
          limits.map((key) => W.el("li", {}, W.t(key, sure))),
        ),
      ),
      W.el("section", {}, W.el("h2", {}, W.t("about_made")), W.el("p", {}, W.t("about_made_of"))),
    );
  };

  function follow() {
    const before = W.state.view;
    W.state = W.settle(W.parse(window.location.hash));
    W.render();
    if (W.state.view !== before) {
      document.getElementById("main").focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
  }

  /** Start the page. */
  W.start = function () {
    const read = (id) => JSON.parse(document.getElementById(id).textContent);
    W.load(read("content"), read("words"));
    W.readRemarks();
    W.state = W.settle(W.parse(window.location.hash));
    window.addEventListener("hashchange", follow);
    W.render();
  };
})((window.werven = window.werven || {}));
