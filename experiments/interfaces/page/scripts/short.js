// What the short model says (`experiments/evidence/short_model.py`): the programme as stocks and flows, for the parameter
// sets that agree with the published totals. Only of Grand Besançon, and of levers that it reads.

const NO_REST = 1e-9, shortKnown = new Map(); // weeks, after which all are back within one

/** The values of each set, by name: those of the tried that were kept. */
function shortSets({ laws, steps }) {
  const keys = keysOf(1, laws.map(([name]) => `short model: ${name}`));
  const valueOf = {
    uniform: (u, low, high) => low + u * (high - low),
    whole: (u, low, high) => Math.min(Math.floor(low + u * (high - low + 1)), high),
    log: (u, low, high) => low * (high / low) ** u,
  };
  return added(steps).map((row) => Object.fromEntries(laws.map(([name, low, high, law], n) => [name, valueOf[law](uniform(keys[n], row), low, high)])));
}

/** The share of those who come who attend enough sessions (`completing`). */
function completing(x, [sessions, needed]) {
  const left = x["group.dropout"], attends = x["group.attendance"];
  const ways = (of, n) => (n ? (ways(of, n - 1) * (of - n + 1)) / n : 1);
  const enough = (of) => totalOf(Array.from({ length: of + 1 }, (_, n) => (n < needed ? 0 : ways(of, n) * attends ** n * (1 - attends) ** (of - n))));
  return totalOf(Array.from({ length: sessions }, (_, n) => (1 - left) ** n * (n + 1 < sessions ? left : 1) * enough(n + 1)));
}

/** People who came at the end of each year, from one set of values, and of what is decided in each year (`stock_and_flow`). */
function shortPeople(x, each, { weeks, sessions }) {
  const year = numbers.weeks_a_year, [ready, starts, ends] = [0, 1, 2].map(() => new Float64Array((each.length + 2) * year));
  const size = x["group.size"], come = size * (1 - x["group.no_show"]), begin = Math.round(x["group.recruiting_weeks"]), length = begin + weeks, wishing = come * completing(x, sessions) * x["volunteering.wish"];
  const aWeek = (loss) => Math.exp(-loss / year), queues = aWeek(x["training.queue_loss_per_year"]), waits = aWeek(x["demand.waiting_loss_per_year"]);
  const stays = each.map((p) => aWeek(x["retention.loss_per_year"] * Math.exp(-p["retention.mentored_share"] * x["retention.mentoring_effect"])));
  const out = [], back = -Math.expm1(-1 / Math.max(x["facilitation.rest_weeks"], NO_REST));
  let [free, resting, leading, queue, registered, people] = [0, 0, 0, 0, 0, 0];
  for (let week = 0; week < each.length * year; week++) {
    const now = Math.floor(week / year), p = each[now], stay = stays[now];
    // those stay who do not stop, lose interest or tire of waiting; others register
    [free, resting, leading] = [free * stay, resting * stay, leading * stay];
    [queue, registered] = [queue * queues, registered * waits + x["registrations a year"] / year];
    // training: first the founders, then who queues, and others from outside for the places left
    const since = week - p["training.first_week"], places = p["training.places"];
    if (since >= 0 && since % p["training.period_weeks"] === 0) {
      const own = since ? Math.min(queue * x["training.accept"], places) : 0, outside = p["training.top_up"] === "historical" ? Math.min(p["training.outside_places"], places - own) : 0;
      queue -= own;
      ready[week + p["training.ready_after_weeks"]] += (own + (since ? outside : p["training.founders"])) * x["training.active_share"];
    }
    // leaders who have rested open groups; groups start, and end
    const rested = resting * back, leaders = p["facilitation.leaders"];
    [free, resting] = [free + ready[week] + rested, resting - rested];
    const opened = Math.min(free / leaders, registered / size);
    [free, leading, registered] = [free - leaders * opened, leading + leaders * opened, registered - size * opened];
    starts[week + begin] += opened;
    ends[week + length] += opened;
    const ended = leaders * ends[week] * stay ** length;
    [leading, resting] = [leading - ended, resting + ended];
    queue += ends[week] * wishing;
    people += starts[week] * come;
    if ((week + 1) % year === 0) out.push(people);
  }
  return out;
}

/** People who come after the past with levers moved, in each set. */
function shortAhead(values) {
  const of = numbers.short_model, key = keyOf(values);
  if (shortKnown.has(key)) return shortKnown.get(key);
  const each = of.each.map((row, n) => ({ ...Object.fromEntries(of.names.map((name, at) => [name, row[at]])), ...(n < numbers.past ? {} : values) }));
  const found = shortSets(of).map((x) => shortPeople(x, each, of)).map((people) => people.at(-1) - (numbers.past ? people[numbers.past - 1] : 0));
  shortKnown.set(key, found);
  return found;
}

/** What it says of the people more by an option, compared with simulations; nothing where it cannot say it. */
function ofShortModel(values, row) {
  const of = numbers.short_model, names = Object.keys(values);
  if (!of || facts || !names.length || !names.every((name) => of.reads.includes(name))) return [];
  const before = shortAhead({}), more = spread(shortAhead(values).map((one, n) => one - before[n]), before.map((_, n) => n));
  const little = of.little * quantile(Float64Array.from(before).sort(), 0.5);
  return [paragraph(say("short_says", { people: cellOf(more, change), compared: words.short_compared[compareMedians(row, more, little)] }), "note")];
}

/** The short model's result next to that of agents: alike, lower or higher, clearly or not (`compare_medians`). */
function compareMedians(agents, short, little) {
  const isInside = (low, high) => [[agents, short], [short, agents]].every(([a, b]) => a[low] <= b.p50 && b.p50 <= a[high]);
  if (Math.abs(agents.p50 - short.p50) <= little || isInside("p25", "p75")) return "alike";
  const side = short.p50 < agents.p50 ? "lower" : "higher";
  return isInside("p5", "p95") ? side : `clearly_${side}`;
}
