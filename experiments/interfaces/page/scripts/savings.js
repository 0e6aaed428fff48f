// Tonnes of CO₂e that a run avoids, as `models/outcomes/tables.py` shares savers out and `footprint.py` counts them.

/** What is assumed, a value a draw of each, for one account after the other: triangular between two numbers, with a mode (`sim/statistics/spread.py`). */
function drawnOf({ laws, draws }) {
  const triangular = ([low, mode, high, key], n) => {
    const u = uniform(key, n), width = high - low;
    return u * width < mode - low ? low + Math.sqrt(u * width * (mode - low)) : high - Math.sqrt((1 - u) * width * (high - mode));
  };
  return laws.flatMap((account) => Array.from({ length: draws }, (_, n) => Object.fromEntries(Object.entries(account).map(([name, law]) => [name, triangular(law, n)]))));
}

/** How many savers there are of each kind and level at each date: each is shared out over the two dates and the two
 *  levels between which they stand. */
function cohortsOf(savers, dates, { levels, weeks, spread }) {
  const kinds = [true, false].flatMap((spills) => [true, false].map((completed) => ({ completed, spills })));
  const made = kinds.map((kind) => levels.map((level) => ({ ...kind, level, people: new Float64Array(dates) })));
  for (const { week, drawn, completed, spills } of savers) {
    const level = Math.exp(spread * drawn - spread ** 2 / 2), found = levels.findIndex((one, n) => n && level < one), above = found < 0 ? levels.length - 1 : found;
    const date = Math.floor(week / weeks), late = week / weeks - date, high = (level - levels[above - 1]) / (levels[above] - levels[above - 1]);
    for (const [cell, part] of [[above, high], [above - 1, 1 - high]]) {
      const { people } = made[2 * !spills + !completed][cell];
      people[date] += (1 - late) * part;
      if (late) people[date + 1] += late * part;
    }
  }
  return made.flat().filter(({ people }) => people.some(Boolean));
}

/** ∫ exp(−decay·t) dt from 0 to so many years. */
const duration = (decay, years) => (decay * years ? -Math.expm1(-decay * years) / decay : years);

/** What savers avoid up to the end of so many years, under each draw. */
function tonnesOf(savers, years, savings, drawn) {
  const { cap, weeks, weeks_a_year } = savings, dates = (years * weeks_a_year) / weeks + 1, cohorts = cohortsOf(savers, dates, savings);
  const ages = Float64Array.from({ length: dates }, (_, n) => years - (n * weeks) / weeks_a_year);
  const lasting = new Float64Array(dates);
  return Float32Array.from(drawn, ({ saving, self_report, decay, rebound, spillover, other_share }) => {
    let sum = 0;
    for (let n = 0; n < dates; n++) lasting[n] = duration(decay, ages[n]);
    for (const { completed, spills, level, people } of cohorts) {
      const first = Math.min(saving * self_report * (completed ? 1 : other_share) * level, cap), until = decay < 0 && first ? Math.log(cap / first) / -decay : years;
      let saved = 0;
      for (let n = 0; n < dates; n++) saved += people[n] * lasting[n];
      saved *= first;
      for (let n = 0; ages[n] > until; n++) saved += people[n] * (first * (duration(decay, until) - lasting[n]) + cap * (ages[n] - until)); // what grows stops at the cap
      sum += (1 - rebound) * (spills ? 1 + spillover : 1) * saved;
    }
    return sum;
  });
}
