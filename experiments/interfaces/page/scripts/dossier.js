// The dossier: all that was chosen and typed for a place. The browser keeps it, steps are undone and redone, and it is saved
// as a copy of this file, which opens as it was left.

const FORMAT = 1, MOST_STEPS = 50, IN_FILE = /(<script type="application\/json" id="dossier">)([^<]*)(<\/script>)/;
const savedHere = ofFile?.place === code ? ofFile : null, LARGEST_FILE = 20_000_000; // bytes
/** Under which names a browser keeps the dossier of a place, and a tab the steps that can be undone. */
const KEPT_AS = "contagion", keptAs = `${KEPT_AS} ${code}${savedHere ? ` ${savedHere.saved}` : ""}`, stepsAs = `${KEPT_AS} steps ${pageIs} ${ofFile?.saved ?? ""}`;
let steps = [], stepAt = -1, isReady = false, onlySeen = null; // onlySeen: what an address says, until something is changed

// ---- what it holds -----------------------------------------------------------------------------------------------------

/** What was chosen and typed until now; `weighed`: the members that agree with the figures, so that nobody simulates the
 *  4,000 again. */
function dossierNow() {
  return { place: code, choices: choices(), own: ownText, weighed, draft, foreseen, followed };
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
    const before = localStorage.getItem(keptAs), isEmpty = !dossier.choices && !dossier.own && !dossier.draft && !Object.keys(foreseen).length;
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
  foresee();
  const saved = new Date().toISOString(), dossier = { format: FORMAT, saved, page: pageIs, made: numbers.made, since: numbers.since, language, step: opened(), ...dossierNow(), scores: scoresOf() };
  offer(new Blob([fileWith(dossier)], { type: "text/html" }), `${say("dossier_file", { place: inLetters(words.place).replaceAll(" ", "-"), day: saved.slice(0, 10) })}.html`);
  keepDossier();
  announce(words.dossier_saved);
}

/** Have what a dossier foresaw. */
const takeForeseen = (dossier) => { [foreseen, followed] = [{ ...dossier?.foreseen }, Number.isInteger(dossier?.followed) ? dossier.followed : 0]; };

// ---- opened ------------------------------------------------------------------------------------------------------------

/** Let the address say choices in place of all that were made. */
function layChoices(said) {
  sayAddress(addressOf({ place: code, language, step: opened(), choices: said, commune: numbers.codes[communeInAddress()] }));
  kept.splice(0);
  called.clear();
  [typed, left] = [{}, new Set()];
  moved = fromAddress();
}

/** Let a dossier hold in place of what there is: of another place the page opens there. `isOpened`: from a file. */
function takeDossier(dossier, isOpened = false) {
  if (dossier.place !== code) {
    history.pushState({ dossier, isOpened }, "", addressOf({ ...dossier, language, step: "here" }));
    return location.reload();
  }
  if (dossier.foreseen) takeForeseen(dossier);
  if (kind && dossier.own !== undefined && (dossier.own !== ownText || (weighing && dossier.weighed))) return takeFigures(dossier);
  layChoices(dossier.choices ?? "");
  return openStep(false);
}

/** Begin with what was undone or opened before the page was loaded for its place; else as this tab or the browser kept it, or
 *  as the file was saved. An address that somebody was given holds before these, and overwrites none of them. */
function beginDossier() {
  takeSteps();
  const { dossier: given, isOpened, seen } = history.state ?? {}, hash = location.hash, asked = choicesIn(hash), known = keptDossier();
  const before = seen && steps[stepAt]?.place === code ? { ...steps[stepAt], draft: known?.draft } : known, last = given ?? before ?? savedHere;
  const holds = given ?? (asked && !(seen && before) ? null : last), { own = null, weighed: members = null, draft: typing = null } = last ?? {};
  for (const one of steps.length ? [before] : [savedHere, before]) if (one && (!given || isOpened)) addStep(asStep(one));
  if (holds) sayAddress(addressOf({ place: code, language: hash ? inAddress().get("lang") ?? "fr" : holds.language ?? "fr", step: (hash ? hash.slice(1).split("?")[0] : holds.step) || "here", choices: holds.choices, commune: inAddress().get("commune") }));
  [ownText, weighed, draft] = [own, members, typing];
  takeForeseen(given?.foreseen ? given : known ?? savedHere);
  if (draft && kind) fillInDraft();
  moved = fromAddress();
  openStep(false);
  beginOwn({ own, weighed: members, choices: holds ? holds.choices : asked });
  draft = typing; // figures that begin take it away
  isReady = true;
  if (!holds && last) onlySeen = asStep(dossierNow());
  record();
  if (isOpened) sayOpened(given);
}

/** The dossier in the text of a file, or in a line what is wrong with that. */
function dossierIn(text, name) {
  const where = { name: short(name) }, isText = (one) => typeof one === "string", [, , said = "null"] = text.match(IN_FILE) ?? [];
  if (!/<html/i.test(text.slice(0, 1000))) wrongly("dossier_no_page", where);
  if (!/<\/html>\s*$/i.test(text)) wrongly("dossier_cut", where);
  if (said.trim() === "null") wrongly("dossier_none", where);
  let dossier = null;
  try { dossier = JSON.parse(said); } catch { wrongly("dossier_damaged", where); }
  if (dossier?.format > FORMAT) wrongly("dossier_newer", where);
  if (dossier?.format !== FORMAT || ![dossier.place, dossier.choices, dossier.own ?? ""].every(isText)) wrongly("dossier_damaged", where);
  if (!france.codes.includes(dossier.place)) wrongly("dossier_no_place", { ...where, place: short(dossier.place) });
  return dossier;
}

/** Settings of a dossier that cannot be made here, in words. */
function leftOut({ choices }) {
  const said = new URLSearchParams(choices), sets = [[...said].filter(([name]) => !/^(option|called|note\..*|price\..*)$/.test(name)), ...said.getAll("option").map((one) => one.split(";")[0].split(",").map((pair) => pair.split(":")))];
  const lost = sets.flatMap((set) => { const values = fitting(new Map(set)); return set.filter(([name, value]) => !(name in values) && Number(value) !== numbers.usual[name]); });
  return [...new Set(lost.map(([name, value]) => words.levers[name]?.replace("{value}", value) ?? `${name} = ${value}`))];
}

/** Say which dossier was opened, and what is otherwise here than where it was saved. */
function sayOpened(dossier) {
  const lost = leftOut(dossier), day = (one) => dayInWords(String(one).slice(0, 10));
  sayOfDossier([
    say("dossier_opened", { place: words.place, day: day(dossier.saved) }),
    dossier.page !== pageIs && say("dossier_other_page", { day: day(dossier.made), here: day(numbers.made) }),
    dossier.since !== numbers.since && !ownText && say("dossier_other_start", { month: monthInWords(dossier.since), here: monthAhead() }),
    lost.length && say("dossier_left_out", { names: short(lost.join("; ")) }),
  ].filter(Boolean));
}

/** Say something of a dossier below the bar, where it is read at once. */
function sayOfDossier(lines, kind = "done") {
  here("of-dossier").replaceChildren(...lines.map((said) => paragraph(said, kind)));
  if (lines.length) here("of-dossier").focus();
}

/** Open the dossier in a file; where anything is wrong with it, all stays as it was. */
async function openDossier(file) {
  try {
    if (file.size > LARGEST_FILE) wrongly("too_large", { name: short(file.name), most: written(LARGEST_FILE / 1000) });
    const dossier = dossierIn(await file.text(), file.name);
    if (dossier.place === code && kind && dossier.own) mustAgree(fromFile(dossier.own));
    takeDossier(dossier, true);
    if (dossier.place === code) sayOpened(dossier);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    sayOfDossier([error.message], "wrong");
  }
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
  here("open-dossier").addEventListener("click", () => html("input", { type: "file", accept: ".html,.htm", onchange: ({ target }) => openDossier(target.files[0]) }).click());
  showBar();
}
