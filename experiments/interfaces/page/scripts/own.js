// Your own programme: what is known of it by year, lived by worlds and weighed, so that all that is told stands
// where the programme stands. Nothing of it is sent anywhere; this browser keeps it until it is told to forget it.

let facts = null, agreed = null, weighing = null, outOfNote = false, keeping = ""; // keeping: what is said of it
/** The figures as a file, also before they are compared; the members that agree with them; what stands in the form and was
 *  not computed yet, by field. */
let ownText = null, weighed = null, draft = null;

// ---- what is told of a past -----------------------------------------------------------------------------------------------

/** Let everything be told of a past: by these worlds, and over its years. Options of other figures leave the note, unless
 *  choices that were made with these figures hold `again`. */
function hold(told, name, cases, again) {
  const asMade = told === kind.made, past = pastOf(told), usual = { ...AS_MADE.usual, ...(told && putIn(told).at(-1)) };
  Object.assign(numbers, { past, years: past + ahead, start: asMade ? AS_MADE.start : yearIn(told.began), since: asMade ? AS_MADE.since : kind.since, usual });
  numbers.sets = agreed ? cases.map(({ place }) => place) : AS_MADE.sets;
  numbers.levers = leversAt(AS_MADE.levers, usual);
  span = numbers.years + 1;
  stopExplaining();
  worlds.take(name, cases, writtenFor(told));
  [facts, view.year] = [asMade ? null : told, numbers.years];
  moved = Object.fromEntries(Object.entries(moved).filter(([lever, value]) => value !== usual[lever]));
  outOfNote = again === undefined && kept.splice(0).length > 0;
  if (again === undefined) sayAddress(address(opened())); // which names them no longer
  else layChoices(again);
  further.clear();
  speak(language);
  if (here("here").matches(".open")) here("own-agreed").focus();
  compute();
}

/** Members that were weighed before with the same figures, as `weigh` keeps them; nothing where they are no such members. */
function membersIn(before, figures) {
  const { page, members, ranges, effective, wider, inReach } = before ?? {}, sets = numbers.worlds.columns[0][2], areNumbers = (some) => Array.isArray(some) && some.flat().every(Number.isFinite);
  const fits = page === pageIs && areNumbers(members) && areNumbers(ranges) && members.length === worlds.number && ranges.length === figures.length && members.every(([set]) => set < sets);
  if (!fits) return null;
  return { cases: members.map(([set, seed, place]) => ({ set, seed, place })), agreed: { effective, wider, inReach, told: figures.map((one, n) => ({ ...one, before: ranges[n].slice(0, 2), after: ranges[n].slice(2) })) } };
}

/** Live the past that is told in as many worlds as the command does, and go on with those that agree; `before`: what is
 *  known of them already. */
function weigh(told, again, before) {
  const figures = figuresOf(told), published = publishedIn(told, figures), { tried, seeds } = kind.weighing, name = asFile(told);
  const sets = numbers.worlds.columns[0][2], some = published.length ? Math.max(Math.floor(tried / seeds), 1) : tried;
  const cases = Array.from({ length: tried }, (_, n) => ({ set: (n % some) % sets, seed: n + 1, place: n })).sort((one, other) => (one.place % some) - (other.place % some)); // set by set
  if (!figures.length) {
    agreed = weighing = null;
    return hold(told, name, cases.slice(0, worlds.number), again);
  }
  const known = membersIn(before, figures);
  if (known) {
    worlds.stop();
    [agreed, weighing, weighed] = [known.agreed, null, before];
    return hold(told, name, known.cases, again);
  }
  const years = Math.max(...figures.map((one) => one.number)), columns = [...new Set(figures.map((one) => one.column))], lived = [];
  const mine = (weighing = { done: 0, all: tried, choices: again, meanwhile: choicesMade() });
  worlds.look(cases, writtenFor(told), years, columns, (n, one) => {
    if (weighing !== mine) return;
    lived[n] = one;
    mine.done += 1;
    if (mine.done < tried) return void (mine.done % 50 || showProgress());
    const found = agreeing(figures, published, cases.map(({ place }) => place % some), lived, columns, years), unmet = found.told.filter(({ unmet, name, value, all }) => unmet && (name === "trained" || value > all[1])); // fewer may be, as any programme may die
    const holds = again === undefined ? again : choices();
    weighing = null;
    if (unmet.length) return refuse(unmet);
    agreed = found;
    const members = agreed.rows.slice(0, worlds.number).map((row) => cases[row]), { effective, wider, inReach } = agreed;
    weighed = { page: pageIs, members: members.map(({ set, seed, place }) => [set, seed, place]), effective, wider, inReach, ranges: agreed.told.map((one) => [...one.before, ...one.after]) };
    hold(told, name, members, holds);
    here("said").textContent = inWords(agreed)[0];
  });
  return showAgreed();
}

/** Say which figures no case comes near, and leave the page as it was. */
function refuse(unmet) {
  const fewer = unmet.some(({ name, value, all }) => name === "trained" && value < all[0]) ? [say("own_fewer", { places: words.own_names.places })] : [];
  complain([say("own_unmet", { told: unmet.map((one) => say("own_far_off", { what: calledIn(one), value: written(one.value), range: fromTo(one.all) })).join("; ") }), ...fewer].join(" "));
  here("own-wrong").focus();
  showAgreed();
  compute();
}

// ---- in words --------------------------------------------------------------------------------------------------------------

const fromTo = (ends) => between(...ends.map((one) => written(one)));
const calledIn = ({ name, year, inYear }) => say(inYear || !(name in kind.flows) ? "own_in_year" : "own_since", { what: words.own_names[name], year });

function inWords({ effective, wider, inReach }) {
  const unknown = unknownPlaces(facts), lines = inReach ? [say("own_counts", { number: written(effective) }), wider > 1 && say("own_wider", { times: tenth(wider) })] : [words.own_far];
  return [...lines, unknown && say("own_places", { least: written(unknown.least), most: written(unknown.most) }), ...silentYears(facts).map((years) => byPlaces(say("own_session", { years: years.join(", ") })))].filter(Boolean);
}

/** Name the field that a sentence asks to be filled in. */
const byPlaces = (said) => said.replace("`places`", () => say("quoted", { name: words.own_names.places }));

/** What an answer begins with: that no simulation comes near the figures, or few do (`cautions` in `stories.py`). */
function cautions() {
  if (!agreed || (agreed.inReach && agreed.wider <= kind.weighing.twofold)) return [];
  return [paragraph(agreed.inReach ? say("own_wider", { times: tenth(agreed.wider) }) : words.own_far, "warn")];
}

/** What an option brings; under each story of the last silent years where there are some (`stories_in_words`). */
function answerOf({ rows: { people: row }, people, there }, name) {
  const told = facts ?? kind?.made, silent = silentYears(told), when = silent.at(-1);
  if (!when) return answer(row, name, baselineName());
  const [with_it, without_it] = [true, false].map((story) => {
    const some = people.filter((_, n) => wereHeld(silent.length - 1, worlds.told[there[n]].seed) === story);
    return some.length < TELLS ? words.too_few_told : cellOf(spread(some, some.map((_, n) => n)), change);
  });
  return byPlaces(say("own_stories", { name: say("quoted", { name }), years: years(ahead), when: when.join(", "), with_it, without_it }));
}

/** Doubts of a promise beyond ten times the current course, or beyond what any town had (`doubts` in `stories.py`). */
function doubtsOf({ there, job }) {
  if (!kind?.doubted || !numbers.past) return [];
  const { times, most } = kind.doubted, [people, now] = [job, BASE].map((one) => quantile(Float64Array.from(there, (n) => end(one, n, 0)).sort(), 0.5));
  const rate = (1000 * people) / ahead / totalOf(numbers.adults), said = { people: figure(people), times, now: written(now), years: years(ahead), rate: tenth(rate), most: tenth(most) };
  return people > times * Math.max(now, 1) ? [paragraph(say("much_more", said), "warn")] : rate > most ? [paragraph(say("never_seen", said), "warn")] : [];
}

/** What of your own figures the answer rests on. */
function restsOn() {
  if (!agreed) return facts ? words.own_unweighed : words.known_here;
  return agreed.inReach ? words.own_known[Math.min(agreed.told.length, 2) - 1].replace("{number}", agreed.told.length) : words.own_far;
}

/** What came of your own figures; while they are compared, how far that is. */
function showAgreed() {
  const lines = weighing ? [] : [...(agreed ? inWords(agreed) : facts ? [words.own_unweighed] : []), ...(outOfNote ? [words.own_note] : [])];
  here("own-table").hidden = !agreed || weighing;
  here("own-agreed").replaceChildren(...lines.map((said, n) => paragraph(said, n ? "warn" : "")));
  showProgress();
  showScores();
  here("own-table").querySelector("tbody").replaceChildren(...(agreed?.told ?? []).map((one) => {
    const row = document.createElement("tr"), title = document.createElement("th");
    [title.scope, title.textContent] = ["row", calledIn(one)];
    row.append(title);
    for (const said of [written(one.value), fromTo(one.before), fromTo(one.after)]) Object.assign(row.insertCell(), { className: "number", textContent: said });
    return row;
  }));
}

/** The figures that were typed, a row a year, and the totals. */
function figuresTyped() {
  const { began, years, total } = facts, rows = [...Object.entries(years), ...(total ? [[say("since_start", { year: total.until }), total]] : [])], names = kind.names.filter((name) => rows.some(([, of]) => name in of));
  const cells = rows.map(([called, of]) => [called, ...names.map((name) => (name in of ? decimal(of[name]) : NONE))]);
  return scrolled(rowsUnder([words.own_columns.year, ...names.map((name) => words.own_columns[name])], cells, say("typed", { month: monthInWords(began) })), "figures-typed");
}

/** How far one's own figures have been compared, while they are. */
const underWay = () => (weighing ? say("own_lived", { done: written(weighing.done), all: written(weighing.all) }) : "");

function showProgress() {
  here("own-progress").textContent = trouble() || underWay();
  here("own-stop").hidden = !weighing;
  here("own-holds").textContent = underWay() || (facts && keeping ? words[keeping] : "");
  [here("own-kept").textContent, here("own-forget").hidden] = [keeping && words[keeping], keeping !== "own_kept"];
}

// ---- the form ----------------------------------------------------------------------------------------------------------------

const begun = () => here("own-yes").checked;
const fieldsOf = (part) => [...part.querySelectorAll("input[data-name]")];
const yearsShown = () => [...document.querySelectorAll("#own-years fieldset:not([hidden])")];
const month = () => `${here("own-year").value}-${here("own-month").value}`;

/** A part of the form for each year that may be past, with fields of its own. */
function layOut() {
  const one = here("own-one").content;
  for (let year = firstYear; year <= lastYear; year++) {
    const made = one.cloneNode(true), set = made.querySelector("fieldset");
    set.dataset.year = year;
    made.querySelector("legend").textContent = year;
    for (const input of fieldsOf(made)) {
      const id = `own-${year}-${input.dataset.name}`, wrongs = input.previousElementSibling;
      [input.id, wrongs.id, input.closest(".field").querySelector("label").htmlFor] = [id, `${id}-wrong`, id];
      input.setAttribute("aria-describedby", wrongs.id);
    }
    here("own-years").append(made);
  }
  for (let year = Number(kind.today.slice(0, 4)); year >= firstYear; year--) here("own-year").add(new Option(year, year, false, year === lastYear));
}

/** Let the form say what is known, by default what the page was made of. */
function fillIn(given) {
  const told = given ?? kind.made;
  here(given ? "own-yes" : "own-no").checked = true;
  if (told) [here("own-year").value, here("own-month").value] = told.began.split("-");
  for (const set of document.querySelectorAll("#own-years fieldset")) for (const input of fieldsOf(set)) input.value = inField(told?.years[set.dataset.year]?.[input.dataset.name] ?? "");
  for (const input of fieldsOf(here("own-total"))) input.value = told?.total?.[input.dataset.name] ?? "";
  here("own-total").open = Boolean(told?.total);
  for (const input of fieldsOf(here("own"))) [here(`${input.id}-wrong`).textContent, input.ariaInvalid] = ["", null];
  showYears();
}

function showYears() {
  here("own-past").hidden = !begun();
  for (const set of document.querySelectorAll("#own-years fieldset")) set.hidden = set.dataset.year < Number(here("own-year").value);
}

/** What the form says; nothing where it has not begun, or where a field is wrong, which is said at it. */
function fromForm() {
  const title = (facts ?? kind.made)?.title, told = { ...(title ? { title } : {}), began: month(), years: {} };
  let first = null;
  const take = (input) => {
    const name = input.dataset.name, wrongs = here(`${input.id}-wrong`);
    [wrongs.textContent, input.ariaInvalid] = ["", null];
    try {
      if (input.validity.badInput) wrongly(name === "posts" ? "no_amount" : "no_count", { where: words.own_names[name], given: "?", most: written(largestOf(name)) });
      return name === "until" ? (input.value ? Number(input.value) : undefined) : figureIn(name, input.value, words.own_names[name]);
    } catch (error) {
      [wrongs.textContent, input.ariaInvalid] = [error.message, "true"];
      first ??= input;
    }
  };
  const taken = (part) => Object.fromEntries(fieldsOf(part).map((input) => [input.dataset.name, take(input)]).filter(([, value]) => value !== undefined));
  for (const set of yearsShown()) { const said = taken(set); if (Object.keys(said).length) told.years[set.dataset.year] = said; }
  const total = taken(here("own-total"));
  if (Object.keys(total).length > (total.until ? 1 : 0)) told.total = { until: lastYear, ...total };
  if (!first) return told;
  complain(html("ul", {}, ...fieldsOf(here("own")).filter((one) => one.ariaInvalid && one.closest("[hidden]") === null).map(linkTo)));
  first.focus();
  return null;
}

/** What is wrong with a field, as a link to it. */
const linkTo = (field) => html("li", {}, html("a", { href: address("here"), textContent: say("of_commune", { commune: field.closest("fieldset, details").firstElementChild.textContent, value: here(`${field.id}-wrong`).textContent }), onclick: (event) => { event.preventDefault(); field.focus(); } }));
const complain = (why) => { here("own-wrong").replaceChildren(why); here("own-wrong").hidden = !why; };

/** Say what is wrong with what was given, if anything is. */
async function trying(what) {
  complain("");
  try { await what(); } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    complain(error.message);
    here("own-wrong").focus();
  }
}

function reckon() {
  const told = begun() ? fromForm() : back();
  if (!told) return undefined;
  mustAgree(told);
  keep(told);
  return weigh(told);
}

/** Have everything told as the page was made; with choices that were made so, if there are any. */
function back(again) {
  worlds.stop();
  agreed = weighing = null;
  keep(null);
  hold(kind.made, "", asTold(), again);
}

const openFile = (file) => trying(async () => {
  const told = await fromAnyFile(file, begun() ? month() : "");
  fillIn(told);
  keep(told);
  weigh(told);
});

function saveFacts() {
  const told = begun() ? fromForm() : wrongly("not_begun", {});
  if (!told) return;
  mustAgree(told);
  offer(new Blob([asFile(told)], { type: "text/plain" }), "programme.toml");
}

// ---- kept in the browser ---------------------------------------------------------------------------------------------------------

/** Keep what is told, or nothing; a browser may refuse to keep anything for a page that is a file. */
function keep(told) {
  [ownText, weighed, draft, keeping] = [told && asFile(told), null, null, ""];
  keeping = told && (keepDossier() ? "own_kept" : "own_refused");
  if (!told) forgetPasts().catch(() => {});
  showBar();
}

function forget() {
  keeping = "own_forgotten";
  keepDossier();
  keepSteps();
  forgetPasts().catch(() => {});
  here("said").textContent = words.own_forgotten;
  showProgress();
}

const LONGEST_TYPED = 20; // letters of a field that are kept
const formFields = () => [...here("own").querySelectorAll("select, input:not([type=file])")];

/** Keep what is being typed, so that no reload and no other language takes it away. */
function keepDraft({ target }) {
  if (target.type === "file") return;
  draft = Object.fromEntries(formFields().map((one) => [one.id, one.type === "radio" ? one.checked : one.value.slice(0, LONGEST_TYPED)]));
  keepDossier();
}

function fillInDraft() {
  for (const one of formFields()) {
    const value = draft[one.id];
    if (one.type === "radio") one.checked = value === true;
    else if (typeof value === "string") one.value = value.slice(0, LONGEST_TYPED);
  }
  showYears();
}

// ---- on the page -----------------------------------------------------------------------------------------------------------------

/** Show what depends on the past that holds. */
function showOwn() {
  if (!kind) return;
  showAgreed();
  [here("map-year").min, here("map-year").max] = [numbers.past + 1, numbers.years];
  here("map-year").value = numbers.years;
}

function bindOwn() {
  if (!kind) return void (here("own").hidden = true);
  for (const one of here("own").querySelectorAll("[data-of-own]")) one.textContent = words.of_own[one.dataset.ofOwn];
  here("own-hints").replaceChildren(...words.of_own.hints.map((said) => paragraph(said, "hint")));
  layOut();
  fillIn(facts);
  if (draft) fillInDraft();
  showOwn();
  const form = here("own");
  form.addEventListener("change", ({ target }) => { if (target.name === "begun" || target.id === "own-year") showYears(); });
  form.addEventListener("input", keepDraft);
  bindScores();
  form.addEventListener("submit", (event) => { event.preventDefault(); trying(async () => reckon()); });
  here("own-stop").addEventListener("click", () => { worlds.stop(); weighing = null; showAgreed(); compute(); });
  here("own-save").addEventListener("click", () => trying(async () => saveFacts()));
  here("own-forget").addEventListener("click", forget);
  here("own-file").addEventListener("change", ({ target }) => { if (target.files[0]) openFile(target.files[0]); target.value = ""; });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => { event.preventDefault(); if (event.dataTransfer.files[0]) openFile(event.dataTransfer.files[0]); });
}

/** Tell what a dossier's figures say, with choices that hold then. */
function takeFigures({ own, weighed, choices = "" }) {
  if (!own) return back(choices);
  return trying(async () => {
    const told = fromFile(own);
    mustAgree(told);
    fillIn(told);
    keep(told);
    weigh(told, choices, weighed);
  });
}

/** Let levers hold from the start, and begin with the figures of a dossier, if it has any. */
function beginOwn(dossier) {
  if (!kind) return;
  worlds.take("", worlds.told, writtenFor(kind.made));
  if (dossier.own) takeFigures(dossier);
}
