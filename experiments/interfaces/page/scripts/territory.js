// The intercommunalities of France, out of the national table (`national.py`), and the territory of one, to the last bit
// as `models/territory` makes it of a table of communes: who lives where, how far apart, who works where.

const COMMUNE_KEY = 36, DIGITS = 5; // a code of a commune is a number with digits and letters

class France {
  /** @param {Uint8Array} content of the table; rules: what `national.py` tells of it. */
  constructor(content, rules) {
    Object.assign(this, { content, rules });
    [this.codes, this.called] = ["epci", "called"].map((name) => this.#texts(name));
    this.first = [0, ...added(this.#numbers("communes"))];
    this.departments = new Map(this.#texts("departments").map((said) => said.split(/ (.*)/)));
    for (const name of ["population_2017", "more_in_2021", "households", "hectares"]) this[name] = this.#numbers(name);
    for (const name of ["latitude", "longitude", "codes"]) this[`each_${name}`] = added(this.#numbers(name));
    this.oddAreas = new Map(this.#texts("odd_areas").map((said) => said.split(" ")));
    [this.names, this.status] = [this.#texts("names"), this.#texts("status")[0]];
  }

  #part(name) {
    const [first, length, width] = this.rules.columns[name];
    return { bytes: this.content.subarray(first, first + length), width };
  }

  #texts(name) {
    return new TextDecoder().decode(this.#part(name).bytes).split("\n");
  }

  #numbers(name) {
    const { bytes, width } = this.#part(name), number = bytes.length / width;
    return Array.from({ length: number }, (_, n) => {
      let zigzag = 0;
      for (let byte = width - 1; byte >= 0; byte--) zigzag = zigzag * 256 + bytes[byte * number + n];
      return zigzag % 2 ? -(zigzag + 1) / 2 : zigzag / 2;
    });
  }

  /** Its communes as the national table has them. */
  communes(code) {
    const place = this.codes.indexOf(code), rows = Array.from({ length: this.first[place + 1] - this.first[place] }, (_, n) => this.first[place] + n);
    return rows.map((n) => {
      const key = this.each_codes[n], insee = key.toString(COMMUNE_KEY).toUpperCase().padStart(DIGITS, "0"), before = this.population_2017[n], now = this.more_in_2021[n] + before, homes = this.households[n] + even(this.rules.households * now);
      return { insee, key, name: this.names[n], now, isNew: before < 0, population: before < 0 ? now : before, homes: homes < 0 ? null : homes, km2: this.oddAreas.has(insee) ? Number(this.oddAreas.get(insee)) : this.hectares[n] / 100, latitude: this.each_latitude[n] / this.rules.degrees, longitude: this.each_longitude[n] / this.rules.degrees, status: this.status[n] };
    });
  }

  /** The department in which most of its people live, or would. */
  department(code) {
    const largest = this.communes(code).reduce((most, one) => (one.population > most.population ? one : most)).insee;
    return this.departments.get(largest.slice(0, largest.startsWith("97") ? 3 : 2)) ?? "";
  }

  /** What is drawn of its place for a seed, in numbers from 0 (`Ensemble.place`). */
  placesOf(code) {
    const { low, high, beyond, far } = this.rules.place, key = this.#texts("key_of_place")[this.codes.indexOf(code)];
    return (number) => {
      const away = placeUnderNormal(beyond + (1 - 2 * beyond) * uniform(key, number)) / (2 * far);
      return Number(Math.exp((0.5 - away) * Math.log(low) + (0.5 + away) * Math.log(high)).toPrecision(4));
    };
  }
}

const added = (values) => { let sum = 0; return values.map((one) => (sum += one)); };
const totalOf = (values) => values.reduce((sum, one) => sum + one, 0);

/** Whole units shared out in proportion to weights (`largest_remainder`). */
function shareOut(total, weights) {
  const sum = totalOf(weights), quota = weights.map((one) => total * (one / (sum > 0 ? sum : 1))), shares = quota.map(Math.floor), rest = quota.map((one, n) => one - shares[n]);
  let left = total - totalOf(shares), equal = 0;
  const least = [...rest].sort((one, other) => one - other)[Math.min(Math.max(weights.length - left, 0), weights.length - 1)];
  left -= rest.filter((one) => one > least).length;
  return shares.map((one, n) => one + (rest[n] > least || (rest[n] === least && ++equal <= left) ? 1 : 0));
}

/** Figures that are not whole, as whole ones with the same sum, rounded. */
const asWhole = (values) => (values.some(Boolean) ? shareOut(even(totalOf(values)), values) : values);

/** Residents of each age band but the first, jobs, establishments, households, seats: `extract`, `communes`. */
function peopleOf(communes, rules) {
  const cells = communes.map(({ status, population }) => (rules.profiles[status] ?? rules.profiles["-"]).map((rate) => Number((rate * population).toFixed(3))));
  const known = communes.filter(({ homes }) => homes !== null), people = totalOf(known.map(({ population }) => population)), rate = people ? totalOf(known.map(({ homes }) => homes)) / people : rules.households_unknown;
  const [from, seats] = rules.seats, jobs = cells.map((row) => row[rules.bands]), population = communes.map((one) => one.population);
  return {
    residents: communes.map((one, n) => shareOut(one.population, cells[n].slice(0, rules.bands)).slice(1)),
    jobs: jobs.some(Boolean) ? jobs : population, // what attracts
    establishments: asWhole(cells.map((row) => row[rules.bands + 1])),
    households: asWhole(communes.map(({ homes, population }) => homes ?? rate * population)),
    seats: communes.map(({ insee, population }) => rules.seats_by_law[insee] ?? seats[from.findLastIndex((one) => one <= population)]),
  };
}

/** Households of four, three and two adults by commune (`models/world/places.py`). */
function householdsOf(adults, households) {
  const p = adults.map((all, n) => Math.min(Math.max(households[n] > 0 ? all / Math.max(households[n], 1) - 1 : 0, 0) / 3, 1)), left = [...adults];
  const shares = [[4, (p) => p * p * p], [3, (p) => 3 * p * p * (1 - p)], [2, (p) => 3 * p * (1 - p) * (1 - p)]];
  return shares.map(([size, share]) => p.map((one, n) => {
    const number = Math.min(Math.floor(share(one) * households[n] + 0.5), Math.floor(left[n] / size));
    left[n] -= size * number;
    return number;
  }));
}

/** Points of the unit sphere, km within each commune, and of every few communes a point among them and how far they lie
 *  from it (`distances`). */
function groundOf(communes, { step, diameter }) {
  const degree = Math.PI / 180, latitude = communes.map((one) => one.latitude * degree), longitude = communes.map((one) => one.longitude * degree);
  const points = [latitude.map((one, n) => cosine(one) * cosine(longitude[n])), latitude.map((one, n) => cosine(one) * sine(longitude[n])), latitude.map(sine)];
  const blocks = Array.from({ length: Math.ceil(communes.length / step) }, (_, n) => points.map((axis) => axis.slice(step * n, step * (n + 1))));
  const middles = blocks.map((block) => block.map((axis) => sumOf(axis) / axis.length));
  const apart = ([x, y, z], [a, b, c]) => arcSine(Math.sqrt((x - a) * (x - a) + (y - b) * (y - b) + (z - c) * (z - c)) * 0.5) * diameter;
  return {
    points,
    within: communes.map(({ km2 }) => 0.5 * Math.sqrt(km2 / Math.PI)),
    middle: points.map((_, axis) => middles.map((one) => one[axis])),
    spread: blocks.map((block, n) => Math.max(...block[0].map((x, one) => apart([x, block[1][one], block[2][one]], middles[n])))),
  };
}

/** How far people go to work (`ties`), by the kernel's own text. */
function commutingOf(kernel, communes, { points, within, middle, spread }, jobs, adults, rules) {
  const beta = 0.3028016 * power(meanOf(communes.filter(({ population }) => population > 0).map(({ km2 }) => km2)), -0.1665103), reach = rules.farthest / beta, nothing = communes.map(() => 0);
  const [, , , , , nearest, total, way] = kernel.apply("contagion_models_territory_pairs_know_commuting", [points, within, middle, spread, jobs, nothing, nothing, nothing], [beta, reach, 0n, BigInt(communes.length)], 2 * rules.step);
  const mean = way.map((one, n) => (total[n] > 0 ? one / total[n] : null)), sum = (of) => adults.reduce((all, one, n) => all + (mean[n] === null ? 0 : one * of(n)), 0), [workers, ways] = [sum(() => 1), sum((n) => mean[n])];
  return { beta, nearest, total, reach: reach + Math.max(...nearest), farther: mean.map((one) => (one === null || !(ways > 0) ? 1 : one * (workers / ways))) };
}

const meanOf = (values) => sumOf(values) / values.length;

/** A territory. */
function territoryOf(france, code, kernel) {
  const { rules } = france, communes = france.communes(code), people = peopleOf(communes, rules), ground = groundOf(communes, rules), adults = people.residents.map(totalOf), population = communes.map((one) => one.population);
  const [fours, threes, twos] = householdsOf(adults, people.households);
  return { code, communes, ...people, ...ground, adults, fours, threes, twos, centre: population.indexOf(Math.max(...population)), size: totalOf(adults), ...commutingOf(kernel, communes, ground, people.jobs, adults, rules) };
}

/** A number of effort so many times (`Scaled.times`). */
const scaledBy = (value, ratio, { step, least }) => (value > 0 ? Math.round(100 * Math.max(Math.floor((value * ratio) / step + 0.5) * step, Math.min(least, value))) / 100 : value);

/** What an authority of this size puts in (`effort`, `lived`); what there would be nothing of is one. */
function effortOf(size, rules) {
  const ratio = size / rules.effort_for, made = { "outreach.attendees": rules.attendees };
  for (const [name, how] of Object.entries(rules.effort)) {
    const { usual, step } = how, enough = usual && !scaledBy(usual, ratio, how) ? Math.ceil(step / ratio) : usual;
    made[name] = scaledBy(enough, ratio, how);
  }
  const events = made["outreach.events_per_year"], most = rules.most_events;
  if (events > most) Object.assign(made, { "outreach.events_per_year": most, "outreach.attendees": Math.floor(rules.attendees * (events / most) + 0.5) });
  return made;
}
