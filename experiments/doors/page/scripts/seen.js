// What is seen: told and drawn as worlds come, not more often than the eye follows, and on paper whole.

const PACE = 400, SHARE = 10; // milliseconds between drawings, which are at least so many times as long as one takes
let drawnAt = 0, rest = PACE, waiting = 0, printing = false, lacking = "";

const opened = () => document.querySelector(".step.open").id;
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
  announce(trouble());
}

/** Say and draw what is known by now. */
function tell(done = false) {
  clearTimeout(waiting);
  const began = performance.now();
  tellPlaces();
  if (isSeen("sure")) tellAccounts();
  tellOption(done);
  drawnAt = performance.now();
  rest = Math.max(PACE, SHARE * (drawnAt - began));
}

function onWorld(job) {
  const own = keyOf(moved), isOwn = job === BASE || job === own, number = worlds.both(BASE, own).length, enough = isOwn && wanted(own) === number;
  clearTimeout(waiting);
  if (isOwn && !enough && !stopped && !worlds.queue.length && shows()) askFor();
  if (enough || (isOwn && number === 2) || performance.now() - drawnAt > rest) tell(enough);
  else waiting = setTimeout(tell, rest);
}

addEventListener("beforeprint", () => {
  printing = true;
  showNote();
  tell();
});
addEventListener("afterprint", () => { printing = false; });
