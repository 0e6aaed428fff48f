// The list of intercommunalities: of what is typed, those with a word that begins so. Accents, case and hyphens do not matter.

const LISTED = 12, LETTERS_TO_BEGIN = 3;
const inLetters = (said) => said.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replace(/[^a-z0-9]+/g, " ").trim();
let listedAll = null;
/** All of them, the one inside first, with what each is found by: its name, its department, its number. */
function everywhere() {
  return (listedAll ??= france.codes.map((of, n) => ({ of, called: france.called[n], department: france.department(of) })).map((one) => ({ ...one, key: ` ${inLetters(`${one.called} ${one.department} ${one.of}`)}` })).sort((one, other) => (other.of === ofTheFile) - (one.of === ofTheFile)));
}

/** What is found; while nothing is typed, the places of which this browser keeps a dossier. */
function showChoices() {
  const typed = inLetters(here("wanted").value), asked = typed.split(" "), keeps = keptPlaces(), some = !typed ? everywhere().filter(({ of }) => keeps.includes(of)) : typed.length < LETTERS_TO_BEGIN ? [] : everywhere().filter(({ key }) => asked.every((one) => key.includes(` ${one}`))), number = some.length;
  here("choices").replaceChildren(...some.slice(0, LISTED).map(({ of, called, department }) => html("li", {}, html("a", { href: `#here?${language === "fr" ? "" : `lang=${language}&`}e=${of}` }, called), html("span", { className: "note" }, ` ${department}`))));
  here("found").textContent = !typed ? (number ? words.places_kept : "") : typed.length < LETTERS_TO_BEGIN ? "" : !number ? words.none_found : number > LISTED ? say("more_found", { shown: LISTED, number }) : say(number === 1 ? "one_found" : "many_found", { number });
  announce(here("found").textContent);
}

function bindChoosing() {
  here("wanted").addEventListener("input", showChoices);
  showChoices();
  here("choosing").addEventListener("submit", (event) => { event.preventDefault(); here("choices").querySelector("a")?.click(); });
}
