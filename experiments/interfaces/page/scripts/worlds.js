// Worlds of the programme, lived in workers; what was computed once is kept as long as the page is open.

const REMEMBERED = 24; // options: of a territory of 158 communes 120 MB
const MOST = 4; // workers: with more a page takes 500 MB and is hardly faster
const TOLD = ["found", "places", "saved"], toldOf = () => Object.fromEntries(TOLD.map((name) => [name, []])); // of each world
/** The worlds that are told of where no figures were put in. */
const asTold = () => numbers.told.map(([set, seed]) => ({ set, seed, place: seed - 1 }));
const placesHere = numbers.worlds.place && france.placesOf(code);
/** A world with what is drawn of its place, as workers want it. */
const withPlace = (world) => ({ ...world, drawn: placesHere?.(world.place) });
const AHEAD = 2; // worlds a worker is asked for, so that it has the next one while this page draws

class Worlds {
  /** @param {(option: string) => void} onWorld called when one more world is there; onTrouble: with what is wrong;
   *  isKept: whether an option must not be forgotten; onIdle: once all that was asked for is there. */
  constructor(onWorld, onTrouble, isKept, onIdle) {
    Object.assign(this, { onWorld, onTrouble, isKept, onIdle, pasts: new Map(), queue: [], later: [], workers: [] });
    this.told = asTold();
    this.number = this.told.length;
    this.take("", this.told, () => []);
  }

  /** Tell of other worlds that have another past: which, and what is written for each. What was lived of one that was told
   *  of before is there again. */
  take(name, told, past) {
    [this.told, this.past, this.queue, this.later] = [told, past, [], []];
    if (!this.pasts.has(name)) this.pasts.set(name, new Map());
    this.known = this.pasts.get(name);
  }

  /** What came of an option under a past before, as far as it is not there. */
  remember(past, option, there) {
    if (!this.pasts.has(past)) this.pasts.set(past, new Map());
    const one = this.pasts.get(past).get(option) ?? toldOf();
    there.found.forEach((found, n) => { if (found) for (const name of TOLD) one[name][n] = there[name][n]; });
    this.pasts.get(past).set(option, Object.assign(one, { kept: there.kept }));
  }

  /** Start the workers, each with all that is carried; they live what was asked for by then. */
  begin() {
    this.given = { module, image, sets, about: numbers };
    this.source = URL.createObjectURL(new Blob([forWorkers, contentOf("worker")], { type: "text/javascript" }));
    for (let n = 0; n < Math.min(navigator.hardwareConcurrency || 2, MOST); n++) this.#hire();
  }

  #hire() {
    const worker = new Worker(this.source), one = { worker, busy: [] };
    worker.onmessage = ({ data }) => {
      const { done, failed = this.onTrouble } = one.busy.shift();
      if (data.error) failed(data.error);
      else done(data);
      this.#next();
    };
    worker.onerror = (event) => { // a worker that died is replaced, and its world asked for again
      event.preventDefault();
      this.workers.splice(this.workers.indexOf(one), 1);
      this.queue.unshift(...one.busy);
      if ((this.died = (this.died ?? 0) + 1) > 8) this.onTrouble(event.message || "worker");
      else this.#hire();
    };
    worker.postMessage(this.given);
    this.workers.push(one);
    this.#next();
  }

  /** Have the first worlds of some options lived, by name: how many, values of levers, and words that an account sets.
   *  The first worlds of all come first; what was asked for before is put down. */
  ask(options) {
    if (this.looking) return;
    const { known, past } = this, { years } = numbers, under = this.workers.flatMap((one) => one.busy.map(({ id }) => id));
    for (const [job] of options) { // those that were asked for last stand last
      const one = known.get(job) ?? toldOf();
      known.delete(job);
      known.set(job, one);
    }
    this.#forget();
    this.queue = [];
    for (let n = 0; n < this.number; n++)
      for (const [job, number, values, words = []] of options) {
        const one = known.get(job), { found } = one;
        if (n >= number || found[n] || under.some((id) => id && id.found === found && id.n === n)) continue;
        const done = (data) => {
          for (const name of TOLD) one[name][n] = data[name];
          if (known === this.known) this.onWorld(job);
        };
        this.queue.push({ id: { found, n }, done, asked: { world: withPlace(this.told[n]), values, words, years, past: past(this.told[n]) } });
      }
    this.#next();
  }

  /** Have many worlds lived for some years, and columns of their weeks told as they come (nothing of one that fails);
   *  nothing else is lived meanwhile. */
  look(told, past, years, figures, onEach) {
    const mine = (this.looking = { left: told.length });
    const done = (n, found) => {
      mine.left -= 1;
      if (!mine.left && this.looking === mine) this.looking = null;
      onEach(n, found);
    };
    this.queue = told.map((world, n) => ({ done: ({ found }) => done(n, found), failed: () => done(n, []), asked: { world: withPlace(world), values: {}, words: [], years, past: past(world), figures } }));
    this.#next();
  }

  /** Have one of the worlds lived with levers moved and more written into its tables, once nothing else is asked for; what
   *  there was over the years. `by`: by what it can be dropped. */
  tryOut(by, values, n, more = []) {
    const { past, told } = this, asked = { world: withPlace(told[n]), values, words: [], years: numbers.years, past: [...past(told[n]), ...more], inTimeAlone: true };
    return new Promise((done, failed) => {
      this.later.push({ by, done: ({ found }) => done(found), failed: (why) => failed(new Error(why)), asked });
      this.#next();
    });
  }

  /** Try out nothing more of what was asked for by that. */
  dropTried(by) {
    this.later = this.later.filter((one) => one.by !== by);
  }

  stop() {
    [this.queue, this.looking] = [[], null];
  }

  /** Forget what came of the options that were asked for longest ago. */
  #forget() {
    const old = [...this.known.keys()].slice(0, -REMEMBERED);
    for (const job of old) if (!this.isKept(job)) this.known.delete(job);
  }

  #next() {
    if (!this.queue.length && !this.later.length && this.workers.every((one) => !one.busy.length)) this.onIdle();
    for (let ahead = 0; ahead < AHEAD; ahead++)
      for (const one of this.workers) {
        const next = one.busy.length > ahead ? null : (this.queue.shift() ?? this.later.shift());
        if (!next) continue;
        one.busy.push(next);
        one.worker.postMessage(one.busy.at(-1).asked);
      }
  }

  /** The worlds that are there of all of some options, by number. */
  both(...jobs) {
    const found = jobs.filter((job) => job !== NOTHING).map((job) => this.known.get(job)?.found ?? []);
    return Array.from({ length: this.number }, (_, n) => n).filter((n) => found.every((one) => one[n]));
  }

  /** The worlds whose sets are of a rule of deciding, by number. */
  ofRule(rule) {
    const { first, length } = columnsOf(numbers)[numbers.worlds.rule];
    return this.told.map((_, n) => n).filter((n) => numberAt(sets, first, length, this.told[n].set) === rule);
  }

  of(job, world) {
    return this.known.get(job).found[world];
  }

  /** Tonnes of CO₂e that are avoided, a number a draw of what is assumed, for one account after the other. */
  saved(job, world) {
    return job === NOTHING ? new Float32Array(numbers.savings.laws.length * numbers.savings.draws) : this.known.get(job).saved[world];
  }

  /** A figure by commune at the end of a year: 0, people who came since the past was over; 1, groups that met since
   *  then; 2, facilitators. */
  inYear(job, world, figure, year) {
    if (job === NOTHING) return new Uint8Array(numbers.communes);
    const at = (end) => { const first = (figure * numbers.years + end - 1) * numbers.communes; return this.known.get(job).places[world].subarray(first, first + numbers.communes); };
    const there = at(year), before = numbers.past && figure < 2 ? at(numbers.past) : null;
    return before ? there.map((one, place) => one - before[place]) : there;
  }
}
