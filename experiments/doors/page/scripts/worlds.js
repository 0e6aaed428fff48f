// Worlds of the programme, lived in workers; what was computed once is kept as long as the page is open.

const unpacked = async (id) => {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (one) => one.charCodeAt(0));
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
};

const REMEMBERED = 24; // options: of a territory of 158 communes 120 MB
const MOST = 4; // workers: with more a page takes 500 MB and is hardly faster

class Worlds {
  /** @param {(option: string) => void} onWorld called when one more world is there; onTrouble: with what is wrong;
   *  isKept: whether an option must not be forgotten. */
  constructor(onWorld, onTrouble, isKept) {
    Object.assign(this, { onWorld, onTrouble, isKept, known: new Map(), queue: [], workers: [] });
    this.number = numbers.pieces.length;
  }

  /** Start the workers, each with all that is carried; they live what was asked for by then. */
  async begin() {
    const [library, all] = await Promise.all([unpacked("library"), unpacked("worlds")]);
    const module = await WebAssembly.compile(library), others = [];
    let image, at = 0;
    for (const [n, length] of numbers.pieces.entries()) {
      const piece = all.slice(at, (at += length));
      if (n) others.push(piece);
      else image = piece;
    }
    this.given = { module, image, others, about: numbers };
    this.source = URL.createObjectURL(new Blob([document.getElementById("worker").textContent], { type: "text/javascript" }));
    for (let n = 0; n < Math.min(navigator.hardwareConcurrency || 2, MOST); n++) this.#hire();
  }

  #hire() {
    const worker = new Worker(this.source), one = { worker, busy: null };
    worker.onmessage = ({ data }) => {
      one.busy = null;
      if (data.error) this.onTrouble(data.error);
      else if (this.known.has(data.job)) { // nobody asks for it any more where it was forgotten
        const { found, places } = this.known.get(data.job);
        [found[data.world], places[data.world]] = [data.found, data.places];
        this.onWorld(data.job);
      }
      this.#next();
    };
    worker.onerror = (event) => { // a worker that died is replaced, and its world asked for again
      event.preventDefault();
      this.workers.splice(this.workers.indexOf(one), 1);
      if (one.busy) this.queue.unshift(one.busy);
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
    for (const [job] of options) {
      const known = this.known.get(job) ?? { found: [], places: [] };
      this.known.delete(job);
      this.known.set(job, known);
    }
    this.#forget();
    const under = new Set(this.workers.filter((one) => one.busy).map((one) => `${one.busy.job} ${one.busy.world}`));
    this.queue = [];
    for (let world = 0; world < this.number; world++)
      for (const [job, number, values, words = []] of options)
        if (world < number && !this.known.get(job).found[world] && !under.has(`${job} ${world}`)) this.queue.push({ job, world, values, words });
    this.#next();
  }

  stop() {
    this.queue = [];
  }

  /** Forget what came of the options that were asked for longest ago. */
  #forget() {
    const old = [...this.known.keys()].slice(0, -REMEMBERED);
    for (const job of old) if (!this.isKept(job)) this.known.delete(job);
  }

  #next() {
    for (const one of this.workers) {
      if (one.busy || !this.queue.length) continue;
      one.busy = this.queue.shift();
      one.worker.postMessage(one.busy);
    }
  }

  /** The worlds that are there of all of some options, by number. */
  both(...jobs) {
    const found = jobs.map((job) => this.known.get(job)?.found ?? []);
    return Array.from({ length: this.number }, (_, n) => n).filter((n) => found.every((one) => one[n]));
  }

  of(job, world) {
    return this.known.get(job).found[world];
  }

  /** A figure by commune at the end of a year, from 1 on: 0, people who came; 1, groups that met; 2, facilitators. */
  inYear(job, world, figure, year) {
    const first = (figure * numbers.years + year - 1) * numbers.communes;
    return this.known.get(job).places[world].subarray(first, first + numbers.communes);
  }
}
