// The page: which step is open, what was moved, and what is told of it. All text of files and fields is set as text.

const BASE = "", NOTHING = "nothing", ENOUGH = 40, TELLS = 10, further = new Set(); // options of which more cases than are enough were asked for
let moved = {}, stopped = false, answered = "", typing;
const worlds = new Worlds((job) => onWorld(job), (why) => fail(why), (job) => job === BASE || kept.some((values) => keyOf(values) === job), () => keepComputed().catch(() => {}));

// ---- what was moved ----------------------------------------------------------------------------------------------------

const keyOf = (values) => Object.keys(values).sort().map((name) => `${name}=${values[name]}`).join("&");

/** An option as people say it: by the name it was given, and one that others have tried by its title. */
function nameOf(values) {
  if (!keyOf(values)) return words.base;
  if (called.has(keyOf(values))) return called.get(keyOf(values));
  const tried = facts ? -1 : numbers.tried.findIndex((one) => keyOf(one) === keyOf(values)); // of one's own past they are other options
  return tried >= 0 ? words.others[tried] : movedInWords(values);
}

function movedInWords(values) {
  const told = Object.entries(values).map(([name, value]) => words.levers[name].replace("{value}", words.choices[name] ? amountOf(name, value) : written(value)));
  return asBeginning(joined(told));
}

/** What the address says was moved. */
const fromAddress = () => fitting(inAddress());

/** How much of a lever a sum can buy: to the end of its declared range, which grows with the territory for effort. */
function mostOf(name) {
  const { most, scaled, valid } = bill.sold[name];
  return Math.min(most * (scaled ? bill.size : 1), valid ?? Infinity);
}

/** Whether a value of a lever is some steps more, as a sum buys them. */
function isBought(name, value) {
  if (!(name in bill.sold) || !(value > numbers.usual[name] && value <= mostOf(name))) return false;
  const steps = (value - numbers.usual[name]) / bill.sold[name].step;
  return Math.abs(steps - Math.round(steps)) < 1e-6;
}

/** Of what is said by name: names of levers and numbers within their bounds, all else is left aside. */
function fitting(said) {
  const made = {};
  for (const one of numbers.levers) {
    const value = Number(said.get(one.name) ?? NaN);
    const fits = isBought(one.name, value) || (one.choices.length ? one.choices.includes(value) : Number.isInteger(value) && value >= one.low && value <= one.high);
    if (said.has(one.name) && fits && value !== numbers.usual[one.name]) made[one.name] = value;
  }
  return made;
}

/** All that was chosen, as an address says it. */
const choicesMade = () => [keyOf(moved), queryOfPrices(), isKept(moved) ? "" : queryOfName(moved, "called="), queryOfOptions(), queryOfNote()].filter(Boolean).join("&");
/** The same; while own figures are compared, what is to hold then, unless other choices were made meanwhile. */
const choices = () => (weighing?.choices !== undefined && choicesMade() === weighing.meanwhile ? weighing.choices : choicesMade());
const address = (step) => addressOf({ place: code, language, step, choices: choicesMade(), commune: step === "place" && numbers.codes[communeInAddress()] });

/** Let the address say so; the page knows the address again when somebody comes back to it. */
const sayAddress = (said) => history.replaceState({ seen: true }, "", said);

/** A number of things in words: of one, or of many. */
const numbered = (key, number) => say(`${number === 1 || (language === "fr" && number === 0) ? "one" : "many"}_${key}`, { number: written(number) });

/** Links to steps say what was moved and typed, so that it stands in the address of whatever is opened. */
function showLinks() {
  for (const link of document.querySelectorAll('a[href^="#"]:not(.skip, [href*="commune="], #choices a)')) link.setAttribute("href", address(link.hash.slice(1).split("?")[0]));
  record();
}

// ---- what is told --------------------------------------------------------------------------------------------------------

/** What all is compared with: the programme as it is, and where none exists yet that there is none. */
const baseline = () => (numbers.to_begin && !facts ? NOTHING : BASE);
const baselineName = () => (baseline() === NOTHING ? words.no_programme : words.base);
const besideStart = (row) => say("beside_start", { base: words.base, people: row.above || row.below ? cellOf(row, change) : "0", verdict: verdictInWords(row) });
/** Options, with the programme as it would begin among them where that is one. */
const withStart = (options) => (baseline() === NOTHING ? [{}, ...options] : options);

function at(job, world, figure, year) {
  if (job === NOTHING) return 0;
  const found = worlds.of(job, world), of = (row) => found[row * span + year];
  return FIGURES[figure] === "cost_total" ? costOf((n) => of(numbers.in_time.length + n)) : of(figure);
}

/** A figure at the end of a run; of what adds up, since the past was over. */
const end = (job, world, figure) => at(job, world, figure, span - 1) - (FLOWS.has(FIGURES[figure]) ? at(job, world, figure, numbers.past) : 0);

/** An option beside another, by default the baseline, in the cases that are there of both; in some of them. */
function compared(job, base = baseline(), some = null) {
  const every = worlds.both(base, job), there = some ? every.filter((n) => some.includes(n)) : every, sets = there.map((n) => numbers.sets[n]);
  const more = (figure) => there.map((n) => end(job, n, figure) - end(base, n, figure));
  return { there, sets, rows: Object.fromEntries(FIGURES.map((name, figure) => [name, spread(more(figure), sets)])), people: more(0), euros: more(FIGURES.length - 1) };
}

const paragraph = (said, kind) => html("p", { ...(kind && { className: kind }), textContent: said });

function table({ rows }) {
  const told = Object.entries(rows).filter(([name]) => name in words.figures), cells = (row) => { const [low, middle, high] = row.above || row.below ? borneBy(row, change) : ["0", "0", "0"]; return [middle, between(low, high)]; };
  return rowsUnder([words.what, words.middle, rangeHead(rows.people.worlds)], told.map(([name, row]) => [words.figures[name].replace("{years}", years(ahead)), ...cells(row)]));
}

/** What it costs a year, and each person more; a price is told where there are clearly more people. */
function money(found) {
  const { cost_total: euros, people } = found.rows, [, middle] = borneBy(euros, Number, ahead), said = { euros: figure(Math.abs(middle)), range: rangeOf(euros, change, ahead) };
  const told = euros.above || euros.below ? say(middle > 0 ? "costs" : middle < 0 ? "saves" : "costs_as_much", { ...said, verdict: verdictInWords(euros) }) : words.costs_nothing;
  const each = isClear(people) && average(found.people) > 0 ? say("a_person", { euros: written(toDigits(average(found.euros) / average(found.people), 2)) }) : words.no_price;
  return isClear(people, -1) ? told : `${told} ${each}`; // of fewer people there is no price to look for
}

function byCommune(job, there) {
  const each = there.map((n) => [job, baseline()].map((of) => worlds.inYear(of, n, 0, numbers.years)));
  return numbers.codes.map((_, place) => {
    const more = each.map(([option, going]) => option[place] - going[place]);
    const [above, below] = [1, -1].map((sign) => more.filter((one) => sign * one > 0).length / more.length);
    return { middle: numbers.adults[place] ? (1000 * quantile(Float64Array.from(more).sort(), 0.5)) / numbers.adults[place] : 0, told: more.length >= FEW && verdictOf({ above, below, worlds: more.length }) !== "none" };
  });
}

/** How many people come from the end of the past to that of each year. */
const overYears = (job, there) => Array.from({ length: ahead + 1 }, (_, year) => spread(there.map((n) => at(job, n, 0, numbers.past + year) - at(job, n, 0, numbers.past)), there.map((n) => numbers.sets[n])));
const courseTitle = () => say("course", { month: monthAhead() });

function framed(drawn, title, ...notes) {
  return html("figure", { className: "figure", role: "figure", ariaLabel: title }, html("figcaption", {}, title), drawn, ...notes.map((note) => paragraph(note, "note")));
}

/** How many people come over the years, going on and with the option if there is one. */
const courseOf = (job, there) => framed(course("course", overYears(BASE, there), job ? overYears(job, there) : [], [words.base, ownName()], courseTitle()), courseTitle(), say("band", { where: rangeHead(there.length) }));

function pictures(job, found) {
  const every = dotsAre(found), number = found.there.length;
  here("pictures").replaceChildren(
    framed(dots("dots", [{ values: found.people, row: found.rows.people }], every), every),
    courseOf(job, found.there),
    framed(differences("map", byCommune(job, found.there), words.map), words.map, number < FEW ? say("too_few", { number, least: FEW }) : words.agreed));
}

/** What is known of the option by now. */
function tellOption(done) {
  const job = keyOf(moved);
  if (!job) {
    here("told").replaceChildren(paragraph(words.nothing));
    here("pictures").replaceChildren(...(isSeen("change") && worlds.both(BASE).length >= TELLS ? [courseOf(BASE, worlds.both(BASE))] : []));
    for (const id of ["take-row", "why-row", "stop", "on"]) here(id).hidden = true;
    here("why-told").replaceChildren();
    [here("progress").textContent, here("enough").textContent] = [trouble() || underWay(), ""];
    return;
  }
  const found = compared(job, baseline(), worlds.both(BASE, job)), number = found.there.length, all = worlds.number;
  here("progress").textContent = trouble() || underWay() || say("lived", { done: number, all });
  here("stop").hidden = number === all || weighing || !worlds.queue.length;
  here("on").hidden = number === all || weighing || !(stopped || wanted(job) <= number);
  here("enough").textContent = isEnough(job) && number < all ? say("enough", { number: ENOUGH }) : "";
  here("take-row").hidden = number < FEW;
  tellWhy(job);
  if (number < 2) return;
  if (number < Math.min(TELLS, all)) {
    here("told").replaceChildren(paragraph(say("first_cases", { number, tells: TELLS, base: baselineName(), people: cellOf(found.rows.people, change) }), "note"));
    return void here("pictures").replaceChildren();
  }
  const said = answerOf(found, nameOf(moved)), beside = baseline() === BASE ? [] : [paragraph(besideStart(compared(job, BASE).rows.people))];
  here("told").replaceChildren(html("div", { className: "answer" }, ...cautions(), paragraph(said), ...doubtsOf({ ...found, job }), ...beside, paragraph(money(found), "note"), ...ofShortModel(moved, found.rows.people)), table(found));
  if (isSeen("change")) pictures(job, found);
  if ((number === all || done) && said !== answered) announce((answered = said));
}

const shows = () => ["change", "places", "place", "money", "note"].includes(opened());
const areFirstThere = (job) => worlds.both(BASE, job)[ENOUGH - 1] === ENOUGH - 1;

/** Whether the first forty cases all say more people, or all say fewer. Were it so in fewer than 9 of 10, forty would
 *  agree in 1.5 % of samples (0.9 ** 40): that is the error of stopping there. */
function isEnough(job) {
  if (!job || !areFirstThere(job)) return false;
  const { people } = compared(job, BASE, [...Array(ENOUGH).keys()]);
  return people.every((one) => one > 0) || people.every((one) => one < 0);
}

/** How many cases are wanted by now: the first forty, and all where these do not agree or more are asked for. */
function wanted(job) {
  if (!job || further.has(job)) return worlds.number;
  return areFirstThere(job) && !isEnough(job) ? worlds.number : Math.min(ENOUGH, worlds.number);
}

function askFor() {
  const options = looked().map((values) => [keyOf(values), wanted(keyOf(values)), { ...values }]);
  worlds.ask([[BASE, facts ? worlds.number : Math.max(wanted(keyOf(moved)), ...options.map(([, number]) => number)), {}], ...options]);
}

function compute(on = false) {
  if (on) further.add(keyOf(moved));
  stopped = false;
  showName();
  askFor();
  showLinks();
  tell();
}

// ---- the form, the steps, the note -----------------------------------------------------------------------------------------

/** What each lever can be moved to where it usually stands so: that is among its choices. */
function leversAt(levers, usual) {
  const falls = ([one, other]) => one > other;
  return levers.map((one) => ({ ...one, high: Math.max(one.high, Math.floor(usual[one.name])), choices: one.choices.length ? [...new Set([...one.choices, usual[one.name]])].sort((a, b) => (falls(one.choices) ? b - a : a - b)) : [] }));
}

/** What a choice of a lever is called; one that the page has not, as planned here. */
function choiceInWords(name, value) {
  return words.choices[name][String(value)] ?? (value === numbers.usual[name] ? say("as_planned", { what: amountOf(name, value) }) : amountOf(name, value));
}
const amountOf = (name, value) => words.choices[name][String(value)] ?? words.other_choices[name]?.[value <= 1 ? 0 : 1].replace(/\{number[^}]*\}/, decimal(value)) ?? decimal(value);

function layOutLevers() {
  for (const field of document.querySelectorAll("#levers [data-lever]")) field.hidden = !numbers.levers.some((one) => one.name === field.dataset.lever);
  for (const one of numbers.levers) {
    const field = here(one.name.replace(".", "-")), at = moved[one.name] ?? numbers.usual[one.name];
    if (field.tagName === "SELECT") field.replaceChildren(...[...one.choices, ...(one.choices.includes(at) ? [] : [at])].map((value) => new Option(choiceInWords(one.name, value), value)));
    else {
      field.max = Math.max(one.high, at);
      here(`${field.id}-wrong`).textContent = say("no_whole", { low: written(one.low), high: written(Number(field.max)) });
    }
  }
}

function showMoved() {
  layOutLevers();
  for (const one of numbers.levers) here(one.name.replace(".", "-")).value = String(moved[one.name] ?? numbers.usual[one.name]);
  onMove();
}

/** What the fields say counts, and while one of them is wrong the answer is that of before. */
function onMove() {
  clearTimeout(typing);
  let made = {}, before = "";
  for (const one of numbers.levers) {
    const field = here(one.name.replace(".", "-")), wrong = here(`${field.id}-wrong`), right = field.value.trim() !== "" && field.checkValidity(), value = Number(field.value);
    if (wrong) [wrong.hidden, field.ariaInvalid] = [right, right ? null : "true"];
    if (!right) before = written(moved[one.name] ?? numbers.usual[one.name]);
    else if (value !== numbers.usual[one.name]) made[one.name] = value;
    field.closest(".field").classList.toggle("moved", one.name in made || (!right && one.name in moved));
  }
  [here("before").textContent, here("before").hidden] = [say("answer_before", { value: before }), !before || !keyOf(moved)];
  for (const id of ["told", "pictures"]) here(id).classList.toggle("stale", before !== "");
  if (before && keyOf(moved)) announce(here("before").textContent);
  if (before || keyOf(made) === keyOf(moved)) return;
  moved = made;
  sayAddress(address("change"));
  compute();
}

/** Show the step that the address names, the first one where it names none. */
function openStep(focus = true) {
  const asked = inAddress().get("lang");
  if (asked !== language && ["fr", "en"].includes(asked)) return void speak(asked);
  sayLanguage();
  if (chosen() !== code) return void location.reload(); // another territory is another page
  const step = location.hash.slice(1).split("?")[0], open = step === "place" && communeInAddress() < 0 ? "places" : here(step)?.matches(".step") ? step : "here";
  for (const one of document.querySelectorAll(".step")) one.classList.toggle("open", one.id === open);
  for (const link of document.querySelectorAll(".steps a")) link.ariaCurrent = link.hash.slice(1).split("?")[0] === (open === "place" ? "places" : open) ? "page" : null;
  if (shows() && keyOf(fromAddress()) !== keyOf(moved)) moved = fromAddress();
  showMoved();
  if (focus && history.state?.seen) { // back or forward: options, prices and note stay as they are now
    sayAddress(address(open));
  } else {
    takeOptions();
    takeNote();
    takePrices(pricesInAddress());
  }
  if (shows()) compute();
  else showLinks();
  if (open !== "places") pause();
  if (open === "goes-on") tellFirst();
  if (open === "sure") tellAccounts();
  if (focus) sayOfDossier([]);
  if (focus) { here(open).focus({ preventScroll: true }); scrollTo(0, 0); }
}

function speak(other) {
  [language, words] = [other, wordsIn(other)];
  if (facts) words.base = words.going_on;
  sayLanguage();
  showEdition(language, words);
  bind();
  openStep(false);
  tell();
}

/** The language stands in the address, if it is not French. */
function sayLanguage() {
  const [step, said = ""] = location.hash.slice(1).split("?"), all = [language !== "fr" && `lang=${language}`, ...said.split("&").filter((one) => !one.startsWith("lang="))].filter(Boolean).join("&");
  if ((step || all) && all !== said) sayAddress(`#${step || "here"}${all && `?${all}`}`);
}

function bind() {
  if (Date.now() - Date.parse(numbers.made) > 366 * 24 * 3600 * 1000) here("age").textContent = say("old", { day: dayInWords(numbers.made) });
  for (const one of document.querySelectorAll("[data-own]")) one.hidden = (one.dataset.own === "yes") !== Boolean(facts);
  fillPlaces(document.querySelectorAll("[data-fill]"));
  document.title = words.page_title;
  showCase();
  bindChoosing();
  here("levers").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(() => unpressed("move", onMove), 400); }); // what is typed passes through other numbers
  here("levers").addEventListener("change", () => unpressed("move", onMove));
  here("back").addEventListener("click", () => { moved = {}; sayAddress(address("change")); showMoved(); compute(); });
  here("stop").addEventListener("click", () => { stopped = true; worlds.stop(); tell(true); });
  here("on").addEventListener("click", () => compute(true));
  here("why").addEventListener("click", () => toggleWhy({ ...moved }));
  here("try").addEventListener("click", tryAccounts);
  here("print-all").addEventListener("click", () => { document.documentElement.classList.add("whole"); print(); });
  bindOptions();
  bindNote();
  bindTerms();
  bindPlaces();
  bindMoney();
  bindSpend();
  bindOwn();
  bindKept();
  bindBar();
}

/** What is said of the territory and its programme. */
function showCase() {
  const small = Math.min(...numbers.adults) < numbers.fewest, ofMap = [small && words.few_residents, !numbers.ground && words.circles].filter(Boolean).join(" ");
  here("known").replaceChildren(...[...words.known, say(numbers.to_begin ? "as_elsewhere" : "each_year", { what: putInWords(numbers.usual) })].map((said) => paragraph(byPlaces(said))));
  here("not-observed").replaceChildren(...(numbers.observed || words.of_own?.published ? [] : [paragraph(words.not_observed, "warn")]));
  for (const one of document.querySelectorAll("[data-evidence]")) one.textContent = words.evidence;
  for (const one of document.querySelectorAll("[data-published]")) one.hidden = (one.dataset.published === "yes") !== Boolean(words.of_own?.published);
  for (const one of document.querySelectorAll("[data-of-map]")) one.textContent = ofMap;
  [here("of-few").textContent, document.querySelector("[data-circles]").textContent] = [small ? words.few_residents : "", numbers.ground ? "" : words.circles];
  document.querySelector("[data-data]").textContent = words.data;
  here("filled").replaceChildren(...filledIn().map((note) => paragraph(here("filled").dataset.before.replace("{note}", () => note), "note")));
  here("other-accounts").replaceChildren(...words.accounts.flatMap((name, n) => [html("dt", {}, asBeginning(name)), html("dd", {}, `${asBeginning(words.accounts_say[n])}.`)]));
}

/** What is not known of each commune, and what stands for it. */
function filledIn() {
  if (words.filled) return words.filled;
  const all = numbers.communes, newer = listed.filter((one) => one.isNew).length;
  return [[words.like_here, all], [words.not_yet, newer]].filter(([, number]) => number).map(([note, number]) => say("of_communes", { note, number: written(number), all: written(all) }));
}

/** What is put in in a year; what there is nothing of is not named. */
function putInWords(usual) {
  const { weeks_a_year } = numbers, places = Math.round((10 * usual["training.places"] * weeks_a_year) / usual["training.period_weeks"]) / 10, events = usual["outreach.events_per_year"], mailings = usual["outreach.campaigns_per_year"], letters = usual["outreach.letters"], posts = usual["partners.coordinators"];
  const form = (key, number, more = {}) => say(`${even(number) === 1 || (language === "fr" && even(number) === 0) ? "one" : "many"}_${key}`, { number: decimal(number), ...more });
  const told = [[places, form("places_put_in", places)], [posts, amountOf("partners.coordinators", posts)], [events, form("events_put_in", events)], [letters * mailings, form("mailings_put_in", mailings, { letters: decimal(letters) })]];
  return told.filter(([value]) => value).map(([, said]) => said).join(", ") || words.nothing_put_in;
}

addEventListener("hashchange", () => openStep());
addEventListener("submit", (event) => event.preventDefault()); // no form is sent
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); here(opened()).focus(); });
bind();
beginDossier();
watchTables();
document.documentElement.classList.replace("scripting", "scripted");
takeKept().catch(() => {}).then(() => { compute(); worlds.begin(); }).catch((error) => fail(error.message));
