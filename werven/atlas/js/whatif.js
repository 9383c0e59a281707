/* What if: tick works on and off, and read what that very combination avoids. */
(function (W) {
  "use strict";

  W.whatif = { key: "", on: new Set(), asked: [] };

  W.showWhatif = function (view) {
    if (!W.ranking()) return view.append(W.heading(W.t("whatif"), W.yearLine()), W.nothing("not_ranked"));
    const game = W.game(W.ranking(), W.scenario().requires);
    if (!game.players.length) return view.append(W.heading(W.t("whatif"), W.closureLine()), W.nothing("no_candidates"));
    const key = `${W.state.scenario}|${W.state.year}|${W.state.closure}`;
    if (W.whatif.key !== key) Object.assign(W.whatif, { key, on: new Set(game.players) });
    const heading = W.el("div");
    const result = W.el("section", { class: "panel", "aria-live": "polite", id: "whatif-result" });
    const choices = W.el("div", { class: "choices" });
    const update = () => {
      const worth = W.worth(game, W.whatif.on);
      heading.replaceChildren(W.heading(finding(worth), W.closureLine()));
      result.replaceChildren(...told(game, worth));
      marginals(game, choices);
    };
    const all = (works) => {
      W.whatif.on = new Set(works);
      for (const box of choices.querySelectorAll("input")) box.checked = W.whatif.on.has(box.value);
      update();
    };
    choices.append(...families(game, update));
    view.append(
      heading,
      W.el(
        "div",
        { class: "split even" },
        W.el("div", {}, W.el("div", { class: "buttons" }, shortcuts(game, all)), choices),
        result,
      ),
    );
    update();
    return undefined;
  };

  /** Return buttons for combinations that are asked for often. */
  function shortcuts(game, choose) {
    const ranked = W.table(W.ranking().ranking).map((row) => row.work);
    const best = ranked.filter((work) => game.place.has(work)).slice(0, 10);
    return [
      ["all_works", game.players],
      ["no_works", []],
      ["ten_best", best],
    ].map(([name, works]) => W.button(W.t(name), () => choose(works), { id: `whatif-${name}` }));
  }

  function finding(worth) {
    const unit = W.measure();
    return W.t(unit === "kt" ? "whatif_finding" : "whatif_finding_cap", {
      count: worth.works.size,
      value: W.signed(worth[unit]),
      unit: W.valueKeys().unit,
      how: W.t(`how_${worth.how}`),
    });
  }

  function families(game, update) {
    const known = (work) => (W.works().get(work) || { carrier: "project" }).carrier;
    const all = [...W.families(), "project"];
    return all
      .filter((family) => game.players.some((work) => known(work) === family))
      .map((family) =>
        W.group(
          W.family(family),
          game.players
            .filter((work) => known(work) === family)
            .map((work) =>
              W.el(
                "div",
                { class: "choice" },
                W.tick(
                  `whatif-${work}`,
                  `${work} ${W.workName(work)}`,
                  W.whatif.on.has(work),
                  (on) => {
                    if (on) W.whatif.on.add(work);
                    else W.whatif.on.delete(work);
                    update();
                  },
                  { value: work },
                ),
                W.el("output", { for: `whatif-${work}`, "data-work": work }),
              ),
            ),
        ),
      );
  }

  /** Write at each work what the combination gains or loses with it. */
  function marginals(game, choices) {
    const name = W.measure();
    for (const output of choices.querySelectorAll("output")) {
      const work = output.dataset.work;
      const gain = W.marginal(game, W.whatif.on, work);
      const off = gain.off && !gain.sure ? ` ± ${W.number(gain.off[name])}` : "";
      output.textContent = `${gain.sure ? "" : "≈ "}${W.signed(gain[name])}${off}`;
      output.classList.toggle("off", !W.whatif.on.has(work));
    }
  }

  function told(game, worth) {
    const left = [...W.whatif.on].filter((work) => !worth.works.has(work));
    const cost = [...worth.works].reduce((sum, work) => sum + (W.rankingRow(work).annual_cost_meur || 0), 0);
    const every = W.worth(game, game.players);
    const off = (name) => (worth.how === "estimated" ? ` ± ${W.number(worth.off[name])}` : "");
    const kt = W.t("unit_kt");
    const main = W.measure();
    const meur = W.t("unit_meur");
    const facts = [
      [W.t("avoided_flanders"), `${W.signed(worth.kt)}${off("kt")} ${kt}`],
      [W.t("of_all_works"), `${W.signed(every.kt)} ${kt}`],
      [W.t("avoided_abroad"), `${W.signed(worth.upstream)}${off("upstream")} ${kt}`],
      [W.t("cost_saved"), `${W.signed(worth.meur)}${off("meur")} ${meur}`],
      [W.t("annual_cost_works"), `${W.number(cost)} ${meur}`],
      [W.t("net_saved"), `${W.signed(worth.meur - cost)}${off("meur")} ${meur}`],
    ];
    return [
      W.el("h2", {}, W.t("combination")),
      W.el(
        "p",
        { class: "big" },
        W.el(
          "strong",
          { id: "whatif-value", "data-value": worth[main], "data-how": worth.how },
          `${W.signed(worth[main])}${off(main)}`,
        ),
        ` ${W.t(`unit_${main}`)}`,
      ),
      W.el("p", { class: `how ${worth.how}` }, W.t(`how_${worth.how}_means`, { distance: worth.distance })),
      W.facts(facts),
      left.length ? W.el("p", { class: "warning" }, W.t("left_out", { works: left.join(", ") })) : null,
      W.el("p", {}, W.t("whatif_reads")),
      ...asking(worth),
    ].filter(Boolean);
  }

  function asking(worth) {
    const row = {
      scenario: W.state.scenario,
      year: W.state.year,
      closure: W.state.closure,
      coalition: [...worth.works].sort().join("+"),
    };
    const same = (other) => ["scenario", "year", "closure", "coalition"].every((key) => other[key] === row[key]);
    const add = () => {
      if (!W.whatif.asked.some(same)) W.whatif.asked.push(row);
      W.render("whatif-add");
    };
    const save = () => W.save("combinations.csv", W.combinations(), "text/csv");
    const count = W.whatif.asked.length;
    return [
      W.el("h2", {}, W.t("next_run")),
      W.el("p", {}, W.t(worth.how === "estimated" ? "next_run_means" : "next_run_known")),
      W.el(
        "div",
        { class: "buttons" },
        W.button(W.t("add_to_run"), add, { id: "whatif-add" }),
        W.button(W.t("save_list", { count }), save, { id: "whatif-save", disabled: !count }),
      ),
    ];
  }

  /** Return the list of combinations to solve, as the workflow takes it. */
  W.combinations = function () {
    const columns = ["scenario", "year", "closure", "coalition", "note"];
    const note = `atlas ${W.content.release.id}`;
    return `${[columns.join(","), ...W.whatif.asked.map((row) => W.csv(columns.map((name) => (name === "note" ? note : row[name]))))].join("\n")}\n`;
  };
})((window.werven = window.werven || {}));
