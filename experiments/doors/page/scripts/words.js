// Sentences and numbers in the language that is spoken, as `experiments/language` writes them.

const NONE = "–";

/** A sentence by its key, with values in its places. */
const say = (key, values = {}) => words[key].replace(/\{(\w+)[^}]*\}/g, (_, name) => values[name]);

const joined = (told) => (told.length ? told.reduce((some, one) => say("in_a_row", { some, one })) : "");
const asBeginning = (said) => said.charAt(0).toUpperCase() + said.slice(1);

/** A whole number with the signs of the language; `sign`: with a plus where it is more than nothing. */
function written(value, sign = false) {
  const whole = even(value), grouped = String(Math.abs(whole)).replace(/\B(?=(\d{3})+$)/g, words.signs.group);
  return (whole < 0 ? "\u2212" : whole && sign ? "+" : "") + grouped;
}

/** A number to so many digits. */
function toDigits(value, digits) {
  if (!value) return 0;
  const place = 10 ** (Math.floor(Math.log10(Math.abs(value)) + 1e-12) + 1 - digits);
  return place >= 1 ? even(value / place) * place : even(value * Math.round(1 / place)) / Math.round(1 / place);
}

/** The place of the last digit that an error allows; 0 where it would not be seen. */
const placeOf = (error) => (error >= 0.5 ? Math.max(10 ** Math.floor(Math.log10(toDigits(error, 1))), 1) : 0);

/** Half to even, as Python rounds. */
function even(value) {
  const low = Math.floor(value), part = value - low;
  return part === 0.5 ? (low % 2 ? low + 1 : low) : Math.round(value);
}

/** A whole number to so many digits, without those that its error does not bear: rounded once. */
function borne(value, error, digits = 2) {
  const place = Math.max(placeOf(error), value ? 10 ** (Math.floor(Math.log10(Math.abs(value)) + 1e-12) + 1 - digits) : 1, 1);
  return even(value / place) * place;
}

/** The ends of a range as they are written, divided by `each`. */
const endsIn = (row, write, each = 1) => [row.p5, row.p95].map((end) => write(borne(end / each, row.error / each)));
const figure = (value) => written(toDigits(value, 3));
const change = (value) => written(toDigits(value, 3), true);

/** A middle with its error, neither told better than it is known. */
function withError(value, error, sign = false) {
  const place = placeOf(error), said = written(borne(value, error, 3), sign);
  return !place ? said : `${said} (±\u00a0${written(Math.max(even(error / place), 1) * place)})`;
}

/** From one number to another, as they are written; where both are written the same, it stands there once. */
const between = (low, high) => (low === high ? low : say("between", { low, high }));
/** The same of what there is in a sentence: nobody says "0 to 2,100 people". */
const soMany = (low, high) => (low === "0" && high !== "0" ? say("up_to", { high }) : between(low, high));

const years = (number) => say(number === 1 ? "year" : "years", { number });
const inMost = (worlds) => (worlds < FEW ? say(worlds === 1 ? "in_case" : "in_cases", { number: worlds }) : say("in_most"));

/** How many people more an option brings than going on, with one interval (`experiments/language/differences.py`). */
function answer(row, name, base) {
  const [low, high] = endsIn(row, Number);
  const told = { name, base, years: years(ahead), where: inMost(row.worlds) };
  if (!row.above && !row.below) return say("same", told);
  const fewer = figure(-low), more = figure(high);
  if (row.p5 >= 0) return say("more", { ...told, range: soMany(figure(low), more) });
  if (row.p95 <= 0) return say("fewer", { ...told, range: soMany(figure(-high), fewer) });
  return say("untold", { ...told, range: say(fewer === "0" ? "up_to_more" : more === "0" ? "up_to_fewer" : "fewer_to_more", { low: fewer, high: more }) });
}

/** In how many cases there are more people. */
const moreIn = (row) => say(row.above || row.below ? "more_in" : "touches_nobody", { often: often(row.above, row.worlds) });

function often(share, worlds) {
  if (worlds < FEW) return say("in_so_many", { cases: even(share * worlds), all: worlds });
  if (share < 0.05) return say("seldom");
  if (share > 0.95) return say("nearly_always");
  return say("in_tenths", { cases: Math.min(Math.max(even(10 * share), 1), 9) });
}
