// What the file carries: the two cases, one of which is the territory that the address names, in numbers and words.

/** An element with its properties, and what stands inside. */
function html(tag, properties, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

/** What stands in the address, behind the step; an address may begin with it. */
const inAddress = () => new URLSearchParams(location.hash.includes("?") ? location.hash.split("?")[1] : location.hash.includes("=") ? location.hash.slice(1) : "");
const contentOf = (id) => here(id).textContent, read = (id) => JSON.parse(contentOf(id));

async function unpacked(id) {
  const bytes = Uint8Array.from(atob(contentOf(id)), (one) => one.charCodeAt(0));
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}

if (typeof WebAssembly === "undefined" || typeof Worker === "undefined" || typeof DecompressionStream === "undefined") return; // what stands there without scripts stays
const file = read("numbers"), [library, national, carried] = await Promise.all(["library", "national", "worlds"].map(unpacked));
const module = await WebAssembly.compile(library), france = new France(national, file.rules);
const { cases: [inside, elsewhere], ...alike } = file, lengths = [inside, elsewhere].map((one) => one.image ?? alike.image);
const sets = carried.subarray(lengths[0] + lengths[1]); // the values of columns of both
/** The dossier that this file was saved with; nothing where the file is as it was published, or was damaged. */
const ofFile = (() => { try { return read("dossier"); } catch { return null; } })();
/** The territory that the address names, where there is none that of the dossier; by default that of the programme inside. */
const ofTheFile = inside.code ?? alike.code, chosen = () => { const said = location.hash ? inAddress().get("e") : ofFile?.place; return france.codes.includes(said) ? said : ofTheFile; };
const code = chosen(), isInside = code === ofTheFile;
const { numbers, image } = isInside ? { numbers: insideOf({ ...alike, ...inside }), image: carried.slice(0, lengths[0]) } : placedAt(code);

/** The case of the programme inside. */
function insideOf(numbers) {
  return { ...numbers, tried: numbers.tried.map(({ values }) => values), levers: leversAt(numbers.levers, numbers.usual) };
}

/** The case of a territory of which nothing was observed. */
function placedAt(code) {
  const numbers = { ...alike, ...elsewhere }, { rules } = file, t = territoryOf(france, code, new Kernel(module)), made = new WorldImage(carried.slice(lengths[0], lengths[0] + lengths[1]), numbers.tables);
  const moved = layTerritory(made, t, france.placesOf(code)(numbers.told[0][1] - 1), rules), all = (places) => places.map(moved), effort = effortOf(t.size, rules), { worlds } = numbers;
  const usual = { ...numbers.usual, ...pick(effort, numbers.usual) }, tried = numbers.tried.map(({ values, times }) => scaled(values, times, usual, rules)).filter(Boolean);
  return {
    image: made.bytes(),
    numbers: {
      ...numbers, code, usual, tried, ground: null,
      codes: t.communes.map(({ insee }) => insee), names: t.communes.map(({ name }) => name), adults: t.adults, communes: t.communes.length, establishments: totalOf(t.establishments),
      worlds: { ...worlds, columns: worlds.columns.map(([places, ...more]) => [all(places), ...more]), place: worlds.place && all(worlds.place), rooms: worlds.rooms.map(([places, ...more]) => [all(places), ...more]), keys: worlds.keys.map(([key, places]) => [key, all(places)]) },
      accounts: numbers.accounts.map((one) => ({ ...one, words: one.words.map(([place, word]) => [moved(place), word]) })),
      levers: leversAt(numbers.levers, usual),
      money: { ...numbers.money, size: t.size / rules.effort_for },
      own: numbers.own && { ...numbers.own, territory: code, called: placeCalled(france.called[france.codes.indexOf(code)]), usual: { ...numbers.own.usual, ...pick(effort, numbers.own.usual) }, founders: effort["training.founders"], largest: { ...numbers.own.largest, ...Object.fromEntries(numbers.own.people.map((name) => [name, totalOf(t.communes.map((one) => one.now))])) } },
      file: withEffort(numbers.file, effort, t.size),
    },
  };
}

/** Of some values those that others have as well. */
function pick(values, others) {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name in others));
}

/** What a scenario of the library moves here: effort as many times what goes on as it is of the reference; nothing where
 *  sessions could not share their places equally, or a lever would not stand at a whole number (`lived.py`). */
function scaled(values, times, usual, { effort }) {
  const made = { ...values };
  for (const [name, by] of Object.entries(times)) {
    if (!usual[name]) continue;
    made[name] = scaledBy(usual[name], by, effort[name]);
    if (name === "training.places" && "training.period_weeks" in values && !Number.isInteger(usual[name] * by)) return null;
  }
  return Object.fromEntries(Object.entries(made).filter(([name, value]) => value !== usual[name]));
}

/** The text of a scenario with the effort of a town of another size. */
function withEffort(text, effort, size) {
  let section = "";
  return text.split("\n").map((line) => {
    section = line.match(/^\[(\w+)\]$/)?.[1] ?? (line.startsWith("[") ? "" : section);
    const [, key, value] = line.match(/^(\w+) = ([\d.]+)$/) ?? [], made = effort[`${section}.${key}`];
    if (key === "effort_for") return `effort_for = ${size}`;
    return made === undefined ? line : `${key} = ${value.includes(".") && Number.isInteger(made) ? made.toFixed(1) : made}`;
  }).join("\n");
}

// ---- words -------------------------------------------------------------------------------------------------------------

/** What a territory is called, without the kind of an intercommunality and without an article (`place` in `words.py`). */
function placeCalled(called) {
  const [, kind, rest] = called.match(/^(CA|CC|CU) (.*)$/) ?? [];
  return kind ? rest.replace(/^(?:(?:de\sl|d|l)['’]|(?:du|des|de\sla|de|la|le|les)\s)/, "") : called.split(" (")[0];
}

const OF_THE_PLACE = ["page_title", "note_title", "asks_alone", "asks_of", "method", "data"]; // sentences that name it
/** The words of a language, for the territory that is chosen. */
function wordsIn(language) {
  const { cases, ...all } = read(`words-${language}`), made = { ...all, ...cases[isInside ? 0 : 1] };
  const place = made.place ?? placeCalled(france.called[france.codes.indexOf(code)]), [first, ...rest] = place.split(" ");
  const where = first === "Grand" && rest.length ? made.in_grand.replace("{rest}", rest.join(" ")) : made.in_place.replace("{place}", place);
  const filled = (said) => (typeof said === "string" ? said.replaceAll("{place}", place).replaceAll("{where}", where) : Array.isArray(said) ? said.map(filled) : said);
  return { ...made, place, ...Object.fromEntries(OF_THE_PLACE.map((key) => [key, filled(made[key])])) };
}

const NARROW = 360, BROAD = 480, NAMED = 6; // units of pictures; communes in a sentence and on a map
const ahead = numbers.years - numbers.past;
const FIGURES = [...numbers.in_time.map(([name]) => name), "cost_total"], FLOWS = new Set(["people", "completers", "cost_total"]);
const tongue = () => (language === "fr" ? "fr-FR" : "en-GB");
let language = "fr", words = wordsIn("fr"), span = numbers.years + 1;
