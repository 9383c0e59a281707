/* Assumptions: every input with unit, source, confidence and the results it touches. */
(function (W) {
  "use strict";

  const SETTINGS = "settings";
  const WIDE = { source: "long", note: "long", name_nl: "wide", name_en: "wide", promoter: "wide", options: "wide" };
  const SURE = ["high", "medium", "low", "illustrative"];
  const MOST = 400;
  /** Units that say that another cell of the row tells. */
  const ELSEWHERE = new Set(["see unit", "as value"]);
  /** What is uncertain: its name and ends come first, and in words where the year has worlds. */
  const UNCERTAIN = "uncertainty";
  const TOLD = ["low", "central", "high", "options"];
  W.inputsState = { table: "works", text: "", sure: "" };

  W.showInputs = function (view) {
    const own = W.inputsState;
    const described = W.content.described;
    const names = Object.keys(W.scenario().inputs).filter((name) => described[name]);
    const options = [...names.map((name) => [name, `${name}: ${W.tableWords(name)}`]), [SETTINGS, W.t("settings")]];
    const found = W.el("div", {});
    const search = W.el("input", {
      type: "search",
      id: "inputs-text",
      value: own.text,
      input: () => {
        own.text = search.value;
        fill();
      },
    });
    const fill = () => found.replaceChildren(...(own.table === SETTINGS ? settings() : rowsOf(own.table)));
    view.append(
      W.heading(
        W.t("inputs_title", { scenario: W.state.scenario, description: W.scenario().description || W.t("base_case") }),
        W.t("inputs_reads"),
      ),
      W.el(
        "div",
        { class: "controls" },
        W.select("inputs-table", W.t("table"), options, own.table, W.keeps(own, "table", "inputs-table")),
        W.field(W.t("search"), search),
        W.select(
          "inputs-sure",
          W.t("confidence"),
          [["", W.t("all")], ...W.options("confidence", SURE)],
          own.sure,
          W.keeps(own, "sure", "inputs-sure"),
        ),
      ),
      found,
    );
    fill();
  };

  /** Return what a table of the inputs holds, in words. */
  W.tableWords = (name) => W.word(`table_${name}`, W.content.described[name].meaning);

  const matches = (row) => {
    const wanted = W.inputsState.text.trim().toLowerCase();
    return !wanted || Object.values(row).some((value) => String(value).toLowerCase().includes(wanted));
  };

  function rowsOf(name) {
    const own = W.inputsState;
    const about = W.content.described[name];
    const all = W.table(W.scenario().inputs[name]);
    const rows = all.filter((row) => matches(row) && (!own.sure || row.confidence === own.sure));
    const shown = rows.slice(0, MOST);
    const sure = SURE.map((id) => [id, all.filter((row) => row.confidence === id).length]).filter(([, count]) => count);
    const columns = columnsOf(name, about, all);
    columns.push({ key: "remark", head: W.t("remark"), text: (row) => W.remarkButton(target(name, about, row), true) });
    return [
      W.el(
        "p",
        {},
        `${W.tableWords(name)}. ${W.t(`group_${about.group}`)} `,
        W.t("inputs_count", { shown: shown.length, count: all.length }),
        " ",
        `${W.t("confidence")}: ${sure.map(([id, count]) => `${W.t(`confidence_${id}`)} ${count}`).join(", ") || "–"}.`,
      ),
      W.grid(`${name}`, columns, shown),
    ];
  }

  /** Return the columns of a table that its rows have, and what they touch. */
  function columnsOf(name, about, all) {
    const columns = Object.entries(about.columns)
      .filter(([key]) => all.length && key in all[0])
      .map(([key, words]) => column(key, words));
    if (name === UNCERTAIN) return uncertain(columns);
    columns.splice(about.key.length || 1, 0, {
      key: "touches",
      head: W.t("touches"),
      wide: "wide",
      text: (row) => touches(name, row),
    });
    return columns;
  }

  /** Return the columns of what is uncertain in the order in which they are read: all of them touch worlds alone. */
  function uncertain(columns) {
    const told = (row) => (W.worlds() && W.uncertain(row.input)) || {};
    const ended = columns.map((each) =>
      TOLD.includes(each.key)
        ? { ...each, number: false, text: (row) => W.said(told(row), each.key) || each.text(row) }
        : each,
    );
    const named = columns.filter(({ key }) => key.startsWith("name_"));
    const name = named.find(({ key }) => key === `name_${W.state.lang}`) || named.at(-1);
    const first = [name, ...ended.filter(({ key }) => [...TOLD, "confidence"].includes(key))];
    return [...first, ...ended.filter((each) => !first.includes(each) && !named.includes(each))];
  }

  const target = (name, about, row) => `input:${name}:${about.key.map((key) => row[key]).join(",")}`;

  function column(key, [meaning, unit, kind]) {
    const number = kind === "number" || kind === "year";
    const head = W.word(`column_${key}`, key);
    const text =
      key === "confidence"
        ? (row) => W.word(`confidence_${row[key]}`, row[key])
        : number
          ? (row) => (kind === "year" || row[key] === null ? row[key] : plain(row[key]))
          : (row) => (row[key] === true ? W.t("yes") : row[key] === false ? W.t("no") : row[key]);
    return { key, head, unit: kind === "year" ? "" : unitWords(unit), meaning, number, text, wide: WIDE[key] };
  }

  /** Return a unit of the inputs in words. */
  const unitWords = (unit) => (!unit || ELSEWHERE.has(unit) ? "" : W.word(`unit_of_${unit}`, unit));

  /** Return a number as it stands in the table, with the decimal sign of the language. */
  const plain = (value) => W.writer({ maximumSignificantDigits: 6 }).format(value);

  /** Return in words which results a row touches: flows of its technology or carrier, the value of its work. */
  function touches(name, row) {
    if (row.work && W.rankingRow(row.work)) {
      const keys = W.valueKeys();
      const own = W.rankingRow(row.work);
      return W.t("touches_work", { rank: W.rank(own), value: W.signed(own[keys.value]), unit: keys.unit });
    }
    if (row.work && W.works().has(row.work)) return W.t(`state_${W.workState(row.work)}`);
    const flow = turnover("technology", row.technology) || turnover("carrier", row.carrier || row.item || row.fuel);
    if (flow)
      return W.t("touches_flow", {
        value: W.number(flow.size),
        unit: flow.unit === "t" ? "Mt" : "TWh",
        year: W.state.year,
      });
    if (row.technology) return W.t("touches_unused", { year: W.state.year });
    return W.t(`touches_${W.content.described[name].group}`);
  }

  function turnover(kind, id) {
    return id ? W.table(W.year().runs).find((row) => row.kind === kind && row.id === id) : undefined;
  }

  function settings() {
    const rows = W.table(W.scenario().settings).filter(matches);
    return [
      W.el("p", {}, W.t("settings_reads")),
      W.grid(
        W.t("settings"),
        [
          { key: "key", head: W.t("setting") },
          { key: "value", head: W.t("amount") },
          {
            key: "default",
            head: W.t("default"),
            text: (row) => (row.default === row.value ? W.t("same") : row.default),
          },
          { key: "meaning", head: W.t("means") },
          { key: "remark", head: W.t("remark"), text: (row) => W.remarkButton(`input:settings:${row.key}`, true) },
        ],
        rows,
        { rowClass: (row) => (row.default === row.value ? null : "changed") },
      ),
    ];
  }
})((window.werven = window.werven || {}));
