"use strict";
(() => {
  // Whatever comes from the data is only ever put in as text.
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const labels = JSON.parse(byId("labels").textContent);
  const PERSONAL = 1, SENSITIVE = 2, OPEN = 4, OUTSIDE = 8;
  const ROW = 52, SPARE = 10;
  const total = data.name.length;
  const number = new Intl.NumberFormat("en-GB");
  const collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
  const days = Object.fromEntries(["short", "long"].map((month) => [month, new Intl.DateTimeFormat("en-GB", { day: "numeric", month, year: "numeric" })]));
  const date = (iso, month = "long") => days[month].format(new Date(`${iso}T00:00:00`));
  const word = (column, row) => data[column].words[data[column].rows[row]];
  const form = byId("filters"), body = byId("body"), rows = byId("rows"), table = byId("table");
  const extra = {};  // filters without a control: place, folder, rule, special
  let shown = [], order = null, sorted = { column: null, up: true }, rendered = new Map();

  // Filtering. Each test runs over the few different words of a column, not over every row.
  const lower = (column) => (data[column].lower ??= data[column].words.map((text) => String(text).toLowerCase()));
  const names = () => (data.lowerNames ??= data.name.map((text) => text.toLowerCase()));
  const matching = (column, test) => {
    const good = data[column].words.map(test);
    const codes = data[column].rows;
    return (row) => good[codes[row]];
  };
  const flag = (bit) => (row) => (data.flags[row] & bit) !== 0;
  const inside = (place) => (text) => place === "" || text === place || text.startsWith(`${place}/`);

  const makers = {
    sensitivity: (value) => flag(value === "sensitive" ? SENSITIVE : PERSONAL),
    access: () => flag(OPEN),
    outside: () => flag(OUTSIDE),
    holds: (value) => matching("holds", (kinds) => kinds.includes(value)),
    special: (value) => matching("special", (kinds) => kinds.includes(value)),
    type: (value) => matching("type", (text) => text === value),
    asset: (value) => matching("asset", (text) => (text || "no asset") === value),
    status: (value) => matching("status", (text) => text === value),
    rule: (value) => matching("rule", (text) => text === value),
    read: (value) => matching("read", (text) => (value === "unread" ? text !== "" : text === value)),
    place: (value) => matching("place", inside(value)),
    folder: (value) => matching("place", (text) => text === value),
  };

  const search = (text) => {
    const tests = text.toLowerCase().split(/\s+/).filter(Boolean).map((part) => {
      const columns = ["folder", "type", "asset"].map((column) => {
        const good = lower(column).map((word) => word.includes(part));
        return [good, data[column].rows];
      });
      const own = names();
      return (row) => columns.some(([good, codes]) => good[codes[row]]) || own[row].includes(part);
    });
    return (row) => tests.every((test) => test(row));
  };

  const wanted = () => {
    const filters = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    return { ...filters, ...extra };
  };

  const apply = () => {
    const { q = "", ...filters } = wanted();
    const tests = Object.entries(filters).map(([name, value]) => makers[name](value));
    if (q.trim()) tests.push(search(q));
    const found = [];
    for (let at = 0; at < total; at += 1) {
      const row = order ? order[at] : at;
      if (tests.every((test) => test(row))) found.push(row);
    }
    shown = found;
    const all = `${number.format(total)} ${total === 1 ? "document" : "documents"}`;
    byId("found").textContent = found.length === total ? all : `${number.format(found.length)} of ${all}`;
    byId("clear").hidden = !q && Object.keys(filters).length === 0;
    table.setAttribute("aria-rowcount", String(found.length + 1));
    chips();
    rows.scrollTop = 0;
    draw(true);
  };

  const chips = () => {
    const says = { place: "Folder", folder: "In the folder itself", rule: "Rule", special: "Category" };
    byId("chips").replaceChildren(...Object.entries(extra).map(([name, value]) => {
      const button = make("button", "", `${says[name]}: ${name === "rule" ? labels.rules[value] ?? value : value || "top folder"} ✕`);
      button.type = "button";
      button.setAttribute("aria-label", `Remove the filter ${says[name]}: ${value}`);
      button.addEventListener("click", () => { delete extra[name]; apply(); byId("clear").focus(); });
      return button;
    }));
  };

  // Sorting.
  const ranks = (column) => {
    if (column === "people") return data.people;
    if (column === "name") {
      const at = Array.from({ length: total }, (_, row) => row).sort((a, b) => collator.compare(data.name[a], data.name[b]));
      const rank = new Int32Array(total);
      at.forEach((row, position) => { rank[row] = position; });
      return rank;
    }
    const text = (words) => String(column === "status" ? labels.statuses[words] ?? words : words);
    const words = data[column].words.map(text);
    const at = words.map((_, code) => code).sort((a, b) => collator.compare(words[a], words[b]));
    const rank = [];
    at.forEach((code, position) => { rank[code] = words[code] === "" ? words.length : position; });
    return data[column].rows.map((code) => rank[code]);
  };

  const sort = (column, head) => {
    const up = sorted.column === column ? !sorted.up : column !== "people";
    sorted = { column, up };
    const rank = (data.ranks ??= {})[column] ??= ranks(column);
    order = Array.from({ length: total }, (_, row) => row).sort((a, b) => (up ? rank[a] - rank[b] : rank[b] - rank[a]) || a - b);
    for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    apply();
  };

  // Drawing: only the rows in sight are in the page.
  const make = (tag, style, text) => {
    const element = document.createElement(tag);
    if (style) element.className = style;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const cell = (style, ...parts) => {
    const element = make("td", style);
    element.append(...parts);
    return element;
  };
  const status = (row) => labels.statuses[word("status", row)] ?? word("status", row);
  const drawRow = (at) => {
    const row = shown[at];
    const line = make("tr", "row");
    line.setAttribute("aria-rowindex", String(at + 2));
    const head = make("th");
    head.scope = "row";
    const button = make("button", "one", data.name[row] || "(no name)");
    button.type = "button";
    button.dataset.at = String(at);
    button.title = data.name[row];
    head.append(button, make("span", "one sub", word("folder", row)));
    const code = word("status", row), due = word("due", row), unread = word("read", row);
    const open = (data.flags[row] & OPEN) !== 0 && (data.flags[row] & PERSONAL) !== 0;
    const kept = cell("", make("span", `${due ? "one" : "line"} ${code}`, status(row)));
    if (due) kept.append(make("span", "one sub", date(due, "short")));
    const type = cell("", make("span", unread ? "one" : "line", word("type", row)));
    if (unread) type.append(make("span", "one sub", labels.reads[unread] ?? unread));
    line.append(
      head,
      type,
      cell("number", make("span", "one", data.people[row] ? number.format(data.people[row]) : "")),
      cell("", make("span", "line", word("special", row).join(", "))),
      cell("", make("span", open ? "line open" : "line", word("reach", row))),
      kept,
      cell("", make("span", "line", word("asset", row))),
    );
    return line;
  };
  const spacer = () => {
    const line = make("tr", "spacer");
    line.setAttribute("aria-hidden", "true");
    const only = make("td");
    only.colSpan = 7;
    line.append(only);
    return line;
  };
  const above = spacer(), below = spacer();
  const draw = (afresh) => {
    const first = Math.max(0, Math.floor(rows.scrollTop / ROW) - SPARE);
    const last = Math.min(shown.length, Math.ceil((rows.scrollTop + rows.clientHeight) / ROW) + SPARE);
    if (afresh) {
      rendered.clear();
      body.replaceChildren(above, below);
    }
    for (const [at, line] of rendered) {
      if (at >= first && at < last) continue;
      if (line.contains(document.activeElement)) rows.focus({ preventScroll: true });
      line.remove();
      rendered.delete(at);
    }
    let next = above.nextSibling;
    for (let at = first; at < last; at += 1) {
      let line = rendered.get(at);
      if (!line) {
        line = drawRow(at);
        rendered.set(at, line);
        body.insertBefore(line, next);
      }
      next = line.nextSibling;
    }
    above.firstChild.style.height = `${first * ROW}px`;
    below.firstChild.style.height = `${(shown.length - last) * ROW}px`;
  };
  let waiting = false;
  rows.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(false); });
  });
  new ResizeObserver(() => draw(false)).observe(rows);

  // One document, in full.
  const tell = (row) => {
    const folder = word("folder", row);
    const unread = word("read", row);
    const facts = [
      ["Folder", folder || "Top folder"],
      ["Kind of record", word("type", row)],
      ["Information asset", word("asset", row)],
      ["People named", data.people[row] ? number.format(data.people[row]) : ""],
      ["What it holds", word("holds", row).join(", ")],
      ["Sensitive data", word("special", row).join(", ")],
      ["Who can open it", word("reach", row)],
      ["Place", data.flags[row] & OUTSIDE ? "Outside its home" : ""],
      ["Retention", status(row)],
      ["Due", word("due", row) ? date(word("due", row)) : ""],
      ["Why", [word("reason", row), word("clock", row)].filter(Boolean).join(" ")],
      ["Not fully examined", [unread && (labels.reads[unread] ?? unread), word("error", row)].filter(Boolean).join(": ")],
    ];
    byId("detail-title").textContent = data.name[row] || "(no name)";
    byId("detail-facts").replaceChildren(...facts.filter(([, text]) => text).flatMap(([name, text]) => [make("dt", "", name), make("dd", "", text)]));
    byId("detail").showModal();
  };
  body.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) tell(shown[Number(button.dataset.at)]);
  });
  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const button = event.target.closest("button");
    if (!step || !button) return;
    event.preventDefault();
    const at = Math.min(Math.max(Number(button.dataset.at) + step, 0), shown.length - 1);
    const top = at * ROW, room = rows.clientHeight - table.tHead.offsetHeight - ROW;
    if (top < rows.scrollTop) rows.scrollTop = top;
    if (top > rows.scrollTop + room) rows.scrollTop = top - room;
    draw(false);
    rendered.get(at)?.querySelector("button").focus({ preventScroll: true });
  });

  // Controls.
  const options = (id, values, say) => byId(id).append(...values.map((value) => {
    const option = make("option", "", say(value));
    option.value = value;
    return option;
  }));
  const alphabetical = (values) => [...new Set(values)].sort(collator.compare);
  options("holds", alphabetical(data.holds.words.flat()), String);
  options("type", alphabetical(data.type.words), String);
  options("asset", alphabetical(data.asset.words.map((text) => text || "no asset")), String);
  const used = new Set(data.status.words);
  options("status", Object.keys(labels.statuses).filter((code) => used.has(code)), (code) => labels.statuses[code]);
  options("read", Object.keys(labels.reads), (code) => labels.reads[code]);

  const reset = () => {
    form.reset();
    for (const name of Object.keys(extra)) delete extra[name];
  };
  let typing = 0;
  byId("q").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(apply, 80); });
  form.addEventListener("change", (event) => { if (event.target.id !== "q") apply(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  byId("clear").addEventListener("click", () => { reset(); apply(); byId("q").focus(); });
  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) sort(button.dataset.sort, button.closest("th"));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-filter]");
    if (!link) return;
    reset();
    for (const [name, value] of Object.entries(JSON.parse(link.dataset.filter))) {
      if (form.elements[name]) form.elements[name].value = value; else extra[name] = value;
    }
    apply();
    byId("documents").focus({ preventScroll: true });
  });

  for (const hidden of document.querySelectorAll("#filters, .found, #rows")) hidden.hidden = false;
  apply();
})();
