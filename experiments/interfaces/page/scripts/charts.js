// Pictures as SVG with presentation attributes. Each is an image with a title and a description of its numbers.

const [INK, SOFT, GRID, EDGE, PAPER] = numbers.paint.lines, [LESS, UNTOLD, MORE] = numbers.paint.classes, DOTS = 50, TALL = 110; // of piled dots, at the most

function element(name, attributes = {}, ...inside) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

function picture(id, width, height, title, description, ...inside) {
  const named = { role: "img", "aria-labelledby": `${id}-title ${id}-desc`, viewBox: `0 0 ${width} ${height}`, width, height };
  return element("svg", { id, ...named, "font-size": 12, fill: INK },
    element("title", { id: `${id}-title` }, title), element("desc", { id: `${id}-desc` }, description), ...inside);
}

/** A chart with what it shows, as rows under heads (`csv.js`). */
function charted(rows, svg) {
  svg.setAttribute("data-rows", JSON.stringify(rows));
  return svg;
}
/** A value of each commune, as rows under heads. */
const byName = (title, values) => [[words.commune, title], ...values.map((value, place) => [numbers.names[place], value])];

const px = (value) => Math.round(value * 10) / 10;
const text = (x, y, said, anchor = "start", more = {}) => element("text", { x: px(x), y: px(y), "text-anchor": anchor, ...more }, said);
const line = (d, more) => element("path", { d, fill: "none", stroke: INK, ...more });

/** Round numbers between two ends. */
function ticks(low, high, most = 5) {
  const rough = Math.max((high - low) / most, 1), power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough), made = [];
  for (let at = Math.ceil(low / step) * step; at <= high + 1e-9; at += step) made.push(at);
  return made;
}

const scale = (low, high, first, last) => (value) => first + ((value - low) / (high - low || 1)) * (last - first);

/** A dot for an equal share of the cases: more or fewer people than going on. Several options stand one below the other,
 *  under their names, along one scale. */
function dots(id, options, title, width = NARROW) {
  const each = options.map(({ values }) => { const many = Math.min(values.length, DOTS), sorted = Float64Array.from(values).sort(); return Array.from({ length: many }, (_, n) => quantile(sorted, (n + 0.5) / many)); });
  const low = Math.min(0, ...each.map((one) => one[0])), high = Math.max(0, ...each.map((one) => one.at(-1))), radius = 5, left = 12, bins = Math.floor((width - 2 * left) / (2 * radius + 1));
  const across = scale(low, high, left, width - left), step = (width - 2 * left) / bins;
  const zero = across(0), at = (value) => Math.floor((across(value) - zero) / step), drawn = []; // more and fewer never share a pile
  let bottom = 0;
  for (const [n, { name }] of options.entries()) {
    const piled = new Map(), placed = each[n].map((value) => { const bin = at(value), pile = piled.get(bin) ?? 0; piled.set(bin, pile + 1); return [value, bin, pile]; });
    const lines = name ? inLines(name, Math.floor((width - 2 * left) / 6.2)) : [];
    drawn.push(...lines.map((said, row) => text(left, bottom + 14 + (n && 8) + 15 * row, said, "start", { "font-weight": 600 })));
    const tallest = Math.max(...piled.values()), rise = Math.min(2 * radius + 1, TALL / tallest);
    bottom += 20 + (n && 8) + 15 * lines.length + tallest * rise;
    drawn.push(line(`M${left},${bottom}H${width - 2}`, { stroke: SOFT }), line(`M${px(across(0))},${px(bottom - tallest * rise - 8)}V${bottom + 4}`, { "stroke-width": 1.5 }),
      ...placed.map(([value, bin, pile]) => element("circle", { cx: px(zero + (bin + 0.5) * step), cy: px(bottom - radius - 1 - pile * rise), r: radius - 0.5, fill: value > 0 ? MORE.at(-1) : value < 0 ? LESS.at(-1) : SOFT })));
  }
  const cases = Array.from({ length: Math.max(...options.map(({ values }) => values.length)) }, (_, n) => [n + 1, ...options.map(({ values }) => values[n] ?? "")]);
  const said = joined(options.map(({ name, row }) => { const value = cellOf(row, change); return name ? say("of_commune", { commune: name, value }) : value; }));
  return charted([["", ...options.map(({ name }) => name ?? title)], ...cases], picture(id, width, bottom + 26, title, `${said}, ${words.middle} (${rangeHead(options[0].row.worlds)})`,
    ...ticks(low, high).map((one) => text(across(one), bottom + 18, written(one, true), "middle")), ...drawn));
}

/** Words in lines of so many letters. */
function inLines(said, letters) {
  return said.split(/ (?!:)/).reduce((lines, word) => (`${lines.at(-1)} ${word}`.length > letters && lines.at(-1) ? [...lines, word] : [...lines.slice(0, -1), `${lines.at(-1)} ${word}`.trim()]), [""]);
}

/** A figure over the years ahead, going on and with the option if there is one: medians, and bands. */
function course(id, going, option, names, title, width = NARROW, height = 260) {
  const span = going.length, right = width - 18, top = option.length ? 82 : 48, bottom = height - 24, most = Math.max(1, ...going.map((one) => one.p95), ...option.map((one) => one.p95));
  const marks = ticks(0, most), left = 12 + 7 * written(marks.at(-1)).length, x = scale(0, span - 1, left, right), y = scale(0, most, bottom, top);
  const band = (rows, low, high, fill, dark) => element("path", { fill, "fill-opacity": dark, d: `M${rows.map((one, n) => `${px(x(n))},${px(y(one[high]))}`).join("L")}L${rows.map((one, n) => `${px(x(n))},${px(y(one[low]))}`).reverse().join("L")}Z` });
  const middle = (rows, more) => line(`M${rows.map((one, n) => `${px(x(n))},${px(y(one.p50))}`).join("L")}`, more);
  const last = (rows) => cellOf(rows.at(-1), figure), looks = [[going, SOFT, "6 3"], [option, MORE.at(-1), ""]].filter(([rows]) => rows.length);
  const every = Math.ceil(span / Math.floor((width - left) / 40)), first = numbers.start + numbers.past, end = say("end_of", { year: first + span - 2 }), clear = right - 6.7 * (end.length + 4);
  const heads = looks.flatMap((_, n) => [words.middle, words.low, words.high].map((end) => say("of_commune", { commune: names[n], value: end })));
  const rows = going.map((_, n) => [first + n - 1, ...looks.flatMap(([one]) => [one[n].p50, one[n].p5, one[n].p95])]);
  return charted([[words.own_columns.year, ...heads], ...rows], picture(id, width, height, title, looks.map(([rows], n) => `${say("of_commune", { commune: names[n], value: last(rows) })}.`).join(" "),
    ...looks.flatMap(([rows, colour, dash], n) => [line(`M0,${12 + 32 * n}h22`, { stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dash }), text(28, 16 + 32 * n, names[n], "start", { "font-weight": 600 }), text(28, 31 + 32 * n, `${last(rows)}, ${end}`)]),
    ...marks.flatMap((one) => [line(`M${left},${px(y(one))}H${right}`, { stroke: GRID }), text(left - 5, y(one) + 4, written(one), "end")]),
    text(right, bottom + 17, end, "end"), ...going.map((_, n) => n).filter((n) => (first + n) % every === 0 && x(n) < clear).map((n) => text(x(n), bottom + 17, String(first + n), "middle")),
    line(`M${left},${bottom}H${right}`, { stroke: SOFT }),
    ...looks.map(([rows, colour]) => band(rows, "p5", "p95", colour, 0.16)),
    ...looks.map(([rows, colour, dash]) => middle(rows, { stroke: colour, "stroke-width": 1.8, "stroke-dasharray": dash }))));
}

/** Colours in a row, each above what it stands for. */
function coloursInARow(width, told) {
  const room = width / Math.max(told.length, 5);
  return told.flatMap(([fill, said], n) => [element("rect", { x: px(n * room), y: 2, width: px(room - 2), height: 12, fill, stroke: EDGE }), text((n + 0.5) * room, 27, said, "middle")]);
}

/** The communes, by how many people more or fewer of 1,000 residents come from each; where it is not told, grey. */
function differences(id, each, title, width = NARROW) {
  const known = each.filter((one) => one.told && one.middle), most = Math.max(...known.map((one) => Math.abs(one.middle)), 0);
  const step = ticks(0, most, 3)[1] ?? 1, bounds = [0, step, 2 * step].filter((one) => one < most);
  const colour = ({ middle, told }) => (told && middle ? (middle > 0 ? MORE : LESS)[bounds.filter((one) => Math.abs(middle) >= one).length - 1] : UNTOLD);
  const less = known.filter((one) => one.middle < 0).length;
  const scaleOf = (fills, sign) => bounds.map((one, n) => [fills[n], one ? `${sign === "+" ? "≥" : "≤"} ${sign}${written(one)}` : sign === "+" ? "> 0" : "< 0"]);
  const legend = [...(less ? scaleOf(LESS, "\u2212").reverse() : []), ...(less < known.length ? scaleOf(MORE, "+") : [])];
  const drawn = communes(width, 36, (place) => [colour(each[place]), `${numbers.names[place]} (${each[place].told ? written(each[place].middle, true) : NONE})`]);
  return charted(byName(title, each.map(({ middle, told }) => (told ? middle : NONE))), picture(id, width, px((groundHere.tall * width) / numbers.wide + 36), title, say("map_told", { more: known.length - less, less, all: each.length }), ...coloursInARow(width, legend), drawn));
}
