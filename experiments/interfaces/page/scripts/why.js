// Why an option brings more or fewer people: the gain in the same simulations, with the ways in which participation breeds
// participation switched off from the start (`experiments/evidence/channels.py`).

/** What each switch writes into the parameters of a simulation: nothing, each channel off, all of them. */
const OFF = [[], ...numbers.channels, numbers.channels.flat()].map((off) => off.flatMap(([name, value]) => numbers.records.map((table) => [table, name, 0, value])));
const peopleOff = new WeakMap(); // by past: people with a switch, by option and simulation
let explaining = null; // the option that is being simulated with each switch

function peopleWith(job, off) {
  const known = peopleOff.get(worlds.known) ?? peopleOff.set(worlds.known, new Map()).get(worlds.known), key = `${off}|${job}`;
  return known.get(key) ?? known.set(key, []).get(key);
}

/** The gain of an option with each switch, and its paired change from the gain as it is. */
function gainsOf(job) {
  const both = [job, baseline()], simulated = both.filter((one) => one !== NOTHING), isThere = (n) => OFF.every((_, off) => !off || simulated.every((one) => n in peopleWith(one, off)));
  const cases = worlds.both(...both).filter(isThere), sets = cases.map((n) => numbers.sets[n]), people = (one, off, n) => (one === NOTHING ? 0 : off ? peopleWith(one, off)[n] : end(one, n, 0));
  const gains = OFF.map((_, off) => cases.map((n) => people(job, off, n) - people(baseline(), off, n)));
  return gains.map((gain) => {
    const changes = gain.map((one, n) => one - gains[0][n]), [low, high] = intervalOfMean(changes, sets);
    return { ...spread(gain, sets), changes: changes.some(Boolean), isClear: cases.length >= FEW && (low > 0 || high < 0) };
  });
}

/** What the gain would be without each channel: a figure where its change is clear (`words_of_channels.py`). */
function whyInWords([, ...rows]) {
  const each = rows.map((row, n) => ({ row, what: words.channels[n] })), clear = each.filter(({ row }) => row.isClear);
  const parts = clear.map(({ row, what }, n) => { const [low, middle, high] = borneBy(row, change); return say(n ? "why_next" : "why_first", { what, gain: say("why_gain", { low, middle, high }) }); });
  const others = each.filter(({ row }) => !row.isClear).map(({ row, what }) => say(row.changes ? "why_unclear" : "why_equal", { what, number: written(row.worlds) }));
  return [...(parts.length ? [`${joined(parts)}.`] : []), ...others].join(" ");
}

/** The table and the sentence, where an option was simulated with each switch often enough. */
function whyOf(job, name, id) {
  const gains = gainsOf(job), [{ worlds: number }] = gains;
  if (number < FEW) return [];
  const rows = gains.map((row, n) => [n ? say("without", { what: words.channels[n - 1] }) : words.as_it_is_now, moreOf(row)]);
  const table = rowsUnder([words.in_a_programme, say("people_apart", { where: rangeHead(number) })], rows, say("why_of", { name, base: baselineName(), years: years(ahead), number: written(number) }));
  return [paragraph(whyInWords(gains), "why"), scrolled(table, id), paragraph(words.why_since_start, "note")];
}

/** Simulate an option and the current course with each switch, in the simulations that there are of both. */
async function explain(values) {
  stopExplaining();
  const job = keyOf(values), mine = (explaining = { job, done: 0 }), both = [[job, values], [BASE, {}]].filter(([one], n) => !n || baseline() === BASE);
  const missing = worlds.both(job, baseline()).flatMap((n) => OFF.flatMap((off, number) => (number ? both.map(([one, moved]) => ({ people: peopleWith(one, number), moved, off, n })) : []))).filter(({ people, n }) => !(n in people));
  mine.all = missing.length;
  tell();
  const one = ({ people, moved, off, n }) => worlds.tryOut(explain, moved, n, off).then((found) => {
    people[n] = found[span - 1] - found[numbers.past];
    mine.done += 1;
    if (mine !== explaining) return;
    for (const one of document.querySelectorAll(".explaining")) one.textContent = whyGoesOn();
    if (performance.now() - drawnAt > rest) tell();
  });
  await Promise.all(missing.map(one));
  if (mine !== explaining) return;
  explaining = null;
  tell();
  announce(whyInWords(gainsOf(job)));
}

/** Stop; what was simulated with every switch stays. */
function stopExplaining() {
  worlds.dropTried(explain);
  explaining = null;
}

const isExplaining = (values) => explaining?.job === keyOf(values);

/** Ask why, or stop that. */
function toggleWhy(values) {
  if (!isExplaining(values)) return void explain(values).catch((error) => fail(error.message));
  stopExplaining();
  tell();
}

const whyGoesOn = () => say("lived", { done: written(explaining.done), all: written(explaining.all) }), progressOfWhy = () => html("span", { className: "note explaining" }, whyGoesOn());

/** The button, how far it is, and what was found of the option that is moved. */
function tellWhy(job) {
  here("why-row").hidden = here("take-row").hidden;
  here("why").textContent = isExplaining(moved) ? words.why_stop : words.why;
  here("why-progress").replaceChildren(...(isExplaining(moved) ? [progressOfWhy()] : []));
  here("why-told").replaceChildren(...whyOf(job, nameOf(moved), "why-title"));
}
