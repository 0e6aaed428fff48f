// Where and who: a map of the communes whose year is moved, the list of those that are not reached, and one commune.

const view = { figure: "per_1000", of: "base", year: numbers.years, sorted: 1, down: true, last: "" }, counted = new Map();
const COUNTS = { per_1000: 0, people: 0, groups: 1, reached: 0, facilitators: 2 }, STANDS = 1000, LEFT_OUT = 3; // STANDS: milliseconds
let playing = 0;

const shown = () => (view.of === "option" ? keyOf(moved) : BASE); // whose values: going on, or the option if there is one
const options = () => [...new Set([BASE, keyOf(moved)])];
const lived = () => worlds.both(...options());
const communeInAddress = () => numbers.codes.indexOf(inAddress().get("commune"));
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// ---- what there is in each commune -------------------------------------------------------------------------------------

/** A figure by commune at the end of a year: the middle of the cases, of a count a whole one, or the share that has any. */
function inCommunes(job, figure, year = numbers.years, there = lived()) {
  const of = there.join(), key = `${job} ${figure} ${year}`;
  if (counted.of !== of || counted.known !== worlds.known) Object.assign(counted, { of, known: worlds.known }).clear();
  if (!counted.has(key)) {
    const rows = there.map((world) => worlds.inYear(job, world, COUNTS[figure], year));
    counted.set(key, numbers.adults.map((adults, place) => {
      const found = Float64Array.from(rows, (row) => row[place]).sort();
      if (figure === "reached") return found.filter((one) => one > 0).length / found.length;
      if (figure !== "per_1000") return found[(found.length - 1) >> 1];
      return adults ? (1000 * quantile(found, 0.5)) / adults : NaN;
    }));
  }
  return counted.get(key);
}

const outOf = (number) => (number < FEW ? number : 10);

/** A share of cases as so many of ten; while they are few, as so many of them. */
function cases(share, number) {
  if (number >= FEW && share > 0 && share < 0.05) return "< 1";
  if (number >= FEW && share > 0.95 && share < 1) return "> 9";
  return String(even(share * outOf(number)));
}

/** To a tenth, as Python rounds: where a number lies between two, to the even one. */
function tenth(value) {
  const between = Number.isInteger(4 * value) && !Number.isInteger(2 * value);
  return (between ? even(10 * value) / 10 : value).toFixed(1).replace(".", words.signs.decimal);
}

/** A value of a commune, as `value_of_a_commune` writes it. */
function valueOf(figure, value, number = lived().length) {
  if (Number.isNaN(value)) return NONE;
  if (figure === "reached") return cases(value, number);
  return value >= 9.95 || !value || (figure === "groups" && Number.isInteger(value)) ? written(value) : tenth(value);
}

/** Where classes begin, at round numbers that no option moves: those of the map of the current course. */
function classes(figure) {
  const every = outOf(lived().length), most = () => Math.max(...inCommunes(BASE, figure, numbers.years, worlds.both(BASE)).filter((one) => one > 0), 0);
  if (figure === "reached") return [0.2, 0.4, 0.6, 0.8].map((one) => Math.ceil(every * one) / every);
  return ticks(0, most(), 6).filter((one) => one > 0 && one < most()).slice(0, 5);
}

const inARow = (names) => {
  const first = names.slice(0, NAMED).join(", "), rest = names.length - NAMED;
  return rest > 0 ? say(rest === 1 ? "one_other" : "many_others", { shown: first, number: rest }) : first;
};

// ---- the map -----------------------------------------------------------------------------------------------------------

const yearOf = (year) => String(numbers.start + year - 1);
const mapTitle = (figure, year) => say(figure, { month: monthAhead(), year: yearOf(year), every: outOf(lived().length) });
const saidOf = (place) => say("of_commune", { commune: numbers.names[place], value: valueOf(view.figure, inCommunes(shown(), view.figure, view.year)[place]) });

/** A figure at the end of a year in colours. */
function mapOf(width, { figure, year, job } = { ...view, job: shown() }, id = "by-year-map") {
  const values = inCommunes(job, figure, year), factor = width / numbers.wide, top = 36, bounds = classes(figure), [km, bar] = groundHere.bar, said = (place) => say("of_commune", { commune: numbers.names[place], value: valueOf(figure, values[place]) });
  const few = (place) => figure === "per_1000" && numbers.adults[place] < numbers.fewest, colour = (value, place) => (few(place) ? UNTOLD : numbers.paint.growing[value > 0 ? 1 + bounds.filter((one) => value >= one).length : 0]);
  const legend = ["0", "> 0", ...bounds.map((one) => `≥ ${Number.isInteger(one) ? written(one) : valueOf(figure, one)}`)].map((said, n) => [numbers.paint.growing[n], said]);
  const order = numbers.codes.map((_, place) => place).filter((place) => values[place] > 0).sort((one, two) => values[two] - values[one]);
  const nothing = numbers.codes.length - order.length, most = order.filter((place) => !few(place)).slice(0, 3), bottom = top + groundHere.tall * factor;
  return charted(byName(mapTitle(figure, year), values), picture(id, width, px(bottom + 4), mapTitle(figure, year), say("map_most", { names: most.map(said).join(", ") || NONE, nothing, all: numbers.codes.length }),
    ...coloursInARow(width, legend), communes(width, top, (place) => [colour(values[place], place), said(place)]), ...namesOfCommunes(width, top),
    line(`M4,${px(bottom - 8)}m0,-4v4h${px(bar * factor)}v-4`, { "stroke-width": 1.2 }), text(10 + bar * factor, bottom - 6, `${km} km`)));
}

function showYear() {
  const range = here("map-year"), said = say("in_year", { year: yearOf(view.year) });
  [range.value, range.ariaValueText, here("map-year-said").textContent] = [view.year, said, said];
  if (lived().length < 2) return;
  here("by-year-title").textContent = mapTitle(view.figure, view.year);
  [here("of-middle").hidden, here("of-few").hidden] = [view.figure === "reached", view.figure !== "per_1000"];
  here("by-year").replaceChildren(mapOf(here("by-year").clientWidth < 500 ? NARROW : BROAD));
  showList();
}

function pause() {
  clearInterval(playing);
  playing = 0;
  here("play").textContent = still() ? words.next_year : words.play;
}

function nextYear() {
  view.year = view.year === numbers.years ? numbers.past + 1 : view.year + 1;
  showYear();
  if (view.year === numbers.years) pause();
}

/** The years pass, if that is asked for; one at a time where somebody wants nothing to move by itself. */
function play() {
  if (playing) return pause();
  if (!still()) [here("play").textContent, playing] = [words.pause, setInterval(nextYear, STANDS)];
  return nextYear();
}

// ---- the list ----------------------------------------------------------------------------------------------------------

const links = () => [...document.querySelectorAll("#by-commune tbody a")];

/** One stop for the whole list, through which arrows go: where somebody was last, or the first. */
function stopAt() {
  const all = links(), to = all.find((link) => link.closest("tr").dataset.commune === view.last) ?? all[0];
  for (const link of all) link.tabIndex = link === to ? 0 : -1;
}

function onKey(event) {
  const all = links(), at = all.indexOf(event.target), to = { ArrowDown: all[at + 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1) }[event.key];
  if (at < 0 || !to) return;
  event.preventDefault();
  to.focus();
}

function showList() {
  const option = keyOf(moved), number = lived().length, place = (row) => numbers.codes.indexOf(row.dataset.commune);
  const never = [BASE, option].map((job) => inCommunes(job, "reached").map((one) => 1 - one));
  const [people, groups] = ["per_1000", "groups"].map((figure) => inCommunes(shown(), figure, view.year));
  const values = [numbers.names, ...never, people, groups], said = [null, ...[1, 2].map(() => (one) => cases(one, number)), (one) => valueOf("per_1000", one), (one) => valueOf("groups", one)];
  const heads = [...document.querySelectorAll("#by-commune thead th")], as = { since: first(), year: yearOf(view.year), of: shown() ? words.with_own : words.going }, body = document.querySelector("#by-commune tbody"), rows = [...body.rows];
  heads[2].hidden = !option;
  [...[words.going, words.with_own].map((of) => say("head_never", { every: outOf(number), of })), say("head_people", as), say("head_groups", as)].forEach((said, n) => { heads[n + 1].firstElementChild.textContent = said; });
  for (const row of rows) {
    row.cells[2].hidden = !option;
    said.forEach((write, n) => { if (write) row.cells[n].textContent = write(values[n][place(row)]); });
    row.querySelector("a").setAttribute("href", `#place?${option && `${option}&`}commune=${row.dataset.commune}`);
  }
  const by = values[view.sorted], apart = (one, two) => (view.sorted ? one - two : one.localeCompare(two, language)), focused = document.activeElement;
  const sorted = rows.sort((one, two) => place(one) - place(two)).sort((one, two) => (view.down ? -1 : 1) * apart(by[place(one)], by[place(two)]));
  if (sorted.some((row, n) => row !== body.rows[n])) body.append(...sorted);
  if (body.contains(focused)) focused.focus();
  else stopAt();
  heads.forEach((head, n) => (n === view.sorted ? head.setAttribute("aria-sort", view.down ? "descending" : "ascending") : head.removeAttribute("aria-sort")));
}

const sortBy = (column) => { [view.down, view.sorted] = [view.sorted === column ? !view.down : column > 0, column]; showList(); };

/** Which communes are not reached, or how often all are; then, of each option, which it reaches more and less often. */
function reach(there, some) {
  some = some.filter(({ job }) => job !== BASE);
  const [going, ...others] = [{ job: BASE }, ...some].map(({ job }) => inCommunes(job, "reached", numbers.years, there)), named = (places) => inARow(places.map((one) => numbers.names[one]));
  const number = there.length, every = outOf(number), order = going.map((_, place) => place).sort((one, two) => going[one] - going[two]);
  const seldom = order.filter((place) => going[place] <= numbers.seldom), missed = (place) => cases(1 - going[place], number);
  const told = (key, places, name) => say(`${places.length === 1 ? "one" : "many"}_${key}`, { number: places.length, names: named(places), name, since: first() });
  const all = there.filter((n) => worlds.inYear(BASE, n, 0, numbers.years).every((one) => one > 0)).length / number;
  const left = order.filter((place) => missed(place) !== "0").slice(0, LEFT_OUT).map((place, n) => (n ? `${numbers.names[place]} (${missed(place)})` : say("first_left", { commune: numbers.names[place], number: missed(place), every })));
  const base = seldom.length ? told("never", seldom) : [say("all_reached", { number: cases(all, number), every, since: first() }), ...(left.length ? [say("left_out", { names: left.join(", ") })] : [])].join(" ");
  return [base, ...others.map((other, n) => {
    const { name } = some[n], by = (sign) => (place) => sign * (other[place] - going[place]), ahead = (places, gain) => places.filter((place) => gain(place) >= numbers.better - 1e-9).sort((one, two) => gain(two) - gain(one));
    const gained = ahead(seldom, by(1)), lost = ahead(order, by(-1)), first = seldom.length ? [gained.length ? told("gained", gained, name) : say("none_gained", { name })] : [];
    return [...first, ...(lost.length ? [say("lost", { name, names: named(lost) })] : [])].join(" ");
  })];
}

function showNever() {
  const [never, gained = ""] = reach(lived(), keyOf(moved) ? [{ job: keyOf(moved), name: ownName() }] : []);
  [here("never").textContent, here("gained").textContent, here("gained").hidden] = [never, gained, !gained];
}

/** A table of words and numbers: heads of columns, and rows, each of which begins with its own head. */
function rowsUnder(heads, rows, caption = "") {
  const named = (scope, said) => html("th", { scope }, said), number = (said) => html("td", { className: "number" }, said), head = html("tr", {}, ...heads.map((said) => named("col", said)));
  const body = rows.map(([name, ...values]) => html("tr", {}, named("row", name), ...values.map(number)));
  return html("table", {}, ...(caption ? [html("caption", {}, caption)] : []), html("thead", {}, head), html("tbody", {}, ...body));
}

// ---- one commune -------------------------------------------------------------------------------------------------------

const overTime = (job, figure, place, there) => Array.from({ length: ahead + 1 }, (_, year) => spread(there.map((n) => (year ? worlds.inYear(job, n, figure, numbers.past + year)[place] : 0)), there.map((n) => numbers.sets[n])));

function rowsOf(place, job, there) {
  const number = there.length, row = (name) => overTime(job, COUNTS[name], place, there).at(-1), some = (name) => cellOf(row(name), figure);
  const count = (name) => cellOf({ ...row(name), p50: inCommunes(job, name)[place] }, figure); // a whole one, as in the list
  const met = Array.from({ length: span }).findIndex((_, year) => year > numbers.past && there.filter((n) => worlds.inYear(job, n, 1, year)[place] > 0).length >= number / 2);
  return [
    [say("what_people", { month: monthAhead() }), some("people")],
    [words.what_per_1000, valueOf("per_1000", inCommunes(job, "per_1000")[place])],
    [say("what_never", { every: outOf(number) }), cases(1 - inCommunes(job, "reached")[place], number)],
    [words.what_groups, count("groups")],
    [words.what_first, met > 0 ? say("in_the_year", { year: yearOf(met) }) : say("not_by_then", { year: yearOf(numbers.years) })],
    [words.what_facilitators, count("facilitators")],
  ];
}

function tellPlace(place, there) {
  const name = numbers.names[place], each = options(), [going, option = []] = each.map((job) => overTime(job, 0, place, there)), title = say("course_here", { name, month: monthAhead() }), where = rangeHead(there.length);
  const columns = each.map((job) => rowsOf(place, job, there));
  const from = (row, option) => say(new Intl.PluralRules(language).select(even(row.p50)) === "one" ? "one_from_here" : "many_from_here", { option, people: borneBy(row, figure)[1], range: rangeOf(row, figure), since: first(), year: yearOf(numbers.years) });
  const said = html("div", { className: "answer" }, ...[going, option].filter((rows) => rows.length).map((rows, n) => paragraph(from(rows.at(-1), n ? ownName() : words.base))), paragraph(say("residents", { number: written(numbers.adults[place]) }), "note"));
  here("of-place").replaceChildren(said, framed(course("course-here", going, option, [words.base, ownName()], title), title),
    rowsUnder([words.what, ...each.map((job) => say("head_middle", { option: job ? ownName() : words.base, where }))], columns[0].map(([what], n) => [what, ...columns.map((column) => column[n][1])])));
}

// ---- both steps --------------------------------------------------------------------------------------------------------

function tellPlaces() {
  const there = lived(), place = communeInAddress(), open = opened();
  if (!isSeen("places", "place")) return;
  if (open === "place") here("place-title").textContent = numbers.names[place];
  const progress = there.length < worlds.number ? trouble() || say("lived", { done: there.length, all: worlds.number }) : "";
  here("places-progress").textContent = progress;
  [here("map-of-field").hidden, here("map-of").options[1].text] = [!keyOf(moved), ownName()];
  here("of-map").hidden = there.length < 2;
  if (there.length < 2) return here("of-place").replaceChildren(paragraph(progress, "note"));
  if (open === "place") return tellPlace(place, there);
  showNever();
  showYear();
}

/** Mark a commune on the map and in the list, and say its value. */
function mark({ target }) {
  const code = target.closest?.("#places [data-commune]")?.dataset.commune;
  if (!code || lived().length < 2) return;
  for (const one of document.querySelectorAll("#places [data-commune]")) one.classList.toggle("here", one.dataset.commune === code);
  here("pointed").textContent = saidOf(numbers.codes.indexOf(code));
}

/** A row for each commune. */
function layOutList() {
  here("by-commune").querySelector("tbody").replaceChildren(...numbers.codes.map((commune, place) => {
    const cell = (hidden = false) => html("td", { className: "number", hidden }), made = html("tr", {}, html("th", { scope: "row" }, html("a", {}, numbers.names[place])), cell(), cell(true), cell(), cell());
    made.dataset.commune = commune;
    return made;
  }));
}

function bindPlaces() {
  layOutList();
  here("map-of").options[0].text = words.base;
  here("map-figure").value = view.figure;
  here("map-of").value = view.of;
  document.querySelectorAll("#by-commune thead th").forEach((head, n) => {
    head.replaceChildren(html("button", { type: "button", className: "sort", textContent: head.textContent, onclick: () => sortBy(n) }));
  });
  here("map-figure").addEventListener("change", ({ target }) => { view.figure = target.value; showYear(); });
  here("map-of").addEventListener("change", ({ target }) => { view.of = target.value; showYear(); });
  here("map-year").addEventListener("input", ({ target }) => { pause(); view.year = Number(target.value); showYear(); });
  here("play").addEventListener("click", play);
  here("by-commune").addEventListener("keydown", onKey);
  here("by-commune").addEventListener("focusin", (event) => {
    if (links().includes(event.target)) view.last = event.target.closest("tr").dataset.commune;
    stopAt();
    mark(event);
  });
  here("places").addEventListener("pointerover", mark);
  here("by-year").addEventListener("click", ({ target }) => document.querySelector(`#by-commune tr[data-commune="${target.closest("[data-commune]")?.dataset.commune}"] a`)?.click());
  stopAt();
  pause();
}
