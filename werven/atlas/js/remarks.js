/* Remarks of readers: kept in the browser where it allows that, taken out to a file and read back in. */
(function (W) {
  "use strict";

  const FORMAT = "werven-remarks";
  const VERSION = 1;
  const KEY = "werven-remarks";
  const BLANK = { author: "", answer: "", status: "open", scenario: null, year: null, closure: null };
  let remarks = [];
  let exported = new Set();
  let kept = true;
  let message = "";

  /** Read what the browser has kept. */
  W.readRemarks = function () {
    try {
      const stored = JSON.parse(window.localStorage.getItem(KEY) || "{}");
      remarks = Array.isArray(stored.remarks) ? stored.remarks.filter(valid) : [];
      exported = new Set(Array.isArray(stored.exported) ? stored.exported : []);
    } catch {
      kept = false;
    }
  };

  function keep() {
    try {
      window.localStorage.setItem(KEY, JSON.stringify({ remarks, exported: [...exported] }));
      kept = true;
    } catch {
      kept = false;
    }
    W.countRemarks();
  }

  const mark = (one) => `${one.id}@${one.modified}`;
  const open = () => remarks.filter((one) => !exported.has(mark(one)));
  const text = (value) => typeof value === "string";
  const valid = (one) =>
    Boolean(one) && ["id", "target", "text", "created", "modified", "release"].every((key) => text(one[key]));

  /** Write at the navigation how many remarks are in no file yet. */
  W.countRemarks = function () {
    const badge = document.getElementById("remarks-open");
    if (!badge) return;
    const count = open().length;
    badge.textContent = count ? String(count) : "";
    badge.parentElement.setAttribute("aria-label", count ? W.t("remarks_open", { count }) : W.t("view_remarks"));
  };

  /** Return a button that starts a remark on a work or an input. */
  W.remarkButton = function (target, small = false) {
    const count = remarks.filter((one) => one.target === target).length;
    const name = `${W.t("add_remark")}: ${target.replace(/^\w+:/, "")}`;
    const label = small ? `✎${count ? ` ${count}` : ""}` : `✎ ${W.t("add_remark")}`;
    return W.button(label, () => write(target), { class: small ? "small" : null, "aria-label": name });
  };

  /** Let the reader write a remark, or change an old one. */
  function write(target, old) {
    const fields = remarkFields(old);
    const dialog = W.el("dialog", { "aria-labelledby": "remark-title", close: () => dialog.remove() });
    const save = (event) => {
      event.preventDefault();
      if (!fields.text.value.trim()) return fields.text.focus();
      const values = Object.entries(fields).map(([name, field]) => [name, field.value.trim()]);
      store(target, old, Object.fromEntries(values));
      dialog.close();
      return W.render();
    };
    const label = (name, key) => [W.el("label", { for: `remark-${name}` }, W.t(key)), fields[name]];
    dialog.append(
      W.el(
        "form",
        { submit: save },
        W.el("h2", { id: "remark-title" }, `${W.t("remark_on")} ${targetName(target)}`),
        label("text", "remark"),
        label("author", "author"),
        old ? [...label("answer", "answer"), ...label("status", "remark_status")] : [],
        W.el(
          "div",
          { class: "buttons" },
          W.el("button", { type: "submit", id: "remark-save" }, W.t("save")),
          W.button(W.t("cancel"), () => dialog.close()),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
    fields.text.focus();
  }

  /** Return the fields of a remark by name, filled in with what an old one says. */
  function remarkFields(old) {
    const written = old ? old.author : lastAuthor();
    const options = W.options("remark", ["open", "answered", "closed"]).map(([value, words]) =>
      W.el("option", { value, selected: Boolean(old) && old.status === value }, words),
    );
    const fields = {
      text: W.el("textarea", { id: "remark-text", rows: 5, required: true }),
      author: W.el("input", { id: "remark-author", type: "text", autocomplete: "name", value: written }),
      answer: W.el("textarea", { id: "remark-answer", rows: 3 }),
      status: W.el("select", { id: "remark-status" }, options),
    };
    if (old) [fields.text.value, fields.answer.value] = [old.text, old.answer || ""];
    return fields;
  }

  const lastAuthor = () => (remarks.length ? remarks[remarks.length - 1].author || "" : "");

  function store(target, old, values) {
    const now = new Date().toISOString();
    const place = {
      scenario: W.state.scenario,
      year: W.state.year,
      closure: W.state.closure,
      release: W.content.release.id,
    };
    if (old) Object.assign(old, values, { modified: now });
    else remarks.push({ id: identity(), target, ...place, created: now, modified: now, ...values, status: "open" });
    keep();
  }

  /** Return a random id; `crypto.randomUUID` is not there in a page opened from a file everywhere. */
  function identity() {
    return [...window.crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
  }

  /** Return what a remark is about, in words. */
  function targetName(target) {
    const [kind, ...rest] = target.split(":");
    const id = rest.join(":");
    if (kind !== "work") return id || target;
    return W.works().has(id) ? `${id} ${W.workName(id)}` : `${id} (${W.t("unknown_here")})`;
  }

  W.showRemarks = function (view) {
    const file = W.el("input", {
      type: "file",
      id: "remarks-file",
      accept: ".json,application/json",
      change: () => file.files.length && read(file.files[0]),
    });
    view.append(
      W.heading(W.t("remarks_title", { count: remarks.length, open: open().length }), W.t("remarks_reads")),
      kept ? "" : W.el("p", { class: "warning" }, W.t("not_kept")),
      message ? W.el("p", { class: "warning", role: "status", id: "remarks-message" }, message) : "",
      W.el(
        "div",
        { class: "controls" },
        W.button(W.t("export"), out, { id: "remarks-export", disabled: !remarks.length }),
        W.el("label", { class: "file" }, W.t("import"), file),
        W.remarkButton("view:atlas"),
      ),
      W.remarkList(() => true),
    );
    message = "";
  };

  /** Return the remarks that pass, as a table. */
  W.remarkList = function (passes) {
    const rows = remarks.filter(passes);
    if (!rows.length) return W.nothing("no_remarks");
    return W.grid(
      W.t("remarks"),
      [
        { key: "target", head: W.t("remark_on"), text: (one) => targetName(one.target) },
        { key: "text", head: W.t("remark") },
        { key: "author", head: W.t("author") },
        { key: "answer", head: W.t("answer") },
        { key: "status", head: W.t("remark_status"), text: (one) => W.word(`remark_${one.status}`, one.status || "") },
        { key: "modified", head: W.t("date"), text: (one) => one.modified.slice(0, 10) },
        {
          key: "release",
          head: W.t("release"),
          text: (one) =>
            one.release === W.content.release.id ? one.release : `${one.release} (${W.t("other_release")})`,
        },
        { key: "kept", head: W.t("in_file"), text: (one) => W.t(exported.has(mark(one)) ? "yes" : "no") },
        {
          key: "edit",
          head: W.t("change"),
          text: (one) =>
            W.el(
              "span",
              {},
              W.button(W.t("change"), () => write(one.target, one), { class: "small" }),
              " ",
              W.button(W.t("remove"), () => drop(one), { class: "small" }),
            ),
        },
      ],
      rows,
    );
  };

  function drop(one) {
    if (!window.confirm(W.t("remove_sure"))) return;
    remarks = remarks.filter((other) => other !== one);
    keep();
    W.render();
  }

  /** Return the file of remarks. */
  W.remarksFile = () =>
    `${JSON.stringify({ format: FORMAT, format_version: VERSION, release: W.content.release.id, exported: new Date().toISOString(), remarks }, null, 1)}\n`;

  function out() {
    W.save(`werven-remarks-${W.content.release.id}.json`, W.remarksFile(), "application/json");
    exported = new Set(remarks.map(mark));
    keep();
    W.render("remarks-export");
  }

  async function read(file) {
    message = W.addRemarks(await file.text());
    W.render("remarks-file");
  }

  /** Take in the remarks of a file and return what was done, in words; the later version of a remark is kept. */
  W.addRemarks = function (content) {
    let found;
    try {
      found = JSON.parse(content);
    } catch {
      return W.t("import_no_json");
    }
    if (!found || found.format !== FORMAT || !Array.isArray(found.remarks)) return W.t("import_no_remarks");
    if (found.format_version > VERSION) return W.t("import_newer", { version: found.format_version });
    const good = found.remarks.filter(valid);
    for (const one of good) take({ ...BLANK, ...one });
    keep();
    const foreign = good.filter((one) => one.release !== W.content.release.id).length;
    const parts = [W.t("import_done", { count: good.length })];
    if (good.length < found.remarks.length)
      parts.push(W.t("import_bad", { count: found.remarks.length - good.length }));
    if (foreign) parts.push(W.t("import_foreign", { count: foreign, release: W.content.release.id }));
    return parts.join(" ");
  };

  function take(one) {
    const place = remarks.findIndex((other) => other.id === one.id);
    if (place < 0) remarks.push(one);
    else if (remarks[place].modified < one.modified) remarks[place] = one;
    exported.add(mark(one));
  }
})((window.werven = window.werven || {}));
