// The language that is spoken: French as the file has it, and the other edition in its place.

const here = (id) => document.getElementById(id), inFrench = here("main").cloneNode(true);

/** Show the edition in a language, with words of its own. */
function showEdition(language, words) {
  document.documentElement.lang = language;
  document.title = words.title;
  here("main").replaceChildren(...(language === "fr" ? inFrench : here(`edition-${language}`).content).cloneNode(true).childNodes);
  [here("language").lang, here("language").textContent] = language === "fr" ? ["en", "English"] : ["fr", "Français"];
  document.querySelector("[data-name]").textContent = words.name;
  document.querySelector(".skip").textContent = words.skip;
}

document.documentElement.classList.add("scripted");
here("language").addEventListener("click", () => speak(here("language").lang));
