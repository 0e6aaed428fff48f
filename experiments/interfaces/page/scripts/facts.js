// What is known of your own programme, and how it is read and written: as a programme's file that every command
// takes, and as a table. Whatever is wrong is a line that says where, what was given, and what would be valid.

const { own: kind } = numbers, COLUMNS = kind && ["year", ...kind.names];
const yearIn = (month) => Number(month.slice(0, 4)), monthInWords = (month) => new Intl.DateTimeFormat(tongue(), { month: "long", year: "numeric", timeZone: "UTC" }).format(Date.parse(month)), monthAhead = () => monthInWords(numbers.since);
const soon = kind && yearIn(kind.since); // soon: when what is decided begins
/** The last year that is over. */
const lastYear = kind && yearIn(kind.today) - (kind.today.slice(5) < "12-25" ? 1 : 0);
const firstYear = kind && soon - kind.most;
const largestOf = (name) => kind.largest[name] ?? kind.largest.count;

class Wrong extends Error {}
const wrongly = (key, values) => { throw new Wrong(say(key, values)); };
const short = (given) => (given.length > 30 ? `${given.slice(0, 30)}…` : given);

/** A figure from its text; nothing where it is empty. */
function figureIn(name, given, where) {
  const plain = given.trim(), value = Number(plain.replace(",", name === "posts" ? "." : ",")), most = largestOf(name);
  if (!plain) return undefined;
  if (!/^[\d.,]+$/.test(plain) || !(value >= 0 && value <= most) || (name !== "posts" && !Number.isInteger(value)))
    wrongly(name === "posts" ? "no_amount" : "no_count", { where, given: short(plain), most: written(most) });
  return value;
}

/** Refuse figures of which no programme can be (`experiments/evidence/known.py`). */
function mustAgree({ began, years, total }) {
  const first = yearIn(began), flows = Object.keys(kind.flows), told = (key, values, known) => wrongly(key, { ...values, ...Object.fromEntries(Object.entries(known).map(([name, value]) => [name, written(value)])) });
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(began) || first < firstYear || began > kind.today.slice(0, 7)) wrongly("no_beginning", { given: short(began), first: firstYear, today: kind.today });
  const possible = (known, where) => {
    if (known.completers > known.participants) told("too_many_finished", { where }, known);
    if (known.trained === 0 && known.groups) told("nobody_trained", { where }, known);
    if (known.groups === 0 && known.participants) told("no_group", { where }, known);
    if (known.groups > known.participants && known.participants) told("too_many_groups", { where }, known);
    for (const name of Object.keys(known)) if (known[name] > largestOf(name)) wrongly("too_many_people", { where, what: words.own_names[name], said: written(known[name]), most: written(largestOf(name)) });
    if (known.active > known.trained) told("too_many_active", { where }, known);
  };
  let sums = Object.fromEntries(flows.map((name) => [name, 0])), due = first;
  for (const [key, said] of Object.entries(years)) {
    const year = Number(key);
    if (year < first || year > lastYear) wrongly("no_year", { year, first, last: lastYear });
    if (said.trained > said.places) told("too_few_places", { where: year }, said);
    sums = Object.fromEntries(Object.entries(sums).filter(([name]) => name in said && year === due).map(([name, sum]) => [name, sum + said[name]]));
    due = year + 1;
    possible({ ...sums, ...Object.fromEntries(Object.keys(kind.stocks).filter((name) => name in said).map((name) => [name, said[name]])) }, say("own_up_to", { year }));
  }
  if (!total) return;
  if (!(total.until >= first && total.until <= lastYear)) wrongly("no_until", { given: total.until, first, last: lastYear });
  const inside = Object.entries(years).filter(([year]) => Number(year) <= total.until).map(([, said]) => said);
  for (const name of flows.filter((one) => one in total)) {
    const parts = inside.filter((said) => name in said).map((said) => said[name]), together = parts.reduce((sum, one) => sum + one, 0);
    if (together > total[name] || (parts.length === total.until - first + 1 && together !== total[name])) wrongly("other_total", { what: words.own_names[name], said: written(total[name]), together: written(together), until: total.until });
  }
  possible(Object.fromEntries(flows.filter((name) => name in total).map((name) => [name, total[name]])), say("since_start", { year: total.until }));
}

// ---- a programme's file ----------------------------------------------------------------------------------------------

const tableOf = (head, of) => ["", head, ...Object.entries(of).map(([name, value]) => `${name} = ${name === "posts" && Number.isInteger(value) ? value.toFixed(1) : value}`)];

/** What is known as a file that every command takes. */
function asFile({ title, began, years, total }) {
  const about = [`title = ${JSON.stringify(title ?? kind.called)}`, `territory = "${kind.territory}"`, `began = "${began}"`, `today = "${kind.today}"`, `years = ${ahead}`];
  const each = Object.entries(years).flatMap(([year, said]) => tableOf("[[year]]", { year, ...said }));
  return `${[...about, ...each, ...(total ? tableOf("[total]", total) : [])].join("\n")}\n`;
}

/** What such a file says, as far as it can be told on a page. */
function fromFile(text) {
  const told = { years: {} }, about = ["title", "territory", "began", "today", "years"], each = [];
  let table = "", of = told;
  for (const [n, line] of text.split(/\r?\n/).entries()) {
    const where = say("line", { number: n + 1 }), said = line.trim();
    const [, head] = said.match(/^\[+\s*([\w.]+)\s*\]+\s*(?:#.*)?$/) ?? [], [, name, given] = said.match(/^([\w.]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^#]*?)\s*(?:#.*)?$/) ?? [];
    const names = { "": about, year: COLUMNS, total: ["until", ...Object.keys(kind.flows)] }[table];
    if (!said || said.startsWith("#")) continue;
    if (head === "year") each.push([where, (of = {})]);
    else if (head === "total") of = told.total = {};
    else if (head || (name && !names.includes(name))) wrongly("not_here", { where, name: short(head ?? name) });
    else if (!name) wrongly("no_line", { where, given: short(said) });
    else if (!table) takeAbout(told, name, given, where);
    else of[name] = name === "year" || name === "until" ? yearOfCell(given, where) : figureIn(name, given, `${where}, ${words.own_names[name]}`);
    table = head ?? table;
  }
  for (const [where, { year, ...said }] of each) {
    if (!year) wrongly("no_year_at", { where, given: NONE, first: firstYear, last: lastYear });
    if (year in told.years) wrongly("twice", { where, year });
    told.years[year] = said;
  }
  if (!told.began) wrongly("no_beginning", { given: NONE, first: firstYear, today: kind.today });
  return told;
}

/** What a file says of where and since when; on which day, and how far ahead is looked, is as the page has it. */
function takeAbout(told, name, given, where) {
  let said = given;
  try { if (given.startsWith('"')) said = JSON.parse(given); } catch { wrongly("no_line", { where, given: short(given) }); }
  if (name === "territory" && said !== kind.territory && !(said && asName(kind.called).endsWith(asName(said)))) wrongly("other_place", { where, given: short(said), here: kind.called });
  if (name === "title") told.title = said.slice(0, 200);
  if (name === "began") told.began = said.slice(0, 7);
}

function yearOfCell(given, where) {
  const year = Number(given);
  if (!/^\s*\d{4}\s*$/.test(given) || year < firstYear || year > lastYear) wrongly("no_year_at", { where, given: short(given), first: firstYear, last: lastYear });
  return year;
}

// ---- a table -----------------------------------------------------------------------------------------------------------

const plainly = (cell) => cell.trim().replace(/^"(.*)"$/, "$1").trim();
const asName = (cell) => cell.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[\s’']+/g, "_");

/** What a column is, which is called as in a programme's file or in either language. */
const columnCalled = (cell) => COLUMNS.find((name) => [name, ...["fr", "en"].map((one) => wordsIn(one).own_columns[name])].some((one) => asName(one) === asName(cell)));

/** What a table says: a row a year, its columns in any order; parted by commas, semicolons or tabs. */
function fromTable(text, began) {
  const lines = text.split(/\r?\n/), parted = [",", ";", "\t"].sort((one, two) => lines[0].split(two).length - lines[0].split(one).length)[0], years = {};
  const columns = lines[0].split(parted).map(plainly).map((cell) => columnCalled(cell) ?? wrongly("no_column", { column: short(cell), names: COLUMNS.map((one) => words.own_columns[one]).join(", ") }));
  if (!columns.includes("year")) wrongly("no_column", { column: NONE, names: words.own_columns.year });
  if (new Set(columns).size < columns.length) wrongly("column_twice", { column: words.own_columns[columns.find((one, n) => columns.indexOf(one) < n)] });
  for (const [n, line] of lines.entries()) {
    if (!n || !line.trim()) continue;
    const where = say("line", { number: n + 1 }), cells = line.split(parted).map(plainly), said = {};
    if (cells.length !== columns.length) wrongly("other_cells", { where, cells: cells.length, columns: columns.length });
    const at = columns.indexOf("year"), year = yearOfCell(cells[at], `${where}, ${words.own_columns.year}`);
    if (year in years) wrongly("twice", { where, year });
    for (const [place, name] of columns.entries()) {
      const value = name === "year" ? undefined : figureIn(name, cells[place], say("column", { where, column: words.own_columns[name] }));
      if (value !== undefined) said[name] = value;
    }
    years[year] = said;
  }
  const first = Object.keys(years)[0] ?? wrongly("no_rows", {});
  return { began: began && yearIn(began) <= first ? began : `${first}-01`, years };
}

/** What a file says, of one kind or the other; it is bounded before it is read. */
async function fromAnyFile(file, began) {
  if (file.size > kind.largest.bytes) wrongly("too_large", { name: short(file.name), most: written(kind.largest.bytes / 1000) });
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text;
  try { text = new TextDecoder("utf-8", { fatal: true }).decode(bytes); } catch { text = new TextDecoder("windows-1252").decode(bytes); }
  if (!text.trim() || /[\0-\x08]/.test(text)) wrongly("no_text", { name: short(file.name) });
  const told = /^\s*(territory|began)\s*=/m.test(text) ? fromFile(text) : fromTable(text.trimStart(), began);
  mustAgree(told);
  return told;
}

// ---- a past that is lived ------------------------------------------------------------------------------------------------

const AS_MADE = { ...numbers };
/** Years of a past: of what the page was made of (`kind.made`), those that it had then. */
const pastOf = (told) => (told === kind.made ? AS_MADE.past : soon - yearIn(told.began));

/** How many people came before changes begin, where that is known (`Programme.came_before`). */
function cameBefore({ began, years, total }) {
  const each = Array.from({ length: soon - yearIn(began) }, (_, n) => years[yearIn(began) + n]?.participants);
  if (total?.until === soon - 1 && total.participants !== undefined) return total.participants;
  return each.includes(undefined) ? undefined : each.reduce((sum, one) => sum + one, 0);
}

const ofSessions = (years) => Object.entries(years ?? {}).filter(([, one]) => "places" in one || "trained" in one);

/** Training places from each year on, of as many years as say something of them; of one in which nobody was trained, those
 *  of a session as elsewhere (`by_year` in `experiments/evidence/known.py`). */
function placesOf(years) {
  const said = ofSessions(years), first = said.find(([, { places }]) => places)?.[1].places, later = said.find(([, { trained }]) => trained)?.[1].trained ?? kind.usual["training.places"];
  let level = first ?? 0;
  return said.map(([year, { places, trained = 0 }]) => {
    level = places || (first === undefined ? Math.max(level, trained) : level);
    return [Number(year), places === 0 ? 0 : Math.max(level || later, trained)];
  });
}

/** Years in which nobody was trained and of whose places nothing is said, those in a row together (`silent_years`). */
function silentYears(told) {
  const runs = [];
  let before = false;
  for (const [year, { places, trained }] of ofSessions(told?.years)) {
    const isSilent = places === undefined && !trained;
    if (isSilent && before) runs.at(-1).push(Number(year));
    else if (isSilent) runs.push([Number(year)]);
    before = isSilent;
  }
  return runs;
}

/** Whether sessions were held in the silent years of a run, in the simulation of a seed. */
const wereHeld = (run, seed) => uniform(kind.offered.session, kind.offered.runs * seed + run) < kind.offered.held;

/** Between what places are drawn where they are not known; nothing where they are said. */
function unknownPlaces(told) {
  const said = Object.values(told?.years ?? {}), least = Math.max(0, ...said.map(({ trained = 0 }) => trained));
  return least && !said.some(({ places }) => places) ? { least, most: Math.max(2 * least, kind.usual["training.places"]) } : null;
}

/** The places in all years in the simulation of a seed; 0 where they are as many as were trained. */
function levelOf({ least, most }, seed) {
  const { key, half } = kind.offered, chance = uniform(key, seed);
  return chance < half ? 0 : least + 1 + Math.floor(((chance - half) / (1 - half)) * (most - least));
}

/** What was put in in each year of a past: as it is known, before the first year that is known as in it, after the last as
 *  in that, and else as in a town of this size (`experiments/evidence/lived.py`). */
function putIn(told) {
  const { began, years } = told, first = yearIn(began), made = Array.from({ length: pastOf(told) }, () => ({ ...kind.usual }));
  for (const [name, sets] of Object.entries(kind.effort)) {
    const known = name === "places" ? placesOf(years).map(([year, value]) => [year - first, value]) : Object.entries(years).filter(([, said]) => name in said).map(([year, said]) => [year - first, name === "letters" ? even(said[name] / kind.mailings) : said[name]]);
    for (const year of made.keys()) {
      const at = known.findLast(([when]) => when <= year) ?? known[0];
      if (at) made[year][sets] = at[1];
    }
  }
  return made;
}

/** What is written into the tables of a world that has this past, by its seed, on which places depend that are not known;
 *  without a past, for levers to hold from the start. */
function writtenFor(told) {
  const names = Object.values(kind.effort), years = told ? putIn(told) : [], past = years.length, before = kind.most - past, writes = [], silent = silentYears(told), known = ofSessions(told?.years).map(([year]) => Number(year));
  const runIn = (year) => { const said = known.findLast((one) => one <= yearIn(told.began) + year); return silent.findIndex((run) => run.includes(said)); }; // -1: in none
  const write = (name, row, value, year) => writes.push(["state.values", "value", row, value, name === "training.places" && value && told ? runIn(year) : undefined]);
  const date = (decision, year) => writes.push(["state.decisions", "begin", decision, year * numbers.weeks_a_year], ["counted.by_decision", "since", decision, year * numbers.weeks_a_year]);
  for (let n = 0; n < kind.most; n++) {
    date(n, Math.max(n - before, 0));
    const year = Math.max(n - before, 0), there = years[year] ?? kind.usual;
    names.forEach((name, place) => write(name, n * names.length + place, there[name], year));
  }
  date(kind.most, past);
  for (const [name, value] of Object.entries(years.at(-1) ?? {})) write(name, numbers.rows[name], value, past - 1);
  const setAtStart = (name, value) => numbers.records.forEach((table) => writes.push([table, name, 0, value]));
  const founders = Object.values(told?.years ?? {}).find((said) => "trained" in said)?.trained || placesOf(told?.years ?? {})[0]?.[1], month = told ? Number(told.began.slice(5)) : 1;
  setAtStart("training.founders", founders || kind.founders);
  if (month > 1) setAtStart("training.first_week", kind.first_weeks[month - 1]);
  const unknown = unknownPlaces(told);
  return ({ seed }) => {
    const level = unknown && levelOf(unknown, seed), held = silent.map((_, run) => wereHeld(run, seed));
    return writes.map(([table, column, row, value, run]) => [table, column, row, run === undefined ? value : held[run] === false ? 0 : level || value]);
  };
}
