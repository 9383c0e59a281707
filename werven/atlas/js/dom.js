/* Elements, tables and charts. Texts are always set as text, so that nothing in the data can run. */
(function (W) {
  "use strict";

  /** Return an element. Attributes that are functions become listeners; false and null are left out. */
  W.el = function (tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  };

  /** Return a labelled choice. `options` are [value, text]. */
  W.select = function (id, label, options, value, changed) {
    const select = W.el("select", { id, change: () => changed(select.value) });
    for (const [own, text] of options) {
      select.append(W.el("option", { value: own, selected: String(own) === String(value) }, text));
    }
    return W.field(label, select);
  };

  /** Return ids with their words, as the options of a choice. */
  W.options = (prefix, ids) => ids.map((id) => [id, W.t(`${prefix}_${id}`)]);

  /** Return a control with its label before it. */
  W.field = (label, control) => W.el("span", { class: "field" }, W.el("label", { for: control.id }, label), control);

  /** Return a labelled box to tick. */
  W.tick = function (id, label, checked, changed, extra = {}) {
    const box = W.el("input", { type: "checkbox", id, checked, change: () => changed(box.checked), ...extra });
    box.checked = checked;
    return W.el("span", { class: "tick" }, box, W.el("label", { for: id }, label));
  };

  /** Return a button. */
  W.button = (text, click, attributes = {}) => W.el("button", { type: "button", click, ...attributes }, text);

  /** Return what keeps the choice of a control and draws the page again, with the focus on `focus` if that is given. */
  W.keeps = (own, key, focus) => (value) => {
    own[key] = value;
    W.render(focus);
  };

  /** Return what puts a value into a set or takes it out when a box is ticked, and draws the page again. */
  W.toggles = (set, value) => (on) => {
    if (on) set.add(value);
    else set.delete(value);
    W.render();
  };

  /** Return a group of controls with a name. */
  W.group = (legend, ...children) => W.el("fieldset", { class: "group" }, W.el("legend", {}, legend), ...children);

  /** Return a link to the sheet of a work. */
  W.workLink = (work) => W.el("a", { href: W.address({ view: "work", work }) }, work);

  /** Return the works that a cell names as links. */
  W.workLinks = (cell) =>
    cell
      ? W.el(
          "span",
          {},
          cell.split(/[;+]/).flatMap((work) => [W.workLink(work.trim()), " "]),
        )
      : "–";

  /**
   * Return a table that is sorted by its heads.
   * `columns`: {key, head, unit, text(row), sort(row), number}; `rows`: objects.
   */
  W.grid = function (caption, columns, rows, options = {}) {
    const body = W.el("tbody");
    const heads = columns.map((column, index) => head(column, () => sortBy(index)));
    let sorted = { index: -1, down: false };

    function fill(list) {
      body.replaceChildren(...list.map((row) => line(columns, row, options)));
    }

    function sortBy(index) {
      const column = columns[index];
      const key = column.sort || ((row) => row[column.key]);
      sorted = { index, down: sorted.index === index ? !sorted.down : Boolean(column.number) };
      heads.forEach((one, i) =>
        one.setAttribute("aria-sort", i !== index ? "none" : sorted.down ? "descending" : "ascending"),
      );
      fill([...rows].sort((a, b) => compare(key(a), key(b)) * (sorted.down ? -1 : 1)));
    }

    fill(rows);
    const table = W.el("table", {}, W.el("caption", {}, caption), W.el("thead", {}, W.el("tr", {}, heads)), body);
    const label = `${caption}`;
    return W.el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, table);
  };

  /** Return a column of a table for a signed number with its unit. */
  W.signedColumn = (key, title, unit) => ({
    key,
    head: title,
    unit,
    number: true,
    text: (row) => W.signed(row[key]),
  });

  /** Return a column of a table for a cell that is told in words, such as the status of a work. */
  W.wordColumn = (key) => ({ key, head: W.t(key), text: (row) => W.word(`${key}_${row[key]}`, row[key]) });

  function head(column, clicked) {
    const unit = column.unit ? W.el("span", { class: "unit" }, ` [${column.unit}]`) : null;
    const button = W.el("button", { type: "button", class: "sort", click: clicked }, column.head, unit);
    return W.el("th", { scope: "col", class: column.number ? "number" : null, "aria-sort": "none" }, button);
  }

  function line(columns, row, options) {
    const cells = columns.map((column, index) => {
      const content = column.text ? column.text(row) : column.number ? W.number(row[column.key]) : row[column.key];
      const tag = index === 0 ? "th" : "td";
      const scope = index === 0 ? "row" : null;
      return W.el(
        tag,
        { scope, class: column.number ? "number" : column.wide },
        content === null || content === undefined ? "" : content,
      );
    });
    return W.el("tr", { class: options.rowClass ? options.rowClass(row) : null }, cells);
  }

  function compare(a, b) {
    const none = (value) => value === null || value === undefined || value === "";
    if (none(a) || none(b)) return none(a) - none(b);
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), W.state.lang);
  }

  const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
  const CONFIG = {
    displaylogo: false,
    responsive: true,
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "toggleSpikelines"],
  };

  /** Return decimal and thousands sign of the language, as plotly takes them. */
  function separators() {
    const parts = W.writer().formatToParts(12345.6);
    return ["decimal", "group"].map((type) => parts.find((part) => part.type === type).value).join("");
  }

  /** Return the layout that all charts share, with its own parts over it. */
  W.layout = function (own) {
    const axis = {
      gridcolor: "#e3dfd5",
      zerolinecolor: "#5b6672",
      linecolor: "#5b6672",
      ticks: "outside",
      tickcolor: "#b9b3a7",
    };
    return {
      font: { family: FONT, size: 14, color: "#1d2733" },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      separators: separators(),
      margin: { l: 60, r: 20, t: 10, b: 50 },
      hoverlabel: { bgcolor: "#ffffff", bordercolor: "#5b6672", font: { family: FONT, size: 14, color: "#1d2733" } },
      ...own,
      xaxis: { ...axis, ...own.xaxis },
      yaxis: { ...axis, ...own.yaxis },
    };
  };

  /** Return the axis of a chart with a row for each key, from below; `names` may be marked up. */
  W.rowAxis = (keys, names) => ({
    range: [-0.7, keys.length - 0.3],
    zeroline: false,
    tickmode: "array",
    tickvals: keys,
    ticktext: names,
    ticks: "",
    showgrid: false,
  });

  /** Return a legend on one line above a chart. */
  W.legendAbove = (own = {}) => ({ orientation: "h", y: 1, yanchor: "bottom", x: 0, ...own });

  /**
   * Return a chart with its twin, a table that says the same.
   * `chart`: {name, alt, traces, layout, height, clicked(point), config}; `twin`: a table element.
   */
  W.chart = function (chart, twin) {
    const drawing = W.el("div", { class: "drawing", role: "group", "aria-label": chart.alt });
    drawing.style.height = `${chart.height}px`;
    const table = W.el("div", { class: "twin", hidden: true }, twin);
    const button = W.button(W.t("as_table"), flip, { class: "switch", "aria-pressed": "false" });

    function flip() {
      const shown = table.hidden;
      table.hidden = !shown;
      drawing.hidden = shown;
      button.setAttribute("aria-pressed", String(shown));
      button.textContent = W.t(shown ? "as_chart" : "as_table");
      if (!shown) window.Plotly.Plots.resize(drawing);
    }

    const figure = W.el("figure", { class: "chart", "data-chart": chart.name }, button, drawing, table);
    W.draw(drawing, chart);
    return figure;
  };

  /** Draw a chart once its element stands in the page. */
  W.draw = function (drawing, chart) {
    window.requestAnimationFrame(() => {
      if (!drawing.isConnected) return;
      window.Plotly.react(drawing, chart.traces, W.layout(chart.layout), { ...CONFIG, ...chart.config });
      if (chart.clicked && !drawing.listens) {
        drawing.listens = true;
        drawing.on("plotly_click", (event) => chart.clicked(event.points[0]));
      }
    });
  };

  /** Let the reader save a text as a file. */
  W.save = function (name, text, type) {
    const link = W.el("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    URL.revokeObjectURL(link.href);
  };

  /** Return texts as a line of a CSV file. */
  W.csv = (cells) =>
    cells
      .map((cell) => (/[",\n\r]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell)))
      .join(",");
})((window.werven = window.werven || {}));
