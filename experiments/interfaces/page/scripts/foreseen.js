// What the dossier foresaw for a year, compared with the figures given for that year.

/** By year: on which day it was foreseen, and by course (the current one, and options of the note) the 90 % range and the
 *  median of each figure; the number of the course that was followed. */
let foreseen = {}, followed = 0;

/** The row of a figure in what simulations say; -1 where they do not say it year by year. */
const rowOfFigure = (name) => numbers.in_time.findIndex(([, , column]) => column === (kind.flows[name] ?? kind.stocks[name]));

/** A figure of a course in a year: the lower end of the 90 % range, the median and the upper end. */
function rangeInYear(job, there, name, year) {
  const row = rowOfFigure(name), at = (world, end) => worlds.of(job, world)[row * span + end];
  const values = Float64Array.from(there, (world) => at(world, year) - (name in kind.flows ? at(world, year - 1) : 0)).sort();
  return [0.05, 0.5, 0.95].map((share) => quantile(values, share));
}

/** What a course is called; the current one bears no name of its own. */
const calledCourse = ({ name }) => name || words.base;

/** Foresee the years ahead by what is simulated until now; years that are over stay as they were foreseen. */
function foresee() {
  if (!kind) return;
  const courses = [{}, ...kept].map((values) => ({ job: keyOf(values), name: keyOf(values) && nameOf(values) })).map((one) => ({ ...one, there: worlds.both(one.job) })).filter(({ there }) => there.length >= FEW);
  const figures = kind.names.filter((name) => (name in kind.flows || name in kind.stocks) && rowOfFigure(name) >= 0), on = new Date().toISOString().slice(0, 10);
  for (let year = numbers.past + 1; courses.length && year <= numbers.years; year++)
    foreseen[yearOf(year)] = { on, courses: courses.map(({ job, name, there }) => ({ name, figures: Object.fromEntries(figures.map((figure) => [figure, rangeInYear(job, there, figure, year)])) })) };
}

/** The figures that were given of years that had been foreseen, each with what had been. */
function scoresOf(years = facts?.years ?? {}) {
  return Object.entries(years).flatMap(([year, said]) => {
    const { on, courses } = foreseen[year] ?? {}, course = courses?.[followed] ?? courses?.[0];
    return Object.entries(said).filter(([name]) => course?.figures?.[name]?.length === 3 && course.figures[name].every(Number.isFinite)).map(([name, value]) => {
      const [low, middle, high] = course.figures[name];
      return { year, name, value, on, course: calledCourse(course), low, middle, high, verdict: value > high ? "more" : value < low ? "fewer" : "inside" };
    });
  });
}

/** One sentence per figure, behind one on all of them; nothing where no year was foreseen. */
function scoresInWords() {
  const scores = scoresOf(), inside = scores.filter(({ verdict }) => verdict === "inside").length, whole = (value) => written(even(value));
  if (!scores.length) return [];
  const each = scores.map(({ year, name, value, on, low, middle, high, verdict }) => say(`score_${verdict}`, { what: words.own_names[name], year, value: decimal(value), day: dayInWords(on), middle: whole(middle), range: between(whole(low), whole(high)) }));
  return [say("score_of_all", { inside: written(inside), all: written(scores.length), course: scores[0].course }), ...each];
}

/** Say it where figures are given, and let somebody choose which course was followed, where several were foreseen. */
function showScores() {
  const [summary, ...each] = scoresInWords(), courses = foreseen[scoresOf()[0]?.year]?.courses ?? [];
  here("own-scores").replaceChildren(...(summary ? [paragraph(summary), list(each)] : []));
  here("own-followed-field").hidden = courses.length < 2;
  here("own-followed").replaceChildren(...courses.map((one, n) => new Option(calledCourse(one), n, false, n === followed)));
}

function bindScores() {
  here("own-followed").addEventListener("change", ({ target }) => {
    followed = Number(target.value);
    showScores();
    keepDossier();
  });
}
