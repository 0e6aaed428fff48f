// The language that is spoken: French as the file has it, and the other edition in its place.

/** The text of this file before scripts changed anything. */
const asPublished = `<!doctype html>\n${document.documentElement.outerHTML}\n`;
const here = (id) => document.getElementById(id), inFrench = here("main").cloneNode(true);
/** What stands before this in the script of the page, which workers are given as well. */
const [, forWorkers] = document.currentScript.textContent.match(/^.*\n.*\n([^]*?)\nconst asPublished/);

/** Show the edition in a language, with words of its own. */
function showEdition(language, words) {
  document.documentElement.lang = language;
  document.title = words.page_title;
  here("main").replaceChildren(...(language === "fr" ? inFrench : here(`edition-${language}`).content).cloneNode(true).childNodes);
  [here("language").lang, here("language").textContent] = language === "fr" ? ["en", "English"] : ["fr", "Français"];
  document.querySelector("[data-name]").textContent = words.name;
  document.querySelector(".skip").textContent = words.skip;
}

/** Put into texts what they name in braces. */
function fillPlaces(texts) {
  const about = { place: words.place, since: first(), last: String(yearIn(numbers.since) + ahead - 1), communes: say(numbers.communes === 1 ? "one_commune_number" : "many_commune_number", { number: written(numbers.communes) }), adults: written(totalOf(numbers.adults)), month: monthAhead() };
  for (const one of texts) one.textContent = one.textContent.replace(/\{(\w+)\}/g, (_, name) => about[name]);
}

document.documentElement.classList.add("scripting"); // until all of it is there
here("language").addEventListener("click", () => speak(here("language").lang));
