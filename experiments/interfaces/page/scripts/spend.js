// What a yearly sum would buy: the search of `contagion spend` (`experiments/commands/spend/mixes.py`), by people alone. A
// mix is given by the share of the sum that each lever has, and is bought in whole steps.

const BIT = 1e-9, MONTHS = 12, LEADERS = 2; // BIT: of a step, that shares may miss by rounding
let spending = null; // the search that runs, or the last one

// ---- what can be bought --------------------------------------------------------------------------------------------------

const priceOfA = (item) => priceOf(bill.items.indexOf(item));

/** Euros a year that levers are planned to cost, for the groups and training seats a year that there usually are (`plan`). */
function plannedFor(values, usual) {
  const of = (name) => values[name] ?? numbers.usual[name] ?? 0;
  const places = of("training.places"), post = priceOfA("coordinator") + MONTHS * of("partners.contacts_per_month") * priceOfA("contact");
  const session = places * priceOfA("seat") + (bill.trainer && places ? priceOfA("trainer") : 0);
  const sessions = numbers.weeks_a_year / (of("training.period_weeks") || numbers.weeks_a_year);
  const outreach = of("outreach.events_per_year") * priceOfA("event") + of("outreach.campaigns_per_year") * of("outreach.letters") * priceOfA("letter");
  const mentored = of("retention.mentored_share") * usual.seats * priceOfA("mentoring"), paid = of("retention.paid_share") * LEADERS * usual.groups * priceOfA("stipend");
  return session * sessions + of("partners.coordinators") * post + outreach + mentored + paid;
}

/** What a sum can buy on top of the programme as it is: levers of which it pays a step (`Market`). */
class Market {
  constructor(sum, usual) {
    Object.assign(this, { sum, usual });
    const room = (one) => Math.max(0, Math.floor((mostOf(one.name) - numbers.usual[one.name]) / bill.sold[one.name].step + BIT));
    const all = numbers.levers.filter(({ name }) => name in bill.sold).map((one) => ({ ...bill.sold[one.name], name: one.name, most: room(one) }));
    this.levers = all.map((one) => ({ ...one, price: this.#more({ [one.name]: this.#value(one, 1) }) })).filter(({ most, price }) => most && price > 0 && price <= sum * (1 + BIT));
  }

  #value({ name, step }, number) {
    return Number((numbers.usual[name] + number * step).toFixed(12));
  }

  #more(values) {
    return plannedFor(values, this.usual) - plannedFor({}, this.usual);
  }

  /** A mix of whole steps, with the shares of which it was made. */
  #mix(steps, shares) {
    const values = Object.fromEntries(this.levers.flatMap((one, n) => (steps[n] ? [[one.name, this.#value(one, steps[n])]] : [])));
    const euros = this.levers.map(({ price }, n) => price * steps[n]), all = totalOf(euros) || 1;
    return { steps, shares, values, name: keyOf(values), parts: euros.map((one) => one / all) };
  }

  /** What shares of the sum pay: fewer steps of all, where levers that multiply each other cost more together. */
  buy(shares) {
    for (let part = 1; ; ) {
      const made = this.#mix(this.levers.map(({ price, most }, n) => Math.min(Math.floor((part * shares[n] * this.sum) / price + BIT), most)), shares);
      const planned = this.#more(made.values);
      if (planned <= this.sum * (1 + BIT)) return made;
      part *= Math.min(this.sum / planned, 0.99);
    }
  }

  /** A part of a mix, at least a step less of something. */
  smaller(mix, part) {
    let fewer = mix;
    while (fewer.name === mix.name) fewer = this.buy(fewer.shares.map((share) => share * Math.min(part, 0.97)));
    return fewer;
  }
}

/** The levers that mixes spend most on, by their places. */
function mostUsed(mixes, count) {
  const money = mixes[0].parts.map((_, n) => totalOf(mixes.map(({ parts }) => parts[n])));
  const order = money.map((_, n) => n).filter((n) => money[n]).sort((one, two) => money[two] - money[one]);
  return order.slice(0, count).sort((one, two) => one - two);
}

/** The share of the money of a mix that another spends on something else. */
const otherwise = (one, other) => 1 - totalOf(one.parts.map((part, n) => Math.min(part, other.parts[n])));
const assumedIn = ({ values }) => Object.keys(values).filter((name) => bill.sold[name].assumed);

// ---- shares that are tried -----------------------------------------------------------------------------------------------

/** All of the sum for one lever, and half of it for each of two. */
function coarse(count) {
  const alone = Array.from({ length: count }, (_, n) => [n]), pairs = alone.flatMap(([one]) => alone.slice(one + 1).map(([two]) => [one, two]));
  return [...alone, ...pairs].map((places) => alone.map(([n]) => (places.includes(n) ? 1 / places.length : 0)));
}

/** All ways to split the sum into four equal parts among some of the levers. */
function lattice(count, [first, ...others], parts = 4, left = parts) {
  const given = others.length ? Array.from({ length: left + 1 }, (_, n) => n) : [left];
  const rest = (part) => (others.length ? lattice(count, others, parts, left - part) : [Array(count).fill(0)]);
  return given.flatMap((part) => rest(part).map((shares) => shares.with(first, part / parts)));
}

/** The same shares with a tenth of the sum moved from one lever to another, or taken from what was left over. */
function shifted(shares, among, part = 0.1) {
  const spare = totalOf(shares) + part <= 1 + BIT ? among.map((taking) => shares.with(taking, shares[taking] + part)) : [];
  const moved = among.filter((giving) => shares[giving] > BIT).flatMap((giving) => {
    const amount = Math.min(part, shares[giving]), less = shares.with(giving, shares[giving] - amount);
    return [less, ...among.filter((taking) => taking !== giving).map((taking) => less.with(taking, less[taking] + amount))];
  });
  return [...spare, ...moved];
}

// ---- the search ----------------------------------------------------------------------------------------------------------

/** How many cases the rounds of a search have, and how many others judge what it found; fewer for many residents. */
function casesOfSearch() {
  const { many, fewer, searched } = bill.search, isLarge = totalOf(france.communes(code).map(({ now }) => now)) > many;
  const judged = Math.min(isLarge ? fewer : searched, Math.floor(worlds.number / 1.5));
  return { isLarge, judged, rounds: [8, 4, 2].map((part) => Math.max(4, Math.ceil(judged / part))) };
}

const casesFrom = (first, number) => Array.from({ length: number }, (_, n) => first + n);

class Search {
  /** @param {number} sum euros a year */
  constructor(sum) {
    Object.assign(this, { sum, ...casesOfSearch(), state: "runs", began: performance.now(), past: worlds.known, outcomes: new Map(), known: new Map(), done: 0, asked: 0 });
  }

  /** All mixes that were tried, the most people first: what is known of each is what the round with the most cases says. */
  get tried() {
    return [...this.known.values()].sort((one, two) => two.gained - one.gained);
  }

  /** The outcome of a mix in a case: people, and how much of each item, since the past was over. */
  #outcome(found) {
    const over = (row) => found[row * span + span - 1] - found[row * span + numbers.past];
    return { people: over(0), bought: bill.items.map((_, n) => over(numbers.in_time.length + n)) };
  }

  /** Simulate mixes in cases, as far as that was not done. */
  async #simulate(mixes, cases) {
    const missing = mixes.flatMap(({ name, values }) => {
      const there = this.outcomes.get(name) ?? this.outcomes.set(name, []).get(name);
      return cases.filter((n) => !there[n]).map((n) => ({ there, values, n }));
    });
    this.asked = this.done + missing.length;
    const one = ({ there, values, n }) => worlds.tryOut(Search, values, n).then((found) => {
      there[n] = this.#outcome(found);
      this.done += 1;
      if (this === spending) seeSpending();
    });
    await Promise.all(missing.map(one));
  }

  people(name, n) {
    return this.outcomes.get(name)[n].people;
  }

  /** A year, at the prices that hold. */
  euros(name, n) {
    return totalOf(this.outcomes.get(name)[n].bought.map((many, item) => many * priceOf(item))) / ahead;
  }

  /** People, and euros in all, that a mix has more than another in its cases. */
  more({ name, cases }, other = BASE) {
    const sets = cases.map((n) => numbers.sets[n]), people = cases.map((n) => this.people(name, n) - this.people(other, n));
    const euros = cases.map((n) => ahead * (this.euros(name, n) - this.euros(other, n)));
    return { rows: { people: spread(people, sets), cost_total: spread(euros, sets) }, people, euros };
  }

  /** Mixes in some cases, the most people first, each so much smaller that on average of them the whole programme costs no
   *  more than the sum on top of what it costs as it is (`within`). */
  async within(mixes, cases) {
    const fits = new Map();
    let asked = new Map(mixes.filter(({ name }) => name).map((mix) => [mix.name, mix]));
    await this.#simulate([{ name: BASE, values: {} }], cases);
    for (let turn = 0; asked.size && turn < bill.search.tries; turn++) {
      await this.#simulate([...asked.values()], cases);
      const costs = new Map([...asked.keys()].map((name) => [name, average(cases.map((n) => this.euros(name, n) - this.euros(BASE, n)))]));
      const isWithin = ({ name }) => costs.get(name) <= this.sum * (1 + BIT), all = [...asked.values()];
      for (const mix of all.filter(isWithin)) fits.set(mix.name, mix);
      const smaller = all.filter((mix) => !isWithin(mix)).map((mix) => this.market.smaller(mix, this.sum / costs.get(mix.name)));
      asked = new Map(smaller.filter(({ name }) => name && !fits.has(name)).map((mix) => [mix.name, mix]));
    }
    const gained = ({ name }) => average(cases.map((n) => this.people(name, n) - this.people(BASE, n)));
    return [...fits.values()].map((mix) => ({ ...mix, cases, gained: gained(mix) })).sort((one, two) => two.gained - one.gained);
  }

  /** The same in a round of the search. */
  async #round(mixes, cases) {
    const made = await this.within(mixes, cases), isBetterKnown = ({ name }) => this.known.get(name)?.cases.length > cases.length;
    for (const mix of made) if (!isBetterKnown(mix)) this.known.set(mix.name, mix);
    return made;
  }

  async find() {
    const [first, second, third] = this.rounds.map((number) => casesFrom(0, number)), { survivors, among, climbs } = bill.search;
    await this.#simulate([{ name: BASE, values: {} }], first);
    const usual = (item) => average(first.map((n) => this.outcomes.get(BASE)[n].bought[bill.items.indexOf(item)])) / ahead;
    this.market = new Market(this.sum, { groups: usual("kit"), seats: usual("seat") });
    const count = this.market.levers.length, buy = (each) => each.map((shares) => this.market.buy(shares));
    let best = (await this.#round(buy(coarse(count)), first)).slice(0, survivors[0]);
    if (!best.length) return [];
    best = (await this.#round([...best, ...buy(lattice(count, mostUsed(best, among[0])))], second)).slice(0, survivors[1]);
    const levers = mostUsed(best, among[1]);
    best = await this.#round(best, third);
    for (let climb = 0; climb < climbs; climb++) {
      const [{ name, shares }] = best, near = await this.#round(buy(shifted(shares, levers)), second);
      best = await this.#round([...best, ...near.slice(0, 3)], third);
      if (best[0].name === name) break;
    }
    return this.#judge(best[0]);
  }

  /** The best, the best of those that spend half of the money otherwise, and where the first rests on an assumption alone the
   *  best that does not: in cases that chose none of them. */
  async #judge(first) {
    const surer = assumedIn(first).length && this.tried.find((mix) => !assumedIn(mix).length), fresh = casesFrom(this.rounds[2], this.judged);
    const chosen = new Map([first, this.rival(first), surer].filter(Boolean).map((mix) => [mix.name, mix])), made = [];
    for (const mix of chosen.values()) made.push(...(await this.within([mix], fresh)));
    return made;
  }

  rival(first) {
    return this.tried.find((mix) => otherwise(first, mix) >= 0.5);
  }

  /** The best by now, which were not judged in other cases. */
  best() {
    const [first] = this.tried;
    if (!first) return [];
    const both = [first, this.rival(first)].filter(Boolean);
    const cases = casesFrom(0, Math.min(...both.map((mix) => mix.cases.length)));
    return both.map((mix) => ({ ...mix, cases }));
  }

  /** How many runs it takes in all, about: mixes that are bought smaller are run once more (`Design.runs`). */
  get all() {
    const [first, second, third] = this.rounds, { survivors, among, climbs } = bill.search, levers = Object.keys(bill.sold).length;
    const rounds = ((levers * (levers + 1)) / 2 + 1) * first + (survivors[0] + 15) * second + survivors[1] * third + climbs * (among[1] ** 2 * second + 3 * third);
    return Math.max(this.asked, Math.ceil(1.3 * rounds) + 3 * this.judged);
  }

  /** Seconds that are left, about. */
  get left() {
    return ((performance.now() - this.began) / 1000 / this.done) * (this.all - this.done);
  }
}

// ---- on the page ---------------------------------------------------------------------------------------------------------

let spendingSeen = 0;
/** Tell how far the search is, not more often than the eye follows. */
function seeSpending() {
  if (performance.now() - spendingSeen < PACE) return;
  spendingSeen = performance.now();
  if (isSeen("money")) showSpending();
}

function timeLeft(seconds) {
  const [key, number] = seconds < 90 ? ["seconds_left", 10 * Math.ceil(seconds / 10)] : ["minutes_left", Math.ceil(seconds / 60)];
  return words[key][number > 1 ? 1 : 0].replace("{number}", number);
}

function progressInWords() {
  return spending.done < TELLS ? "…" : say("spend_progress", { done: written(spending.done), all: written(spending.all), left: timeLeft(spending.left) });
}

/** Look for what the sum in the field would buy. */
async function spend() {
  const field = here("spend-sum"), sum = typedIn(field), right = sum > 0 && sum <= bill.most;
  [here("spend-sum-wrong").hidden, field.ariaInvalid, here("spend-again").hidden] = [right, right ? null : "true", true];
  if (!right) return void field.focus();
  const mine = (spending = new Search(sum));
  worlds.dropTried(Search);
  showSpending();
  const found = await mine.find();
  if (mine !== spending || mine.state !== "runs") return;
  [mine.state, mine.found] = ["found", found];
  showSpending();
  announce((here("spend-found").querySelector("p") ?? here("spend-nothing")).textContent);
}

function stopSpending() {
  worlds.dropTried(Search);
  [spending.state, spending.found] = ["stopped", spending.best()];
  showSpending();
  here("spend-search").focus();
}

/** Drop a search at other prices or with another past. */
function forgetSpending() {
  if (!spending) return;
  worlds.dropTried(Search);
  spending = null;
  showSpending();
  here("spend-again").hidden = false;
}

/** Put a mix among the options of the note, if there is room. */
function keepMix({ values }) {
  here("spend-full").hidden = kept.length < MOST_KEPT;
  if (kept.length === MOST_KEPT) return;
  kept.push({ ...values });
  keptAnew(say("kept", { name: nameOf(values) }));
  compute();
  here("spend-found").focus();
}

/** What the first mix brings and costs, and from which others there is no clear difference. */
function foundInWords([first, ...others]) {
  const found = spending.more(first), said = answer(found.rows.people, movedInWords(first.values), words.base), assumed = assumedIn(first).map((name) => words.sold[name]);
  const tied = others.filter(({ name }) => verdictThatMore(spending.more(first, name).rows.people) === "none").map(({ values }) => movedInWords(values));
  const notes = [
    assumed.length && say("rests_on", { what: new Intl.ListFormat(tongue()).format(assumed) }),
    tied.length && say("no_difference", { others: quoted(tied) }),
    say(spending.state === "stopped" ? "stopped_at" : "judged_in", { number: first.cases.length, mixes: spending.known.size, searched: spending.rounds[2] }),
  ];
  return [html("div", { className: "answer" }, paragraph(say("sum_brings", { budget: written(spending.sum), answer: said })), paragraph(money(found), "note")), ...notes.filter(Boolean).map((note) => paragraph(note))];
}

/** A row a mix, and a button that keeps it. */
function mixes(found) {
  const where = rangeHead(found[0].cases.length), heads = [words.option, say("people_apart", { where }), words.of_options[3], words.verdict];
  const rows = found.map((mix, n) => {
    const { rows } = spending.more(mix);
    return [`${n + 1}. ${movedInWords(mix.values)}`, moreOf(rows.people), moreOf(rows.cost_total, ahead), verdictInWords(rows.people)];
  });
  const table = rowsUnder(heads, rows, say("mixes_of", { euros: written(spending.sum) }));
  const buttons = found.map((mix, n) => (isKept(mix.values) ? html("span", {}, say("kept", { name: nameOf(mix.values) })) : button(say("keep_mix", { number: n + 1 }), () => keepMix(mix))));
  return [scrolled(table, "mixes-title"), html("p", { className: "row" }, ...buttons)];
}

/** The search as it stands by now. */
function showSpending() {
  if (spending && spending.past !== worlds.known) return void forgetSpending();
  const runs = spending?.state === "runs", found = spending?.found ?? [];
  [here("spend-stop").hidden, here("spend-search").disabled] = [!runs, Boolean(weighing)];
  [here("spend-nothing").hidden, here("spend-large").hidden] = [spending?.state !== "found" || found.length > 0, !spending?.isLarge];
  here("spend-progress").textContent = runs ? trouble() || progressInWords() : "";
  if (here("spend-found").dataset.of === telling(found)) return;
  here("spend-full").hidden = true;
  here("spend-found").dataset.of = telling(found);
  here("spend-found").replaceChildren(...(found.length ? [...foundInWords(found), ...mixes(found)] : []));
}

/** Return what the sentences on the mixes depend on. */
const telling = (found) => [language, spending?.sum, spending?.state, ...found.map(({ name, values }) => `${name} ${isKept(values)}`)].join();

function bindSpend() {
  here("spend").addEventListener("submit", () => { spend().catch((error) => fail(error.message)); });
  here("spend-stop").addEventListener("click", stopSpending);
  if (spending) here("spend-sum").value = inField(spending.sum);
  showSpending();
}
