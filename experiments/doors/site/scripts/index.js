// The list of territories: of what is typed, the names that have it stay. Accents, case and hyphens do not matter.

const here = (id) => document.getElementById(id), opened = here("main").cloneNode(true); // in French, as the file has it
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replace(/[^a-z0-9]+/g, " ").trim();
let language = "fr", words = JSON.parse(here("words-fr").textContent), sections = [];

/** What each territory is found by: its name, its department, and its number, which is in the name of its file. */
function learn() {
  sections = [...document.querySelectorAll("#list section")].map((part) => {
    const department = plain(part.querySelector("h2").textContent);
    return { part, items: [...part.querySelectorAll("li")].map((item) => {
      const link = item.querySelector("a");
      return { item, link, key: ` ${department} ${plain(`${link.textContent} ${link.getAttribute("href")}`)}` };
    }) };
  });
}

/** Each word that is typed must begin a word of a name. */
function search() {
  const asked = plain(here("wanted").value).split(" ").filter(Boolean);
  let number = 0;
  for (const { part, items } of sections) {
    const found = items.filter(({ item, key }) => !(item.hidden = !asked.every((one) => key.includes(` ${one}`)))).length;
    part.hidden = !found;
    number += found;
  }
  here("found").textContent = !asked.length ? "" : number ? words[number === 1 ? "one" : "many"].replace(/\{number[^}]*\}/, number) : words.none;
}

/** Enter opens the first that was found. */
function open(event) {
  event.preventDefault();
  const first = sections.flatMap(({ items }) => items).find(({ item }) => !item.hidden);
  if (here("wanted").value.trim() && first) location.assign(first.link.href);
}

function bind() {
  here("search").addEventListener("submit", open);
  here("wanted").addEventListener("input", search);
  learn();
}

function speak(other) {
  const typed = here("wanted").value, next = other === "fr" ? ["en", "English"] : ["fr", "Français"];
  [language, words] = [other, JSON.parse(here(`words-${other}`).textContent)];
  document.documentElement.lang = language;
  document.title = words.title;
  here("main").replaceChildren(...(language === "fr" ? opened : here(`edition-${language}`).content).cloneNode(true).childNodes);
  [here("language").lang, here("language").textContent] = next;
  document.querySelector("[data-name]").textContent = words.name;
  document.querySelector(".skip").textContent = words.skip;
  bind();
  here("wanted").value = typed;
  search();
}

document.documentElement.classList.add("scripted");
here("language").addEventListener("click", () => speak(here("language").lang));
bind();
search(); // what a browser has kept in the field
