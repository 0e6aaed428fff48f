// The dossier: all that was chosen and typed for a place. The browser keeps it, steps are undone and redone, and it is saved
// as a copy of this file, which opens as it was left.

const FORMAT = 1, MOST_STEPS = 50, IN_FILE = /(<script type="application\/json" id="dossier">)([^<]*)(<\/script>)/;
/** The dossier that this file was saved with; nothing where the file is as it was published. */
const ofFile = read("dossier"), savedHere = ofFile?.place === code ? ofFile : null;
/** Under which names a browser keeps the dossier of a place, and a tab the steps that can be undone. */
const KEPT_AS = "contagion", keptAs = `${KEPT_AS} ${code}${savedHere ? ` ${savedHere.saved}` : ""}`, stepsAs = `${KEPT_AS} steps ${pageIs} ${ofFile?.saved ?? ""}`;
let steps = [], stepAt = -1, isReady = false, onlySeen = null; // onlySeen: what an address says, until something is changed

// ---- what it holds -----------------------------------------------------------------------------------------------------

/** What was chosen and typed until now; `weighed`: the members that agree with the figures, so that nobody simulates the
 *  4,000 again. */
function dossierNow() {
  return { place: code, choices: choices(), own: ownText, weighed, draft };
}

/** The choices that an address says, as it says them. */
const choicesIn = (hash) => (hash.split("?")[1] ?? "").split("&").filter((one) => one && !/^(e|lang|commune)=/.test(one)).join("&");

/** Whether two dossiers say the same, in whatever order. */
const saysTheSame = (one, other) => { const [all, others] = [one, other].map(({ place, choices = "", own }) => JSON.stringify([place, own ?? null, [...new URLSearchParams(choices)].sort()])); return all === others; };

/** The address under which a dossier opens. */
const addressOf = ({ place, language, step, choices, commune }) => `#${step}?${[language === "fr" ? "" : `lang=${language}`, place === ofTheFile ? "" : `e=${place}`, choices, commune && `commune=${commune}`].filter(Boolean).join("&")}`.replace(/\?$/, "");

// ---- kept in the browser -----------------------------------------------------------------------------------------------

/** What this browser kept of the place; version 1.0 kept the figures alone. */
function keptDossier() {
  try {
    const text = localStorage.getItem(keptAs);
    return text && (text.startsWith("{") ? JSON.parse(text) : { own: text });
  } catch { return null; }
}

/** Keep the dossier, without figures that are to be forgotten; say whether the browser does. */
function keepDossier() {
  const dossier = dossierNow(), said = keeping === "own_forgotten" ? withoutFigures(dossier) : dossier, text = JSON.stringify(said);
  try {
    const before = localStorage.getItem(keptAs), isEmpty = !dossier.choices && !dossier.own && !dossier.draft;
    if (text !== before && !(isEmpty && before === null)) localStorage.setItem(keptAs, text);
    return true;
  } catch { return false; }
}

const withoutFigures = ({ own, weighed, draft, ...others }) => others;

/** The places of which this browser keeps a dossier, but for the one that is shown. */
function keptPlaces() {
  try { return Object.keys(localStorage).map((name) => name.match(/^contagion (\d{9})$/)?.[1]).filter((one) => one && one !== code && france.codes.includes(one)); } catch { return []; }
}

// ---- steps that can be undone ------------------------------------------------------------------------------------------

/** Take the steps of this tab again, which outlive the change to another place. */
function takeSteps() {
  try { ({ steps, stepAt } = JSON.parse(sessionStorage.getItem(stepsAs)) ?? { steps, stepAt }); } catch { /* it begins with none */ }
}

function keepSteps() {
  const said = keeping === "own_forgotten" ? steps.map(withoutFigures) : steps;
  try { sessionStorage.setItem(stepsAs, JSON.stringify({ steps: said, stepAt })); } catch { /* this page alone knows them */ }
}

/** Remember a dossier as the last step, if it says anything else than the one before. */
function addStep(dossier) {
  if (steps[stepAt] && saysTheSame(steps[stepAt], dossier)) return void (steps[stepAt] = dossier);
  steps = [...steps.slice(0, stepAt + 1), dossier].slice(-MOST_STEPS);
  stepAt = steps.length - 1;
}

/** Keep what was chosen and typed, in the browser and as a step. */
function record() {
  if (!isReady) return;
  if (!history.state?.seen) sayAddress(location.hash);
  addStep(asStep(dossierNow()));
  if (onlySeen && !saysTheSame(onlySeen, steps[stepAt])) onlySeen = null;
  if (!onlySeen) keepDossier();
  keepSteps();
  showBar();
}

/** A dossier of this place as a step: what is still being typed is none. */
const asStep = ({ choices = "", own = null, weighed = null }) => ({ place: code, choices, own, weighed });

/** Undo the last step (-1) or redo the next one (1), which may be of another place. */
function goStep(by) {
  if (!steps[stepAt + by]) return;
  const focused = document.activeElement.id;
  stepAt += by;
  keepSteps();
  takeDossier(steps[stepAt]);
  here(focused)?.focus();
  announce(words.dossier_steps[Number(by > 0)]);
}

/** Whether a field undoes by itself what is typed there. */
const undoesItself = (one) => one.matches?.("textarea, input:not([type=checkbox], [type=radio])");

addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(key) || undoesItself(event.target)) return;
  event.preventDefault();
  goStep(key === "y" || event.shiftKey ? 1 : -1);
});

/** What another tab keeps of the place holds here as well: of two tabs none overwrites the other. */
addEventListener("storage", ({ key, newValue }) => {
  if (key !== keptAs || !newValue) return;
  const dossier = { place: code, own: ownText, weighed, ...JSON.parse(newValue) };
  if (!saysTheSame(dossier, dossierNow()) || (weighing && dossier.weighed)) takeDossier(dossier);
});

// ---- saved -------------------------------------------------------------------------------------------------------------

/** The file as it was published, with a dossier in it; no tag can end there. */
const fileWith = (dossier) => asPublished.replace(IN_FILE, (_, before, _none, after) => before + JSON.stringify(dossier).replaceAll("<", "\\u003c") + after);

function saveDossier() {
  const saved = new Date().toISOString(), dossier = { format: FORMAT, saved, page: pageIs, made: numbers.made, since: numbers.since, language, step: opened(), ...dossierNow() };
  offer(new Blob([fileWith(dossier)], { type: "text/html" }), `${say("dossier_file", { place: inLetters(words.place).replaceAll(" ", "-"), day: saved.slice(0, 10) })}.html`);
  announce(words.dossier_saved);
}

// ---- opened ------------------------------------------------------------------------------------------------------------

/** Let the address say choices in place of all that were made. */
function layChoices(said) {
  sayAddress(addressOf({ place: code, language, step: opened(), choices: said, commune: numbers.codes[communeInAddress()] }));
  kept.splice(0);
  called.clear();
  [typed, left] = [{}, new Set()];
  moved = fromAddress();
}

/** Let a dossier hold in place of what there is: of another place the page opens there. */
function takeDossier(dossier) {
  if (dossier.place !== code) {
    history.pushState({ dossier }, "", addressOf({ ...dossier, language, step: "here" }));
    return location.reload();
  }
  if (kind && dossier.own !== undefined && (dossier.own !== ownText || (weighing && dossier.weighed))) return takeFigures(dossier);
  layChoices(dossier.choices ?? "");
  return openStep(false);
}

/** Begin with what was undone or opened before the page was loaded for its place; else as this tab or the browser kept it, or
 *  as the file was saved. An address that somebody was given holds before these, and overwrites none of them. */
function beginDossier() {
  takeSteps();
  const { dossier: given, seen } = history.state ?? {}, hash = location.hash, asked = choicesIn(hash), known = keptDossier();
  const before = seen && steps[stepAt]?.place === code ? { ...steps[stepAt], draft: known?.draft } : known, last = given ?? before ?? savedHere;
  const holds = given ?? (asked && !(seen && before) ? null : last), { own = null, weighed: members = null, draft: typing = null } = last ?? {};
  for (const one of steps.length ? [before] : [savedHere, before]) if (one && !given) addStep(asStep(one));
  if (holds) sayAddress(addressOf({ place: code, language: hash ? inAddress().get("lang") ?? "fr" : holds.language ?? "fr", step: (hash ? hash.slice(1).split("?")[0] : holds.step) || "here", choices: holds.choices, commune: inAddress().get("commune") }));
  [ownText, weighed, draft] = [own, members, typing];
  if (draft && kind) fillInDraft();
  moved = fromAddress();
  openStep(false);
  beginOwn({ own, weighed: members, choices: holds ? holds.choices : asked });
  draft = typing; // figures that begin take it away
  isReady = true;
  if (!holds && last) onlySeen = asStep(dossierNow());
  record();
}

// ---- the bar -----------------------------------------------------------------------------------------------------------

/** Say what the dossier holds by now. */
function showBar() {
  here("bar-own").textContent = words.dossier_own[Number(Boolean(ownText))];
  here("bar-options").textContent = numbered("dossier_options", kept.length);
  for (const [id, by] of [["undo", -1], ["redo", 1]]) here(id).ariaDisabled = steps[stepAt + by] ? null : "true";
}

function bindBar() {
  here("bar-place").textContent = words.place;
  here("undo").addEventListener("click", () => goStep(-1));
  here("redo").addEventListener("click", () => goStep(1));
  here("save-dossier").addEventListener("click", saveDossier);
  showBar();
}
