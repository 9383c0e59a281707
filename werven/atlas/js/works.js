/* What the views say of works: family, state, size, and what a list of them looks like. */
(function (W) {
  "use strict";

  /** Return the families of works: groups of carriers that flow from place to place. */
  W.families = () => W.content.groups.flows;

  /** Return the colour of a family of works. */
  W.familyColor = (family) => W.color("group", family);

  /** Return the name of a family of works, or of the projects of companies. */
  W.family = (family) => (family === "project" ? W.t("family_project") : W.label("group", family));

  /** Return a text with a stroke of its colour before it. */
  W.swatched = function (color, text) {
    const swatch = W.el("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.background = color;
    return [swatch, text];
  };

  /** Return boxes to tick for the families of works, with their colours; some are left out. */
  W.familyTicks = (view, without) =>
    W.group(
      W.t("families"),
      W.families().map((id) =>
        W.tick(`${view}-${id}`, W.swatched(W.familyColor(id), W.family(id)), !without.has(id), (on) =>
          W.toggles(without, id)(!on),
        ),
      ),
    );

  /** Return the colours of the families of works as a line of text. */
  W.familyKey = () =>
    W.el(
      "p",
      { class: "method key" },
      W.families().map((id) => W.el("span", {}, W.swatched(W.familyColor(id), W.family(id)))),
    );

  /** Return what a work is in the year that is shown: reference, candidate, idle, later, off or cancelled. */
  W.workState = function (work) {
    const state = W.year().states[work];
    if (state !== "candidate" || !W.ranking()) return state;
    const row = W.rankingRow(work);
    return row && W.hasFlag(row, "idle") ? "idle" : "candidate";
  };

  /** Return the row of a work in the ranking that is shown, or undefined. */
  W.rankingRow = (work) => (W.ranking() ? W.table(W.ranking().ranking).find((row) => row.work === work) : undefined);

  /** Return a capacity as people write it: GW or MW, Mt a year. */
  W.amount = function (value, own) {
    if (value === null || value === undefined) return "–";
    if (own === "t/h") return `${W.number((value * W.HOURS) / 1e6, 1)} ${W.t("unit_mt")}`;
    return value >= 1000 ? `${W.number(value / 1000, 1)} GW` : `${W.number(value)} MW`;
  };

  /** Return what stands, is needed, is planned and is lacking on a corridor: terms with amounts. */
  W.corridorFacts = (row) =>
    ["existing", "needed", "planned", "gap"].map((name) => [W.t(name), W.amount(row[name], row.unit)]);

  /** Return a text with what plotly would read as a mark-up taken out. */
  W.safe = (text) =>
    String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("%{", "% {");

  /** Return id and name of a work, marked up for a chart. */
  W.boldWork = (work) => `<b>${W.safe(work)} ${W.safe(W.workName(work))}</b>`;

  /** Return the axis of a chart with a row for each work, from below. */
  W.workAxis = (works) =>
    W.rowAxis(
      works,
      works.map((work) => `<b>${W.safe(work)}</b> ${W.safe(W.cut(W.workName(work), 42))}`),
    );

  /** Return the works of a step of an order, joined. */
  W.stepNames = (row) => row.works.split("+").join(" + ");

  /** Return the ranks of works, in a column of their own to the left of the names of `workAxis`, with a head over it. */
  W.rankNotes = function (shown) {
    const note = { x: 0, xref: "paper", xshift: -425, xanchor: "left", showarrow: false };
    const font = { size: 13, color: "#515c67" };
    return [
      ...shown.map((row) => ({ ...note, y: row.work, text: W.rank(row), font })),
      { ...note, y: 1, yref: "paper", yanchor: "bottom", text: `<b>${W.t("rank")}</b>` },
    ];
  };

  /** Return the columns of a table that name the work of a row, which stands under a key. */
  W.workColumns = (key = "work") => [
    { key, head: W.t("work"), text: (row) => W.workLink(row[key]) },
    { key: "name", head: W.t("name"), text: (row) => W.workName(row[key]), sort: (row) => W.workName(row[key]) },
  ];

  /** Return a table of works with what the register says. */
  W.workTable = function (ids) {
    const rows = ids.map((work) => W.works().get(work));
    return W.grid(
      W.t("works"),
      [
        ...W.workColumns(),
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
