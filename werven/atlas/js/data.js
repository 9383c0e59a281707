/* The results the page was made from, its words in every language, and numbers as people write them. */
(function (W) {
  "use strict";

  const FORMAT = 1;
  const decoded = new Map();

  const ENGLISH = "en";
  W.languages = []; // the columns of the words, set by the page
  W.HOURS = 8760; // of a year

  /** Say whether a row of a ranking has a flag: what it means is decided where the ranking is made. */
  W.hasFlag = (row, word) => row.flag.split(";").some((flag) => flag.trim() === word);

  /** Read what the page carries: results and words. */
  W.load = function (content, words) {
    if (content.format !== FORMAT) throw new Error(`content of format ${content.format}, expected ${FORMAT}`);
    W.content = content;
    W.words = words;
    decoded.clear();
  };

  /** Return a table as a list of objects; the same list every time. */
  W.table = function (name) {
    if (!decoded.has(name)) decoded.set(name, decode(W.content.tables[name]));
    return decoded.get(name);
  };

  /** Return what was kept under a name, as it is. */
  W.kept = (name) => W.content.tables[name];

  function decode(table) {
    const names = Object.keys(table.c);
    const rows = Array.from({ length: table.n }, () => ({}));
    for (const name of names) {
      const column = table.c[name];
      for (let i = 0; i < table.n; i += 1) {
        rows[i][name] = Array.isArray(column) ? column[i] : column.t[column.i[i]];
      }
    }
    return rows;
  }

  /** Return the text of the language of the page out of one a language; where it lacks the English one, or any. */
  W.pick = function (texts) {
    const own = (lang) => texts[W.languages.indexOf(lang)];
    return [W.state.lang, ENGLISH, ...W.languages].map(own).find((text) => text) || "";
  };

  /** Return what a row of a table says under a key in the language of the page. */
  W.said = (row, key) => W.pick(W.languages.map((lang) => row[`${key}_${lang}`]));

  /** Return the name of a row of a table in the language of the page. */
  W.named = (row) => W.said(row, "name");

  /** Return a phrase with its blanks filled in. */
  W.t = function (key, values = {}) {
    const texts = W.words[key];
    if (!texts) throw new Error(`no words for ${key}`);
    return W.pick(texts).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  };

  /** Return a phrase where there is one for the key, else the key itself in words. */
  W.word = (key, fallback) => (W.words[key] ? W.t(key) : String(fallback).replaceAll("_", " "));

  /** Return the name of a carrier, technology or sector. */
  W.label = function (kind, id) {
    for (const own of [kind, "carrier", "technology", "sector"]) {
      const found = (W.content.labels[own] || {})[id];
      if (found) return W.pick(found);
    }
    return String(id).replaceAll("_", " ");
  };

  /** Return the colour of a carrier, technology or sector. */
  W.color = function (kind, id) {
    for (const own of [kind, "carrier", "technology", "sector"]) {
      const found = (W.content.labels[own] || {})[id];
      if (found) return found.at(-1);
    }
    return "#8f969c";
  };

  /** Return what writes numbers with the signs of the language. */
  W.writer = (options) => new Intl.NumberFormat(W.t("locale"), options);

  /** Return a number as it is read aloud: two or three digits, with the signs of the language. */
  W.number = function (value, digits) {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    const size = Math.abs(value);
    let places = digits;
    if (places === undefined) places = size >= 9.95 || size === 0 ? 0 : size >= 0.095 ? 1 : 2;
    const text = W.writer({ minimumFractionDigits: places, maximumFractionDigits: places }).format(size);
    if (digits === undefined && size > 0 && size < 0.005) return `${value < 0 ? ">−" : "<"}${W.number(0.01, 2)}`;
    return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
  };

  /** Return a number with its sign. */
  W.signed = function (value, digits) {
    const text = W.number(value, digits);
    return value > 0 && !text.startsWith("<") ? `+${text}` : text;
  };

  /** Return a value with two standard errors, as the figures and the report tell it. */
  W.withError = (value, error) => (error ? `${W.signed(value)} ± ${W.number(2 * error)}` : W.signed(value));

  /** Return a text that starts with a capital. */
  W.capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  /** Return a text with no more letters than that. */
  W.cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

  /** Return a rank, or the range of ranks of works that cannot be told apart. */
  W.rank = function (row) {
    if (row.rank_low === null) return "–";
    return row.rank_low === row.rank_high ? String(row.rank_low) : `${row.rank_low}–${row.rank_high}`;
  };
})((window.werven = window.werven || {}));
