// Options beside going on: those that are kept for the note, in one table and one picture, and where they come from.

const MOST_KEPT = 3, LONGEST = 20_000, IN_A_NAME = 40, kept = [], called = new Map(); // LONGEST: bytes of a file; called: names that were given

const isMoved = (values) => keyOf(values) === keyOf(moved);
const isKept = (values) => kept.some((one) => keyOf(one) === keyOf(values));
/** What is kept, and what is moved. */
const looked = () => (keyOf(moved) && !isKept(moved) ? [...kept, moved] : kept);

// ---- where they stand ------------------------------------------------------------------------------------------------------

const queryOfName = (values, before) => (called.has(keyOf(values)) ? before + encodeURIComponent(called.get(keyOf(values))) : "");
const queryOfOptions = () => kept.map((values) => `option=${keyOf(values).replaceAll("=", ":").replaceAll("&", ",")}${queryOfName(values, ";")}`).join("&");

/** What is moved, as pictures have room for it. */
const ownName = () => called.get(keyOf(moved)) ?? words.own;

/** Let an option be called so, without signs that are not seen; without a name, as what it moves. */
function call(values, name) {
  const seen = [...name.replace(/\p{C}/gu, "")].slice(0, IN_A_NAME).join("").trim();
  if (seen && keyOf(values)) called.set(keyOf(values), seen);
  else called.delete(keyOf(values));
}

/** Those that an address names are kept; one that names none leaves them as they are. */
function takeOptions() {
  const made = new Map();
  for (const [set, ...name] of inAddress().getAll("option").map((text) => text.split(";"))) {
    const values = fitting(new Map(set.split(",").map((one) => one.split(":"))));
    made.set(keyOf(values), values);
    if (name.length) call(values, name.join(";"));
  }
  made.delete(BASE);
  if (inAddress().has("called")) call(fromAddress(), inAddress().get("called"));
  if (made.size) kept.splice(0, Infinity, ...[...made.values()].slice(0, MOST_KEPT));
}

// ---- in a table and a picture ------------------------------------------------------------------------------------------------

const inAll = (row, each = 1) => (row.above || row.below ? say("in_all", { range: cellOf(row, figure, each) }) : "0");
const moreOf = (row, each = 1) => (row.above || row.below ? cellOf(row, change, each) : "0");

/** Options of which there are cases, with what is known of each; the most people first. */
function known(options) {
  const found = options.map((values) => ({ values, job: keyOf(values), name: nameOf(values), ...compared(keyOf(values)) }));
  return found.filter(({ there }) => there.length >= 2).sort((one, other) => other.rows.people.p50 - one.rows.people.p50);
}

/** A table with a caption, which can be moved sideways where it is wider than the window. */
function scrolled(table, id) {
  const made = html("div", { className: "scroll", tabIndex: 0, role: "region" }, table);
  table.caption.id = id;
  made.setAttribute("aria-labelledby", id);
  return made;
}

/** Tonnes of CO₂e that an option avoids beside the baseline, in each case under each draw of what is assumed. */
function tonnesLess({ job, there }) {
  const pairs = there.map((n) => [worlds.saved(job, n), worlds.saved(baseline(), n)]), { draws } = numbers.savings;
  const of = (at) => Float64Array.from({ length: there.length * draws }, (_, n) => at(Math.floor(n / draws), n % draws));
  return spread(of((world, n) => pairs[world][0][n] - pairs[world][1][n]), of((world) => world));
}

/** A table: the baseline, each option compared with it, and what the same money would avoid elsewhere. */
function tableOfOptions(some, id) {
  const { there, sets } = some[0], told = [0, 1, 2, FIGURES.length - 1], each = (figure) => (FIGURES[figure] === "cost_total" ? ahead : 1);
  const going = told.map((figure) => inAll(spread(there.map((n) => end(baseline(), n, figure)), sets), each(figure)));
  const rows = some.map((one) => [one.name, ...told.map((figure) => moreOf(one.rows[FIGURES[figure]], each(figure))), moreOf(tonnesLess(one))]);
  const euros = average(some[0].euros), prices = bill.elsewhere.flat();
  const elsewhere = euros > 0 ? [[words.something_else, NONE, NONE, NONE, words.as_many_euros, tonnesFor(euros, Math.min(...prices), Math.max(...prices))]] : [];
  return scrolled(rowsUnder([words.option, ...words.of_options], [[baselineName(), ...going, NONE], ...rows, ...elsewhere], say("each_brings", { years: years(ahead) })), id);
}

/** By how many people the first of some options, which has the most, is ahead of each other. */
const aheadOf = ([first, ...others]) => others.map(({ job, name }) => { const row = compared(first.job, job).rows.people; return { name, row, said: answer(row, first.name, name) }; });
/** Options without the programme as it would begin, unless it stands alone. */
const shownApart = (some) => (some.length > 1 ? some.filter(({ job }) => job !== BASE) : some);
const dotsOfAll = (id, some) => dots(id, some.map(({ name, people, rows }) => ({ name, values: people, row: rows.people })), dotsAre(some[0]), innerWidth < 640 ? NARROW : BROAD);
const dotsAre = ({ there }) => (there.length <= DOTS ? words.each_case : say("dots", { share: words.percent.replace("1", 100 / DOTS) }));

const button = (textContent, onclick) => html("button", { type: "button", className: "quiet", textContent, onclick });

/** What is kept, each with what can be done with it. */
function keptInALine(values, place) {
  const name = nameOf(values), of = (what, does) => Object.assign(button(what, does), { ariaLabel: say("of_option", { what, name }) });
  const runs = isExplaining(values);
  return html("li", {}, html("span", {}, name), of(words.move_on, () => goTo(values)), ...(isMoved(values) ? [] : [of(runs ? words.why_stop : words.why, () => toggleWhy(values)), ...(runs ? [progressOfWhy()] : [])]), of(words.out, () => takeOut(place, name)));
}

/** All that is kept. */
function tellOptions() {
  const some = known(withStart(kept)), there = isKept(moved), focused = [...here("options").querySelectorAll("button")].indexOf(document.activeElement);
  here("full").hidden = kept.length < MOST_KEPT || there || here("full").dataset.of !== keyOf(moved);
  [here("take").textContent, here("is-kept").textContent] = [there ? words.rename : words.take, there ? say("kept", { name: nameOf(moved) }) : ""];
  const told = kept.length > 1 && some.length > 1 ? [tableOfOptions(some, "each-brings"), paragraph(words.tonnes_assumed, "note"), ...aheadOf(some).map(({ said }) => paragraph(said)), framed(dotsOfAll("dots-beside", some), dotsAre(some[0]))] : [];
  const reasons = some.flatMap(({ job, values, name }, n) => (isMoved(values) ? [] : whyOf(job, name, `why-title-${n}`)));
  here("options").replaceChildren(...(kept.length ? [html("ul", { className: "plain kept" }, ...kept.map(keptInALine))] : []), ...told, ...reasons);
  here("options").querySelectorAll("button")[focused]?.focus();
}

// ---- kept, taken out, taken from others --------------------------------------------------------------------------------------

/** Go to the levers, which stand as an option has them, under the name that it bears, if any. */
function goTo(values, name) {
  moved = fitting(new Map(Object.entries(values)));
  if (name) call(moved, name);
  history.pushState(null, "", address("change"));
  openStep();
}

/** The field has the name of what is moved, unless another one is being typed there. */
function showName() {
  const field = here("called"), name = called.get(keyOf(moved)) ?? "";
  if (name || field.value === field.defaultValue) field.value = name;
  field.defaultValue = name;
}

/** Tell everything anew after what is kept or called otherwise now. */
function keptAnew(said) {
  sayAddress(address(opened()));
  showLinks();
  showOptions();
  showName();
  tell();
  if (said) here("said").textContent = said;
}

/** Put what is moved, also what was only just typed, into the note under the name that stands in the field. */
function take() {
  onMove();
  if (!isKept(moved) && kept.length === MOST_KEPT) {
    here("full").dataset.of = keyOf(moved);
    tellOptions();
    return void (here("said").textContent = here("full").textContent);
  }
  call(moved, here("called").value);
  if (!isKept(moved)) kept.push({ ...moved });
  keptAnew(say("kept", { name: nameOf(moved) }));
}

function takeOut(place, name) {
  kept.splice(place, 1);
  keptAnew(say("taken_out", { name }));
  here("beside-title").focus();
}

/** The option as a scenario that every command takes; its first line says of what it is. */
function save() {
  call(moved, here("called").value);
  keptAnew("");
  const set = Object.entries(moved).map(([name, value]) => `"${name}" = ${numbers.parts.includes(name) && Number.isInteger(value) ? value.toFixed(1) : value}`);
  const [before, title, after] = [numbers.file.replace(/from = ".*"\nset = \{.*\}/, () => `from = "${numbers.since}"\nset = { ${set.join(", ")} }`), JSON.stringify("OPTION"), JSON.stringify(nameOf(moved))];
  offer(new Blob([`${headOf(code, numbers.since)}\n`, called.has(keyOf(moved)) ? `# called ${called.get(keyOf(moved))}\n` : "", before.replaceAll(title, () => after)], { type: "text/plain" }), "option.toml");
}

const headOf = (territory, since) => `# contagion page, option, territory ${territory}, since ${since}`;
const FIRST_LINE = new RegExp(`^${headOf("(\\d+)", "(\\d{4}-\\d\\d)")}\r?\n`);

function offer(blob, name) {
  const href = URL.createObjectURL(blob);
  html("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}

/** The values of a file that a page has saved, or what is wrong with it. */
function valuesOf(text) {
  const [, territory, since] = text.match(FIRST_LINE) ?? [], set = [...text.matchAll(/^set = \{ (.*) \}\r?$/gm)];
  if (!territory || set.length !== 1) return [{}, words.no_option_file];
  if (territory !== code) return [{}, words.of_another_place];
  if (since !== numbers.since) return [{}, say("of_another_time", { since, here: numbers.since })];
  const said = new Map([...set[0][1].matchAll(/"([\w.]+)" = (-?[\d.]+)(?:, |$)/g)].map(([, name, value]) => [name, value])), values = fitting(said);
  const left = [...said].filter(([name, value]) => !(name in values) && Number(value) !== numbers.usual[name]);
  return left.length ? [{}, say("no_such_lever", { name: words.levers[left[0][0]]?.replace("{value}", left[0][1]) ?? left[0].join(" = ") })] : [values, ""];
}

async function openOption({ target }) {
  const [file] = target.files, wrong = here("option-wrong");
  if (!file) return;
  const text = file.size > LONGEST ? "" : await file.text().catch(() => ""), [values, why] = valuesOf(text);
  [wrong.textContent, wrong.hidden, target.value] = [why, !why, ""];
  if (why) here("said").textContent = why;
  else goTo(values, text.match(/^# called (.+?)\r?$/m)?.[1]);
}

function bindOptions() {
  here("take").addEventListener("click", take);
  here("save").addEventListener("click", save);
  here("called").addEventListener("keydown", ({ key }) => { if (key === "Enter") take(); });
  here("option-file").addEventListener("change", openOption);
  here("by-others").replaceChildren(...words.others.slice(0, numbers.tried.length).map((name, n) => new Option(name, n)));
  here("take-tried").addEventListener("click", () => goTo(numbers.tried[here("by-others").value]));
}
