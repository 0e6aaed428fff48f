// The dossier: all that was chosen and typed for a place. It is saved as a copy of this file, which opens as it was left.

const FORMAT = 1, IN_FILE = /(<script type="application\/json" id="dossier">)([^<]*)(<\/script>)/;

// ---- what it holds -----------------------------------------------------------------------------------------------------

/** What was chosen and typed until now; `weighed`: the members that agree with the figures, so that nobody simulates the
 *  4,000 again. */
function dossierNow() {
  return { place: code, language, step: opened(), choices: choices(), own: ownText, weighed };
}

/** The address under which a dossier opens. */
const addressOf = ({ place, language, step, choices }) => `#${step}?${[language === "fr" ? "" : `lang=${language}`, place === ofTheFile ? "" : `e=${place}`, choices].filter(Boolean).join("&")}`.replace(/\?$/, "");

/** The choices that an address says, as it says them. */
const choicesIn = (hash) => (hash.split("?")[1] ?? "").split("&").filter((one) => one && !/^(e|lang|commune)=/.test(one)).join("&");

/** Whether an address says more than the place and the language. */
const saysChoices = () => choicesIn(location.hash) !== "";

/** The dossier inside this file; nothing where the file is as it was published, or where it is of another place. */
function inThisFile() {
  const dossier = read("dossier");
  return dossier?.place === code ? dossier : null;
}

// ---- saved -------------------------------------------------------------------------------------------------------------

/** The file as it was published, with a dossier in it; no tag can end there. */
const fileWith = (dossier) => asPublished.replace(IN_FILE, (_, before, _none, after) => before + JSON.stringify(dossier).replaceAll("<", "\\u003c") + after);

function saveDossier() {
  const saved = new Date().toISOString(), dossier = { format: FORMAT, saved, page: pageIs, made: numbers.made, since: numbers.since, ...dossierNow() };
  offer(new Blob([fileWith(dossier)], { type: "text/html" }), `${say("dossier_file", { place: inLetters(words.place).replaceAll(" ", "-"), day: saved.slice(0, 10) })}.html`);
  announce(words.dossier_saved);
}

// ---- opened ------------------------------------------------------------------------------------------------------------

/** Let the address say choices in place of all that were made. */
function layChoices(said, step = opened()) {
  history.replaceState(null, "", addressOf({ place: code, language, step, choices: said }));
  kept.splice(0);
  called.clear();
  [typed, left] = [{}, new Set()];
  moved = fromAddress();
}

/** Begin as this file was saved; an address that says choices of its own holds before. */
function beginDossier() {
  const inside = inThisFile();
  if (inside && !saysChoices()) history.replaceState(null, "", addressOf({ ...inside, ...(location.hash ? { language: inAddress().get("lang") ?? language, step: location.hash.slice(1).split("?")[0] } : {}) }));
  const holds = choicesIn(location.hash);
  moved = fromAddress();
  openStep(false);
  beginOwn(inside, holds);
}

// ---- the bar -----------------------------------------------------------------------------------------------------------

/** Say what the dossier holds by now. */
function showBar() {
  here("bar-own").textContent = words.dossier_own[Number(Boolean(ownText))];
  here("bar-options").textContent = numbered("dossier_options", kept.length);
}

function bindBar() {
  here("bar-place").textContent = words.place;
  here("save-dossier").addEventListener("click", saveDossier);
  showBar();
}
