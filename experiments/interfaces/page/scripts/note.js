// The note for the council: chosen parts of what stands on the page, in the order in which a council asks.

const LETTERS = 120, LEAST_REACHED = 8, FIELDS = ["title", "name", "date"], IS_DAY = /^\d{4}-\d\d-\d\d$/;
/** What was typed; parts that are left out, by their names, and options by their values. */
let typed = {}, left = new Set();

const partsThere = () => [...here("parts").querySelectorAll("input[name]:not([data-option])")].map((one) => one.name);
const inNote = () => kept.filter((values) => !left.has(keyOf(values)));

// ---- in the address -------------------------------------------------------------------------------------------------------

function queryOfNote() {
  const said = new URLSearchParams(Object.entries(typed).filter(([, value]) => value).map(([name, value]) => [`note.${name}`, value]));
  const places = kept.map((values, n) => left.has(keyOf(values)) && String(n + 1)).filter(Boolean), parts = [...left].filter((one) => one && !one.includes("="));
  if (places.length + parts.length) said.append("note.without", [...parts, ...places].join(","));
  return said.toString();
}

/** What an address says of the note holds; one that says nothing leaves it as it is. */
function takeNote() {
  const said = inAddress(), without = said.get("note.without")?.split(",") ?? [];
  for (const name of FIELDS) if (said.has(`note.${name}`)) typed[name] = said.get(`note.${name}`).slice(0, LETTERS);
  if (typed.date && !IS_DAY.test(typed.date)) delete typed.date;
  if (without.length) left = new Set(without.map((one) => (kept[one - 1] ? keyOf(kept[one - 1]) : one)).filter((one) => one.includes("=") || partsThere().includes(one)));
  for (const name of FIELDS) here(`own-${name}`).value = typed[name] ?? "";
}

// ---- its parts --------------------------------------------------------------------------------------------------------------

/** What stands elsewhere on the page, as it stands there now, without what only works there. */
function copies(...selectors) {
  const found = selectors.flatMap((one) => [...document.querySelectorAll(one)]).filter((one) => !one.closest("[hidden]") && one.textContent);
  return found.map((node) => {
    const made = node.cloneNode(true);
    for (const word of made.querySelectorAll(".term, a, .sort")) word.replaceWith(word.textContent);
    for (const one of made.querySelectorAll("button, .hint, .once, [hidden]")) one.remove(); // once: it stands in another part
    made.classList.remove("lead");
    if (made.querySelector("[data-told=placeholders]")) made.querySelector("[data-told=placeholders]").textContent = placeholders().replace(/^\* /, ""); // no price stands there
    made.normalize();
    for (const one of [made, ...made.querySelectorAll("*")]) {
      if (one.id) one.id = `${one.id}-copy`;
      if (one.hasAttribute("aria-labelledby")) one.setAttribute("aria-labelledby", one.getAttribute("aria-labelledby").replace(/\S+/g, "$&-copy"));
      for (const name of ["data-told", "data-item", "data-commune", "data-price", "tabindex"]) one.removeAttribute(name);
    }
    return made;
  });
}

const list = (lines) => html("ul", {}, ...lines.map((said) => html("li", {}, said)));
const quoted = (names) => new Intl.ListFormat(tongue()).format(names.map((name) => say("quoted", { name })));
const first = () => numbers.since.slice(0, 4);

function question(some) {
  if (!some.length) return words.asks_alone;
  return say("asks_of", { first: first(), years: years(ahead), others: quoted(some.map(nameOf)), base: quoted([baselineName()]) });
}

function answers(some) {
  if (!some.length) return [...cautions(), ...copies("#goes-on [data-goes-on]").map((one) => { one.className = "first"; return one; })];
  const told = shownApart(some), [{ rows: { people }, name, job, values }] = told, beside = baseline() === BASE || job === BASE ? [] : [besideStart(compared(job, BASE).rows.people)];
  return [...cautions(), paragraph(answerOf(told[0], name), "first"), ...doubtsOf(told[0]), paragraph([...beside, ...aheadOf(told).map(({ said }) => said), restsOn()].join(" ")), ...ofShortModel(values, people), ...copies("#sure .lead")];
}

/** The options in a table and in a picture, and what those are that others have tried. */
function optionsOf(some) {
  const told = some.filter(({ job, values, name }) => job !== BASE && name !== movedInWords(values)).map(({ values, name }) => say("what_each_is", { name, what: say("decides", { what: movedInWords(values), month: monthAhead() }) }));
  return [tableOfOptions(some, "each-brings-note"), ...(told.length ? [list(told)] : []), framed(dotsOfAll("dots-note", shownApart(some)), dotsAre(some[0])), ...some.flatMap(({ job, name }, n) => whyOf(job, name, `why-title-note-${n}`))];
}

/** The communes that are reached least often, at the end and if it goes on, and how often options reach them. */
function leastReached(there, some) {
  some = some.filter(({ job }) => job !== BASE);
  const every = outOf(there.length), as = { since: numbers.since.slice(0, 4), year: yearOf(numbers.years), of: words.going }, of = (job, figure) => inCommunes(job, figure, numbers.years, there), never = [BASE, ...some.map(({ job }) => job)].map((job) => of(job, "reached").map((one) => 1 - one)), first = numbers.codes.map((_, place) => place).sort((one, two) => never[0][two] - never[0][one]);
  const heads = [say("head_never", { every, of: words.going }), ...some.map(({ name }) => say("quoted", { name }))], middle = ["per_1000", "groups"].map((figure) => [figure, of(BASE, figure)]);
  const rows = first.slice(0, LEAST_REACHED).map((place) => [numbers.names[place], ...never.map((one) => cases(one[place], there.length)), ...middle.map(([figure, values]) => valueOf(figure, values[place]))]);
  return scrolled(rowsUnder([words.commune, ...heads, say("head_people", as), say("head_groups", as)], rows, rows.length < first.length ? say("first_communes", { number: rows.length, all: first.length }) : here("communes-title").textContent), "least-reached");
}

/** What is told of communes, from the cases that there are of all that the note has. */
function reached(some, there) {
  if (there.length < 2) return [];
  return [...reach(there, some).filter(Boolean).map((said) => paragraph(said)), ...copies("#filled > p"), leastReached(there, some)];
}

/** What to decide now. */
function decision([best, ...others]) {
  if (!best) return [];
  const verdict = verdictThatMore(best.rows.people), when = say(numbers.past ? "from_january" : "from_start", { first: first() });
  const told = words.decide[verdict].replace("{name}", () => best.name).replace("{when}", () => when);
  const tied = verdict === "none" ? [] : aheadOf([best, ...others]).filter(({ row }) => verdictOf(row) === "none").map(({ name }) => name);
  return [paragraph(tied.length ? `${told} ${say("no_difference", { others: quoted(tied) })}` : told)];
}

/** By whom people come if it goes on, and what holds that back. */
function goesSo() {
  const there = worlds.both(BASE), first = numbers.in_time.length + numbers.prices.length, of = (world, row, year) => worlds.of(BASE, world)[(first + row) * span + year];
  if (there.length < worlds.number) return [];
  const shares = there.map((world) => of(world, numbers.short.length, span - 1) / at(BASE, world, 0, span - 1)).filter(Number.isFinite), told = even(10 * average(shares));
  const most = words.short.map((causes, row) => {
    const times = causes.map((_, cause) => average(there.map((world) => Array.from({ length: ahead }, (_, year) => of(world, row, numbers.past + year + 1)).filter((one) => one === cause).length)) / ahead);
    const share = Math.max(...times);
    return share && say("holds_back", { shortage: causes[times.indexOf(share)], often: often(share, there.length) });
  });
  return [shares.length && say("heard", { told, others: 10 - told }), ...most].filter(Boolean);
}

/** Each part: what it is called, and what stands in it; `part`: by which it may be left out. */
function partsOf(some, unfinished) {
  const tried = some.find(({ job }) => job === triedFor), many = (some.length ? some : [{ there: worlds.both(BASE) }]).map(({ there }) => there.length), lived = between(...[Math.min, Math.max].map((end) => String(end(...many) || worlds.number)));
  return [
    [words.asks, [paragraph(question(some.map(({ values }) => values))), ...(facts ? [paragraph(words.own_in_note)] : [])]],
    [words.you_said, facts ? [figuresTyped()] : copies("#known > p")],
    [words.answers, answers(some)],
    [words.in_note["goes-on"], copies(...(some.length ? ["#goes-on [data-goes-on]"] : []), "#reproduces", "#goes-on .answer [data-own=yes]", "#goes-on > .side"), "goes-on"],
    ...(some.length ? [[words.the_options, optionsOf(some)]] : []),
    [words.in_note.places, [...reached(some, worlds.both(BASE, ...some.map(({ job }) => job)))], "places"],
    [words.in_note.money, [...copies("#money > .answer"), ...some.filter(({ job }) => job !== BASE).map((one) => paragraph(`${one.name}. ${money(one)}`)), ...(some.length ? aTonne(some[0]).map((said) => paragraph(said)) : []), ...(some.length ? [byItem(some), byPayer(some)] : copies("#money > .side"))], "money"],
    [words.is_sure, [...(goesSo().length ? [list(goesSo())] : []), ...(some.length ? [] : copies("#sure .lead")), ...copies("#sure .lead + p"), ...(tried && underAccounts(tried.job).every(({ done }) => done) ? accountsOf(tried.job, tried.name) : [])], "sure"],
    [words.to_decide, [...(unfinished ? [] : decision(some)), paragraph(words.to_count), list(words.count)], "sure"],
    [words.in_note.sources, words.method.map((said) => paragraph(said.replace("{worlds}", lived).replace("{observed}", () => (agreed ? words.own_observed : words.observed)), "note")), "sources"],
    [words.is_checked, words.checks.map((said) => paragraph(said, "note")), "sources"],
    [words.in_note.glossary, copies("#glossary"), "glossary"],
  ].filter(([, nodes, part]) => nodes.length && !left.has(part));
}

const dayInWords = (day) => (day ? new Intl.DateTimeFormat(tongue(), { dateStyle: "long", timeZone: "UTC" }).format(Date.parse(day)).replace(/^1 /, language === "fr" ? "1er " : "1 ") : "");

/** The note as it stands by now. */
function showNote() {
  showTicks();
  const some = known(withStart(inNote())), asked = [...inNote().map((values) => [worlds.both(BASE, keyOf(values)).length, wanted(keyOf(values))]), [worlds.both(BASE).length, wanted(keyOf(moved))]];
  const less = asked.find(([done, all]) => done < all), unfinished = underWay() || (less && (trouble() || say("still_computing", { done: less[0], all: less[1] })));
  const parts = partsOf(some, unfinished).map(([called, nodes]) => html("section", {}, html("h4", {}, called), ...nodes)), title = html("h3", { id: "paper-title" }, typed.title || words.note_title);
  const [summary, ...each] = scoresInWords(), foreseenBefore = summary ? [paragraph(summary, "first"), list(each)] : [];
  here("paper").replaceChildren(html("p", { className: "warn", id: "note-progress" }, unfinished || ""), paragraph([words.kind, typed.name, dayInWords(typed.date)].filter(Boolean).join(" · "), "note"), title, ...foreseenBefore, ...parts);
}

/** A box for each option, behind that of going on. */
function showTicks() {
  const known = kept.map((values) => keyOf(values) + nameOf(values)).join(" "), parts = here("parts");
  if (parts.dataset.of !== known) {
    for (const one of parts.querySelectorAll("[data-option]")) one.closest("li").remove();
    parts.firstElementChild.after(...kept.map((values) => {
      const box = html("input", { type: "checkbox", name: keyOf(values) });
      box.dataset.option = "";
      return html("li", {}, html("label", {}, box, ` ${nameOf(values)}`));
    }));
    parts.dataset.of = known;
  }
  for (const box of parts.querySelectorAll("input")) box.checked = !left.has(box.name);
}

function onNote({ target }) {
  if (target.type === "checkbox") left[target.checked ? "delete" : "add"](target.name);
  else typed[target.name] = target.value.slice(0, LETTERS);
  showNote();
}

function bindNote() {
  here("chosen").addEventListener("input", onNote);
  here("chosen").addEventListener("change", () => { sayAddress(address("note")); showLinks(); });
  here("print").addEventListener("click", () => print());
  here("save-note").addEventListener("click", async () => offer(await documentOf(here("paper")), `${words.as_file}.docx`));
}
