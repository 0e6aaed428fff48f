// What is seen: told and drawn as worlds come, not more often than the eye follows, and on paper whole.

const PACE = 400, SHARE = 10; // milliseconds between drawings, which are at least so many times as long as one takes
let drawnAt = 0, rest = PACE, waiting = 0, printing = false, lacking = "";

const opened = () => document.querySelector(".step.open")?.id ?? "here";
const isSeen = (...steps) => printing || steps.includes(opened());

/** Have something read aloud, once. */
function announce(said) {
  if (here("said").textContent !== said) here("said").textContent = said;
}

/** Why nothing more can be computed, if so. */
const trouble = () => lacking && say("failed", { why: words[lacking] ?? lacking });

function fail(why) {
  lacking = why;
  tell();
  if (kind) showProgress();
  announce(trouble());
}

/** Between press and release nothing moves that can be clicked: what would move it waits until then. */
let pressed = false, postponed = {};
const unpressed = (name, does) => { if (pressed) postponed[name] = does; else does(); };
function release() {
  const all = Object.values(postponed);
  [pressed, postponed] = [false, {}];
  for (const does of all) does();
}
addEventListener("pointerdown", ({ button, target }) => { pressed = !button && Boolean(target.closest?.("a, button, label, summary")); }, true);
for (const end of ["click", "pointercancel"]) addEventListener(end, release, true);
addEventListener("pointerup", () => setTimeout(release), true); // where it was released elsewhere, and no click comes

/** Say and draw what is known by now. */
function tell(done = false) {
  clearTimeout(waiting);
  if (pressed) return unpressed("tell", () => tell(done));
  const began = performance.now();
  tellPlaces();
  tellFirst();
  for (const [step, show] of Object.entries({ sure: tellAccounts, change: tellOptions, money: () => { showMoney(); showSpending(); showOptions(); }, note: () => { showMoney(); showNote(); } })) if (isSeen(step)) show();
  tellOption(done);
  drawnAt = performance.now();
  rest = Math.max(PACE, SHARE * (drawnAt - began));
}

/** What comes of it as it is: people over the years, where they come from, and where nobody does. */
function tellFirst() {
  const there = worlds.both(BASE), sets = there.map((n) => numbers.sets[n]), number = there.length, all = worlds.number, enough = number >= Math.min(TELLS, all);
  here("going").textContent = trouble() || underWay() || (number < all ? say("still", { done: number, all }) : "");
  for (const one of document.querySelectorAll("#goes-on .answer, #goes-on .side")) { one.hidden = !enough; one.classList.toggle("stale", number < all); }
  if (!enough) return;
  const row = spread(there.map((n) => end(BASE, n, 0)), sets), said = say("own_goes_on", { people: borneBy(row, figure)[1], years: years(ahead), range: rangeOf(row, figure) });
  for (const one of document.querySelectorAll("[data-goes-on]")) one.textContent = said;
  here("goes-on-cautions").replaceChildren(...cautions());
  here("reproduces").textContent = reproductionInWords(there);
  if (isSeen("goes-on", "note")) {
    const wide = here("first-course").clientWidth < 500 ? NARROW : BROAD;
    here("first-course").replaceChildren(course("course-first", overYears(BASE, there), [], [words.base], courseTitle(), wide));
    here("first-map").replaceChildren(mapOf(wide, { figure: "per_1000", year: numbers.years, job: BASE }, "map-first"));
    here("first-never").textContent = reach(there, [])[0];
    here("came-before").textContent = cameBeforeInWords(there, sets);
  }
  if (number === all && opened() === "goes-on") announce(said);
}

/** How many others become facilitators through each of them, which in few simulations or years nobody can say. */
function reproductionInWords(there) {
  const row = numbers.in_time.length + numbers.prices.length + numbers.short.length + 1, all = there.map((n) => [worlds.of(BASE, n)[row * span + span - 1], numbers.sets[n]]).filter(([one]) => !Number.isNaN(one));
  if (all.length < FEW) return "";
  const found = spread(all.map(([one]) => one), all.map(([, set]) => set)), above = all.filter(([one]) => one > 1).length / all.length;
  return say("reproduces", { number: tenth(found.p50), range: say("range", { range: between(tenth(found.p5), tenth(found.p95)) }), often: often(above, all.length), year: yearOf(numbers.years - numbers.followed / numbers.weeks_a_year), last: yearOf(numbers.years) });
}

/** How many people had come when what is told begins to count, as it is known or as simulations have it. */
function cameBeforeInWords(there, sets) {
  if (!numbers.past) return "";
  const came = facts ? cameBefore(facts) : numbers.came_before, before = spread(there.map((n) => at(BASE, n, 0, numbers.past)), sets), year = numbers.start;
  return came === undefined || came === null ? say("before", { people: borneBy(before, figure)[1], range: rangeOf(before, figure), year }) : say("before_known", { people: written(came), year });
}

function onWorld(job) {
  const own = keyOf(moved), isTold = job === BASE || looked().some((values) => keyOf(values) === job);
  const number = worlds.both(BASE, own).length, enough = isTold && wanted(own) === number;
  clearTimeout(waiting);
  if (isTold && !stopped && !worlds.queue.length && shows()) askFor();
  if (enough || (isTold && number === 2) || performance.now() - drawnAt > rest) tell(enough);
  else waiting = setTimeout(tell, rest);
}

addEventListener("beforeprint", () => {
  printing = true;
  tell();
});
addEventListener("afterprint", () => {
  printing = false;
  document.documentElement.classList.remove("whole");
});
