// What it costs: quantities times prices, which are the page's or one's own.

const bill = { ...numbers.money, bought: {}, people: [], sets: [] };
bill.sold = Object.fromEntries(Object.entries(bill.sold).map(([lever, [step, most, valid, scaled, assumed]]) => [lever, { step, most, valid, scaled, assumed }]));
/** Your own prices, by item. */
let own = {};

const priceOf = (n) => own[bill.items[n]] ?? numbers.prices[n];
const costOf = (quantity) => numbers.prices.reduce((sum, _, n) => sum + priceOf(n) * quantity(n), 0);
const isPrice = (value) => value >= 0 && value <= bill.most;
const queryOfPrices = () => Object.keys(own).sort().map((item) => `price.${item}=${own[item]}`).join("&");

/** Your own prices, of what each is said to be; what is none, or stands there anyway, is left aside. */
const pricesOf = (said) => Object.fromEntries(bill.items.map((item) => [item, said(item)]).filter(([, value], n) => isPrice(value) && value !== numbers.prices[n]));

function pricesInAddress() {
  const said = inAddress();
  return pricesOf((item) => Number(said.get(`price.${item}`)?.trim() || NaN));
}

// ---- in words --------------------------------------------------------------------------------------------------------------

function decimal(value) {
  const [whole, part] = String(value).split(".");
  return written(Number(whole)) + (part ? words.signs.decimal + part : "");
}
const rounded = (value) => written(toDigits(value, 2));
const average = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;
/** Euros a year in each world, of quantities in all by item and world. */
const aYear = (bought, worlds) => Array.from({ length: worlds }, (_, world) => costOf((n) => bought[n]?.[world] ?? 0) / ahead);
const cellsOf = (row) => { const [low, middle, high] = borneBy(row, figure); return [middle, row.p5 === row.p95 ? middle : between(low, high)]; };

const asItIs = (row) => say(row.p5 === row.p95 ? "always_so" : "as_it_is", { name: words.base, middle: borneBy(row, figure)[1], range: rangeOf(row, figure) });

/** What each person who comes costs if it goes on; on average where in some simulation nobody comes, and nothing if in all. */
function aPerson(euros) {
  const each = euros.map((one, n) => (ahead * one) / bill.people[n]), came = average(bill.people);
  if (!bill.people.every(Boolean)) return came ? say("a_person_in_the_mean", { middle: rounded((ahead * average(euros)) / came) }) : "";
  const row = spread(each, bill.sets);
  return say("a_person_as_it_is", { middle: borneBy(row, figure)[1], range: rangeOf(row, figure) });
}

/** Euros a year by item: medians of the baseline, and by how much those of options differ. */
function byItem(some) {
  const there = worlds.both(baseline(), ...some.map(({ job }) => job)), medians = (job, n) => quantile(Float64Array.from(there, (world) => { if (job === NOTHING) return 0; const of = (year) => worlds.of(job, world)[(numbers.in_time.length + n) * span + year]; return (priceOf(n) * (of(span - 1) - of(numbers.past))) / ahead; }).sort(), 0.5);
  const two = (value, sign) => written(toDigits(even(value), 2), sign), rows = bill.items.map((_, n) => [words.items[n], medians(baseline(), n), ...some.map(({ job }) => medians(job, n) - medians(baseline(), n))]).filter(([, ...euros]) => euros.some((one) => even(one)));
  return scrolled(rowsUnder([words.item, baselineName(), ...some.map(({ name }) => say("quoted", { name }))], rows.map(([item, going, ...more]) => [item, two(going), ...more.map((one) => two(one, true))]), words.by_item), "by-item-note");
}

/** Euros a year by who pays, in shares that are assumed and the same in all options. */
function byPayer(some) {
  const two = (value, sign) => written(toDigits(even(value), 2), sign), last = FIGURES.length - 1, base = quantile(Float64Array.from(some[0].there, (n) => end(baseline(), n, last)).sort(), 0.5) / ahead;
  const rows = bill.funding.map((share, n) => [words.payers[n], two(share * base), ...some.map(({ rows }) => two((share * rows.cost_total.p50) / ahead, true))]);
  return scrolled(rowsUnder([words.who_pays, baselineName(), ...some.map(({ name }) => say("quoted", { name }))], rows, words.by_payer), "by-payer-note");
}

/** Which of the prices that are paid nobody has given. */
function placeholders() {
  const paid = bill.items.filter((_, n) => n in bill.bought), left = paid.filter((item) => !bill.given[bill.items.indexOf(item)] && !(item in own));
  const names = left.map((item) => words.items[bill.items.indexOf(item)]).join(", ");
  return !left.length ? "" : left.length === paid.length ? words.all_placeholders : say("some_placeholders", { names });
}

function priceInWords(n) {
  const mark = bill.given[n] || bill.items[n] in own ? "" : "*";
  return say("price", { price: decimal(priceOf(n)), unit: words.units[n] }) + mark;
}

// ---- on the page -----------------------------------------------------------------------------------------------------------

/** How much of each item there is ahead in the cases that are there, and how many people come. */
function takeBought() {
  const there = worlds.both(BASE), first = numbers.in_time.length;
  bill.sets = there.map((n) => numbers.sets[n]);
  bill.people = there.map((n) => end(BASE, n, 0));
  bill.bought = Object.fromEntries(bill.items.map((_, n) => [n, there.map((world) => { const found = worlds.of(BASE, world), at = (year) => found[(first + n) * span + year]; return at(span - 1) - at(numbers.past); })]).filter(([, of]) => of.some(Boolean)));
}

/** Tell all costs at the prices that hold. */
function showMoney() {
  showPrices();
  const number = worlds.both(BASE).length, all = worlds.number;
  here("money-progress").textContent = number < all ? say("still", { done: number, all }) : "";
  if (number < Math.min(TELLS, all)) return;
  takeBought();
  const { sets } = bill, euros = aYear(bill.bought, sets.length), total = spread(euros, sets), told = { as_it_is: asItIs(total), a_person: aPerson(euros), placeholders: placeholders() };
  for (const place of document.querySelectorAll("[data-told]")) place.textContent = told[place.dataset.told];
  for (const head of document.querySelectorAll("#money [data-range]")) head.textContent = rangeHead(number);
  const row = (name, values, more = []) => html("tr", {}, html("th", { scope: "row" }, name, ...more), ...cellsOf(spread(values, sets)).map((said) => html("td", { className: "number" }, said)));
  const items = bill.items.map((item, n) => ({ item, n, usual: average(bill.bought[n] ?? [0]) * numbers.prices[n] })).filter(({ n }) => n in bill.bought).sort((one, other) => other.usual - one.usual);
  here("money-items").replaceChildren(...items.map(({ item, n }) => {
    const made = row(words.items[n], bill.bought[n].map((one) => (one * priceOf(n)) / ahead), [html("span", { className: "hint" }, priceInWords(n))]);
    made.dataset.item = item;
    return made;
  }), Object.assign(row(words.all_items, euros), { id: "money-total" }));
  here("payers").replaceChildren(...bill.funding.map((share, n) => row(words.payers[n], euros.map((one) => one * share))));
}

/** Tonnes that a sum avoids at a price from low to high. */
function tonnesFor(euros, low, high) {
  const two = (value) => decimal(toDigits(value, 2));
  return low > 0 ? between(two(euros / high), two(euros / low)) : words.not_known;
}

/** A range of prices; the higher is infinite where the money may avoid nothing. */
const pricesBetween = (low, high) => (high === Infinity ? say("at_least", { number: rounded(low) }) : between(rounded(low), rounded(high)));

/** What a tonne costs by an option, of both ends of the price by each account; an account by which nothing is avoided gives
 *  none. */
function tonneInWords(name, [first, ...others]) {
  if (first[0] === Infinity) return say("no_tonne", { name });
  return [say("a_tonne", { name, range: pricesBetween(...first) }), ...others.flatMap((one, n) => (one[0] < Infinity ? [say("a_tonne_if", { range: pricesBetween(...one), account: words.readings[n + 1] })] : []))].join(" ");
}

/** What a tonne avoided by an option costs, on average over its simulations, by each account: 90 % range over the
 *  assumptions; empty where the option costs no more. */
function aTonne({ job, there, name, euros }) {
  const { draws, laws } = numbers.savings, more = average(euros);
  const each = Array.from({ length: laws.length * draws }, (_, n) => more / Math.max(0, average(there.map((world) => worlds.saved(job, world)[n] - worlds.saved(baseline(), world)[n]))));
  const ends = laws.map((_, n) => each.slice(n * draws, (n + 1) * draws).sort((one, two) => one - two)).map((prices) => [0.05, 0.95].map((share) => prices[Math.ceil(share * draws) - 1]));
  return more > 0 ? [tonneInWords(name, ends)] : [];
}

/** A typed number, with a decimal comma or point: a number field drops the comma of a browser set to another language. */
const typedIn = ({ value }) => (value.trim() ? Number(value.replace(",", ".")) : NaN);

/** Prices in their fields; one that is being typed, and is none, is left there. */
function showPrices() {
  for (const [n, item] of bill.items.entries()) {
    const field = here(`price-${item}`);
    if (!field.defaultValue) field.defaultValue = inField(numbers.prices[n]); // what `reset` gives back
    if (!field.ariaInvalid && typedIn(field) !== priceOf(n)) field.value = inField(priceOf(n));
    field.closest(".field").classList.toggle("moved", item in own);
  }
}

function onPrice() {
  for (const field of here("prices").elements) {
    const right = isPrice(typedIn(field));
    [here(`${field.id}-wrong`).hidden, field.ariaInvalid] = [right, right ? null : "true"];
  }
  takePrices(pricesOf((item) => typedIn(here(`price-${item}`))));
  history.replaceState(null, "", address("money"));
}

/** Let prices hold, and tell everything at them. */
function takePrices(made) {
  const before = queryOfPrices();
  own = made;
  showMoney();
  if (queryOfPrices() === before) return;
  forgetSpending();
  tell();
  showLinks();
}

/** What the options of the note cost. */
function showOptions() {
  const made = known(kept).map((found) => paragraph(`${found.name}. ${money(found)}`));
  here("money-options").replaceChildren(...(made.length ? made : [paragraph(words.no_options, "note")]));
}

function bindMoney() {
  for (const [n, item] of bill.items.entries()) here(`price-${item}-hint`).textContent = say(bill.given[n] ? "price_given" : "price_placeholder", { unit: words.units[n], price: decimal(numbers.prices[n]) });
  here("prices").addEventListener("input", onPrice);
  here("prices").addEventListener("change", () => { announce(words.prices_taken); });
  here("prices-back").addEventListener("click", () => {
    here("prices").reset();
    onPrice();
    announce(words.prices_back);
  });
}
