"use strict";
(() => {
  // The map of folders and the columns by year, drawn by D3. Data only ever becomes text.
  const byId = (id) => document.getElementById(id);
  const number = new Intl.NumberFormat("en-GB");
  const { groups, years } = JSON.parse(byId("charts").textContent);
  const HEADER = 22, GAP = 3, LETTER = 6.9, ROW = 16;
  const say = (count, one, many) => `${number.format(count)} ${count === 1 ? one : many}`;

  // A folder's name as far as it can be read inside a width; where not all fits, its last part says most.
  const fitted = (text, width) => {
    const letters = Math.floor((width - 12) / LETTER);
    if (text.length <= letters) return text;
    const last = text.split(" / ").at(-1);
    if (last.length <= letters) return last;
    return letters >= 5 ? `${last.slice(0, letters - 1).trimEnd()}…` : "";
  };

  const told = (group, cell) => {
    const name = groups.length > 1 && group.cells.length > 1 ? `${group.label}: ${cell.label}` : cell.label;
    return [
      `${name}, ${say(cell.people, "person", "people")} in ${say(cell.documents, "document", "documents")}`,
      cell.sensitive && `${number.format(cell.sensitive)} sensitive and open to everyone`,
      cell.pressing && `${number.format(cell.pressing)} open to everyone or kept too long`,
    ].filter(Boolean).join("; ");
  };

  // Of many folders the largest are drawn, and of each group the others as one area, which enlarges it.
  const ranked = groups.flatMap(({ cells }) => cells).sort((a, b) => b.people - a.people);
  const narrow = (width) => width < 600;
  const whole = (width) => {
    const large = new Set(ranked.slice(0, narrow(width) ? 36 : 90));
    return groups.map((group) => lessened(group, large));
  };
  const lessened = (group, large) => {
    const cells = group.cells.filter((cell) => large.has(cell));
    const rest = group.cells.filter((cell) => !large.has(cell));
    if (rest.length < 2) return group;
    const risk = Math.max(...rest.map((cell) => cell.risk));
    const people = rest.reduce((sum, cell) => sum + cell.people, 0);
    const many = rest.some((cell) => cell.risk === risk && cell.many);
    return { ...group, all: group, cells: [...cells, { more: group, label: cells.length ? `${say(rest.length, "folder", "folders")} more` : group.label, people, risk, many }] };
  };

  const frame = byId("mapframe"), back = byId("map-back");
  let enlarged = null, drawn = 0;

  const choosing = (svg, group, cell) => {
    const what = told(group, cell);
    const link = svg.append("a").attr("href", "#documents").attr("aria-label", what)
      .attr("data-filter", JSON.stringify({ [cell.rest ? "folder" : "place"]: cell.place, sensitivity: "personal" }));
    link.append("title").text(what);
    return link;
  };
  const enlarging = (svg, group) => {
    const what = `Enlarge ${group.label}, ${say(group.cells.length, "folder", "folders")}`;
    const button = svg.append("g").attr("class", "more").attr("role", "button").attr("tabindex", "0").attr("aria-label", what);
    button.append("title").text(what);
    button.on("click", () => enlarge(group)).on("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      enlarge(group);
    });
    return button;
  };

  const drawMap = () => {
    const width = Math.max(Math.round(frame.clientWidth), 240);
    const height = Math.round(narrow(width) ? Math.min(width * 1.5, 640) : Math.min(width * 0.52, 620));
    drawn = width;
    const shown = enlarged ? [enlarged] : whole(width);
    const headed = (node) => node.depth === 1 && !enlarged && node.children.length > 1
      && node.y1 - node.y0 >= 3 * HEADER && fitted(node.data.label, node.x1 - node.x0) !== "";
    const tree = d3.hierarchy({ cells: shown }, (data) => data.cells)
      .sum((data) => (data.cells ? 0 : data.people))
      .sort((a, b) => Boolean(a.data.more) - Boolean(b.data.more) || b.value - a.value);
    d3.treemap().size([width, height]).round(true).paddingInner(2)
      .paddingTop((node) => (headed(node) ? HEADER : 0))
      .paddingRight((node) => (node.depth === 1 ? GAP : 0))
      .paddingBottom((node) => (node.depth === 1 ? GAP : 0))(tree);

    const svg = d3.create("svg").attr("class", "map").attr("viewBox", `0 0 ${width} ${height}`)
      .attr("role", "group").attr("aria-label", "Folders by people named and by risk");
    for (const group of tree.children ?? []) {
      if (headed(group)) {
        const head = enlarging(svg, group.data.all ?? group.data).attr("class", "group");
        head.append("rect").attr("x", group.x0).attr("y", group.y0)
          .attr("width", Math.max(group.x1 - group.x0 - GAP, 0)).attr("height", HEADER - 2);
        head.append("text").attr("x", group.x0 + 2).attr("y", group.y0 + 15)
          .text(fitted(group.data.label, group.x1 - group.x0 - 10));
      }
      for (const area of group.children) {
        const cell = area.data, inside = area.x1 - area.x0, tall = area.y1 - area.y0;
        const link = cell.more ? enlarging(svg, cell.more) : choosing(svg, group.data, cell);
        link.append("rect").attr("class", `risk${cell.risk}${cell.many ? "" : " few"}`)
          .attr("x", area.x0).attr("y", area.y0).attr("width", Math.max(inside, 1)).attr("height", Math.max(tall, 1)).attr("rx", 3);
        // A group too small for its own heading says whose folders these are.
        const alone = group.children.length === 1 || (!enlarged && !headed(group));
        const label = fitted(alone && !cell.more && groups.length > 1 && cell.label !== group.data.label ? `${group.data.label} / ${cell.label}` : cell.label, inside);
        if (tall >= 20 && label) link.append("text").attr("x", area.x0 + 7).attr("y", area.y0 + ROW).text(label);
        if (!cell.more && tall >= 38 && inside >= 34) {
          link.append("text").attr("class", "figure").attr("x", area.x0 + 7).attr("y", area.y0 + 33).text(number.format(cell.people));
        }
      }
    }
    frame.replaceChildren(svg.node());
  };

  const enlarge = (group) => {
    const before = enlarged;
    enlarged = group;
    back.hidden = !group;
    byId("map-shown").textContent = group ? `Only ${group.label}: ${say(group.cells.length, "folder", "folders")}` : "";
    drawMap();
    if (group) back.focus();
    else [...frame.querySelectorAll("g[role=button]")].find((head) => head.getAttribute("aria-label").startsWith(`Enlarge ${before.label},`))?.focus();
  };

  if (frame) {
    drawMap();
    back.addEventListener("click", () => enlarge(null));
    new ResizeObserver(() => {
      // On paper the drawing is scaled; what has the focus is not drawn anew under somebody's hands.
      if (Math.abs(frame.clientWidth - drawn) > 1 && !matchMedia("print").matches) drawMap();
    }).observe(frame);
  }

  const drawYears = (place) => {
    const step = 34, side = 34, width = side + years.length * step + 6, height = 180, foot = 22, head = 18;
    const x = d3.scaleBand(years.map(({ label }) => label), [side, width - 6]).paddingInner(0.24).paddingOuter(0.12);
    const most = Math.max(...years.map(({ value }) => value));
    const y = d3.scaleLinear([0, most], [height - foot, head]).nice(4);
    const svg = d3.create("svg").attr("class", "years").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "img")
      .attr("aria-label", `Documents kept too long by the year their period ran out: ${years.filter(({ value }) => value).map(({ label, value }) => `${label}, ${number.format(value)}`).join("; ")}`);
    const ticks = y.ticks(4).filter(Number.isInteger);
    const plain = (axis) => axis.attr("font-family", null).attr("font-size", null).attr("text-anchor", null).attr("fill", null);
    plain(svg.append("g").attr("class", "grid").attr("transform", `translate(${side},0)`)
      .call(d3.axisLeft(y).tickValues(ticks).tickFormat((value) => number.format(value)).tickSize(-(width - side)).tickPadding(5)));
    const bars = svg.append("g").selectAll("g").data(years.filter(({ value }) => value)).join("g");
    bars.append("rect").attr("class", "fill").attr("x", ({ label }) => x(label)).attr("width", x.bandwidth())
      .attr("y", ({ value }) => y(value)).attr("height", ({ value }) => y(0) - y(value)).attr("rx", 2);
    bars.append("text").attr("class", "above").attr("x", ({ label }) => x(label) + x.bandwidth() / 2)
      .attr("y", ({ value }) => y(value) - 4).text(({ value }) => number.format(value));
    const spread = years.length > 12 ? years.map(({ label }) => label).filter((_, at) => at % 2 === (years.length - 1) % 2) : x.domain();
    plain(svg.append("g").attr("class", "below").attr("transform", `translate(0,${height - foot})`)
      .call(d3.axisBottom(x).tickValues(spread).tickSize(0).tickPadding(6)));
    place.replaceChildren(svg.node());
  };
  if (byId("years")) drawYears(byId("years"));

  // Without this program the tables stand open; with it they are there for whoever wants them.
  for (const table of document.querySelectorAll("details.instead")) table.open = false;
})();
