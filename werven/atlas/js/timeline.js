/* Works over the years: lead times, service, what they need, and the tonnes they add up to, on time or late. */
(function (W) {
  "use strict";

  const FIRST = 2025;
  const LAST = 2050;
  W.timelineState = { late: new Map(), work: "" };

  W.showTimeline = function (view) {
    const rows = comers();
    if (!rows.length) return view.append(W.heading(W.t("timeline"), W.yearLine()), W.nothing("no_works"));
    const ranked = rankedYears();
    const tonnes = ranked.length ? sums(ranked) : null;
    view.append(
      W.heading(tonnes ? finding(tonnes) : W.t("timeline"), W.closureLine()),
      controls(rows.filter(plays)) || "",
    );
    if (tonnes)
      view.append(
        W.el(
          "p",
          { class: "method" },
          W.t("timeline_reads", {
            years: ranked.join(", "),
            guessed: tonnes.onTime.filter((row) => row.how === "estimated").length,
            count: tonnes.years.length,
          }),
        ),
        W.chart(curve(tonnes), curveTable(tonnes)),
      );
    else view.append(W.nothing("not_ranked"));
    view.append(
      W.el("h2", {}, W.t("timeline_bars")),
      W.el("p", { class: "method" }, W.t("bars_read")),
      W.familyKey(),
      W.chart(bars(rows), barTable(rows)),
    );
    return undefined;
  };

  /** Return the works that come, in order of service, with the years that matter. */
  function comers() {
    return [...W.works().values()]
      .filter((row) => !["off", "cancelled"].includes(W.year().states[row.work]) && W.service(row.work) >= FIRST)
      .map((row) => ({ ...row, from: W.service(row.work), late: W.timelineState.late.get(row.work) || 0 }))
      .sort((a, b) => a.from - b.from || a.work.localeCompare(b.work));
  }

  /** Return a delay in words: years, or never. */
  const delay = (years) => (years === Infinity ? W.t("never") : `+${years}`);
  const delays = () => [...W.timelineState.late].map(([work, years]) => `${work} ${delay(years)}`).join(", ");

  /** Return the years a bar of a delay takes: up to the end of the line where the work never comes. */
  const held = (row) => Math.min(row.late, Math.max(LAST + 1 - row.from, 0));

  const rankedYears = () => W.years().filter((year) => closureOf(year));
  const closureOf = (year) => W.scenario().years[year].closures[W.state.closure];

  /** Return what counts: kt avoided under a price, M EUR saved under a cap. */
  const quantity = () => (rankedYears().every((year) => W.measure(closureOf(year)) === "kt") ? "kt" : "meur");

  /** Return what the works in service in a year avoid [kt] or save [M EUR]: between ranked years by the share of time. */
  function avoided(year, ranked, late) {
    const start = (work) => W.service(work) + (late.get(work) || 0);
    const at = (model) => {
      const game = W.game(closureOf(model), W.scenario().requires);
      return W.worth(
        game,
        game.players.filter((work) => W.works().has(work) && start(work) <= year),
      );
    };
    const after = ranked.find((model) => model >= year);
    const before = [...ranked].reverse().find((model) => model <= year);
    if (after === undefined || before === undefined || after === before)
      return at(after === undefined ? before : after);
    const share = (year - before) / (after - before);
    const [a, b] = [at(before), at(after)];
    const how = [a, b].some((one) => one.how === "estimated") ? "estimated" : "solved";
    const mix = (x, y) => (1 - share) * x + share * y;
    const name = quantity();
    return { [name]: mix(a[name], b[name]), how, off: { [name]: mix(a.off[name], b.off[name]) } };
  }

  function sums(ranked) {
    const years = Array.from({ length: LAST - FIRST + 1 }, (_, i) => FIRST + i);
    const name = quantity();
    const path = (late) => {
      let total = 0;
      return years.map((year) => {
        const own = avoided(year, ranked, late);
        total += own[name] / 1000;
        return { year, value: own[name], total, how: own.how, off: own.off[name] };
      });
    };
    const onTime = path(new Map());
    return { years, onTime, late: W.timelineState.late.size ? path(W.timelineState.late) : null };
  }

  function finding(tonnes) {
    const end = tonnes.onTime.at(-1).total;
    const unit = W.t(`sum_${quantity()}`);
    const done = W.t(`done_${quantity()}`);
    if (!tonnes.late) return W.t("timeline_finding", { total: W.number(end), unit, done, last: LAST });
    return W.t("timeline_finding_late", {
      works: delays(),
      lost: W.number(end - tonnes.late.at(-1).total, 1),
      total: W.number(end),
      unit,
      last: LAST,
    });
  }

  /** Return whether a work plays in a ranking of the closure that is shown: only such works can be moved. */
  const plays = (row) => rankedYears().some((year) => closureOf(year).players.includes(row.work));

  function controls(rows) {
    const own = W.timelineState;
    if (!rows.length) return null;
    if (!rows.some((row) => row.work === own.work))
      own.work = (rows.find((row) => row.work === W.state.work) || rows[0]).work;
    const years = W.el("input", {
      type: "number",
      id: "late-years",
      min: 0,
      max: 25,
      step: 1,
      value: Number.isFinite(own.late.get(own.work)) ? own.late.get(own.work) : 3,
    });
    const set = () => {
      const value = Math.round(Number(years.value));
      if (value > 0) own.late.set(own.work, value);
      else own.late.delete(own.work);
      W.render("late-set");
    };
    const never = () => {
      own.late.set(own.work, Infinity);
      W.render("late-never");
    };
    const clear = () => {
      own.late.clear();
      W.render("late-set");
    };
    const options = rows.map((row) => [row.work, `${row.work} ${W.workName(row.work)} (${row.from})`]);
    return W.el(
      "div",
      { class: "controls" },
      W.select("late-work", W.t("late_work"), options, own.work, W.keeps(own, "work", "late-work")),
      W.field(W.t("late_years"), years),
      W.button(W.t("late_set"), set, { id: "late-set" }),
      W.button(W.t("late_never"), never, { id: "late-never" }),
      W.button(W.t("late_none"), clear, { id: "late-none", disabled: !own.late.size }),
      own.late.size ? W.el("span", { class: "said" }, delays()) : null,
    );
  }

  function curve(tonnes) {
    const line = (rows, name, look) => ({
      type: "scatter",
      mode: "lines",
      x: tonnes.years,
      y: rows.map((row) => row.total),
      name,
      line: look,
      hovertemplate: rows.map(
        (row) =>
          `${row.year}: <b>${W.number(row.total, 1)} ${W.t(`sum_${quantity()}`)}</b><br>${W.number(row.value)} ${W.t(`unit_${quantity()}`)}${row.how === "estimated" ? ` (${W.t("how_estimated")}, ± ${W.number(row.off)})` : ""}<extra></extra>`,
      ),
    });
    const traces = [line(tonnes.onTime, W.t("on_time"), { color: "#0072b2", width: 3 })];
    if (tonnes.late) traces.push(line(tonnes.late, W.t("late"), { color: "#d55e00", width: 3, dash: "dash" }));
    return {
      name: "tonnes",
      alt: finding(tonnes),
      traces,
      height: 300,
      layout: {
        margin: { l: 70, r: 20, t: 30, b: 40 },
        legend: W.legendAbove(),
        showlegend: true,
        yaxis: { title: { text: W.t("cumulative_axis", { unit: W.t(`sum_${quantity()}`) }) }, rangemode: "tozero" },
        xaxis: { range: [FIRST, LAST], dtick: 5, tickformat: "d" },
      },
    };
  }

  function curveTable(tonnes) {
    const rows = tonnes.years.map((year, i) => ({ year, a: tonnes.onTime[i], b: tonnes.late ? tonnes.late[i] : null }));
    const columns = [
      { key: "year", head: W.t("year"), number: true, text: (row) => String(row.year) },
      {
        key: "kt",
        head: W.t("on_time"),
        unit: W.t(`unit_${quantity()}`),
        number: true,
        text: (row) => W.number(row.a.value),
        sort: (row) => row.a.value,
      },
      {
        key: "total",
        head: W.t("cumulative"),
        unit: W.t(`sum_${quantity()}`),
        number: true,
        text: (row) => W.number(row.a.total, 1),
        sort: (row) => row.a.total,
      },
      { key: "how", head: W.t("how"), text: (row) => W.t(`how_${row.a.how === "estimated" ? "estimated" : "solved"}`) },
    ];
    if (tonnes.late)
      columns.push({
        key: "late",
        head: W.t("late"),
        unit: W.t(`sum_${quantity()}`),
        number: true,
        text: (row) => W.number(row.b.total, 1),
        sort: (row) => row.b.total,
      });
    return W.grid(W.t("cumulative"), columns, rows);
  }

  function bars(rows) {
    const shown = [...rows].reverse();
    return {
      name: "bars",
      alt: W.t("timeline_alt", { count: rows.length }),
      height: 24 * rows.length + 110,
      traces: stretches(shown),
      layout: {
        barmode: "overlay",
        margin: { l: 380, r: 20, t: 58, b: 20 },
        showlegend: false,
        xaxis: { side: "top", range: [2018, LAST + 0.5], dtick: 5, tickformat: "d" },
        yaxis: W.workAxis(shown.map((row) => row.work)),
        annotations: arrows(shown),
        shapes: [
          {
            type: "line",
            x0: FIRST,
            x1: FIRST,
            y0: 0,
            y1: 1,
            yref: "paper",
            line: { color: "#5b6672", width: 1, dash: "dot" },
          },
        ],
      },
      clicked: (point) => W.go({ view: "work", work: point.y }),
    };
  }

  const lead = (row) => row.lead_time_years || 0;

  /** Return of each work the years in which it is made, those it comes late, and those it is in service. */
  function stretches(shown) {
    const y = shown.map((row) => row.work);
    const color = shown.map((row) => W.familyColor(row.carrier));
    const hover = shown.map((row) => `${barText(row)}<extra></extra>`);
    const bar = (name, from, years, marker) => ({
      type: "bar",
      orientation: "h",
      y,
      x: shown.map(years),
      base: shown.map(from),
      name,
      marker,
      width: 0.62,
      hovertemplate: hover,
      customdata: y,
    });
    const inService = (row) => Math.max(LAST + 1 - row.from - held(row), 0);
    return [
      bar(W.t("lead_time"), (row) => row.from - lead(row), lead, { color: "#ffffff", line: { color, width: 1.5 } }),
      bar(W.t("late"), (row) => row.from, held, {
        color: "#d55e00",
        pattern: { shape: "/", fillmode: "overlay", fgcolor: "#ffffff" },
      }),
      bar(W.t("service"), (row) => row.from + held(row), inService, { color, opacity: 0.75 }),
    ];
  }

  function barText(row) {
    return [
      W.boldWork(row.work),
      `${W.t("lead_time")}: ${W.number(lead(row))} ${W.t("years")}`,
      `${W.t("in_service")}: ${row.from}${row.late ? ` ${delay(row.late)}` : ""}`,
      W.word(`status_${row.status}`, row.status),
    ].join("<br>");
  }

  /** Return an arrow from each work that is required to the work that needs it. */
  function arrows(shown) {
    const at = new Map(shown.map((row) => [row.work, row]));
    return Object.entries(W.scenario().requires).flatMap(([work, needs]) =>
      needs
        .filter((need) => at.has(need) && at.has(work))
        .map((need) => ({
          x: at.get(work).from + held(at.get(work)),
          y: work,
          ax: at.get(need).from + held(at.get(need)),
          ay: need,
          axref: "x",
          ayref: "y",
          xref: "x",
          yref: "y",
          showarrow: true,
          arrowhead: 2,
          arrowsize: 1.1,
          arrowwidth: 1.6,
          arrowcolor: "#1d2733",
          text: "",
        })),
    );
  }

  function barTable(rows) {
    return W.grid(
      W.t("timeline_bars"),
      [
        ...W.workColumns(),
        {
          key: "lead",
          head: W.t("lead_time"),
          unit: W.t("years"),
          number: true,
          text: (row) => W.number(row.lead_time_years),
          sort: (row) => row.lead_time_years,
        },
        { key: "from", head: W.t("in_service"), number: true, text: (row) => String(row.from) },
        {
          key: "late",
          head: W.t("late"),
          unit: W.t("years"),
          number: true,
          text: (row) => (row.late ? delay(row.late) : ""),
        },
        { key: "requires", head: W.t("requires"), text: (row) => (W.scenario().requires[row.work] || []).join(", ") },
        W.wordColumn("status"),
      ],
      rows,
    );
  }
})((window.werven = window.werven || {}));
