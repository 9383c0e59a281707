/* Worlds: what works are worth over draws of everything that is uncertain, of the year that is shown. */
(function (W) {
  "use strict";

  /** Return the worlds of the year and closure that are shown, or null where there are none. */
  W.worlds = function () {
    const found = W.year().worlds;
    return found && found.closure === W.state.closure ? found : null;
  };

  /** Return what the worlds say of a work, or undefined. */
  W.robustRow = (work) => (W.worlds() ? W.table(W.worlds().robust).find((row) => row.work === work) : undefined);

  /** Return the inputs that decide a work. */
  W.driversOf = (work) => W.table(W.worlds().drivers).filter((row) => row.work === work);

  /** Return an input that drivers name. */
  W.uncertain = (input) => W.table(W.worlds().inputs).find((row) => row.input === input);

  /** Return scenario, year, prices and boundary of the worlds. */
  W.worldsLine = () =>
    W.t("closure_line", { scenario: W.state.scenario, year: W.state.year, closure: W.pick(W.worlds().label) });

  /** Return a verdict with its colour. */
  W.verdict = (row) =>
    W.el("span", { class: "word" }, W.swatched(W.content.verdicts.colors[row.verdict], W.t(`verdict_${row.verdict}`)));

  /** Return a share of worlds in percent. */
  W.percent = (share) => `${W.number(100 * share, 0)} %`;

  /** Return two ends of a range. */
  W.between = (low, high) => W.t("from_to", { low: W.number(low), high: W.number(high) });

  /** Return the value of a work over worlds with its error and unit. */
  W.meanWords = (row) => `${W.withError(row.mean_kt, row.se_kt)} ${W.t("unit_kt")}`;

  /** Return a number as a bar of that share of its cell, with the number beside it. */
  W.shareBar = function (share) {
    const bar = W.el("span", { class: "share", "aria-hidden": "true" });
    bar.style.width = `${Math.round(6 * 100 * share) / 100}rem`;
    return W.el("span", { class: "shared" }, bar, W.percent(share));
  };
})((window.werven = window.werven || {}));
