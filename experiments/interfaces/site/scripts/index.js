// The list of territories: of what is typed, the names that have it stay. Accents, case and hyphens do not matter.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replace(/[^a-z0-9]+/g, " ").trim();
let words = JSON.parse(here("words-fr").textContent);

/** What a territory is found by: its department, its name, and its number, which is in the name of its file. */
function keyOf(item) {
  const link = item.querySelector("a"), department = item.closest("section").querySelector("h2").textContent;
  return ` ${plain(`${department} ${link.textContent} ${link.getAttribute("href")}`)}`;
}

/** Each word that is typed must begin a word of a name. */
function search() {
  const asked = plain(here("wanted").value).split(" ").filter(Boolean);
  for (const item of document.querySelectorAll("#list li")) item.hidden = !asked.every((one) => keyOf(item).includes(` ${one}`));
  const number = document.querySelectorAll("#list li:not([hidden])").length;
  here("found").textContent = !asked.length ? "" : number ? words[number === 1 ? "one" : "many"].replace(/\{number[^}]*\}/, number) : words.none;
}

/** Enter opens the first that was found. */
function open(event) {
  event.preventDefault();
  const first = document.querySelector("#list li:not([hidden]) a");
  if (here("wanted").value.trim() && first) location.assign(first.href);
}

function bind() {
  here("search").addEventListener("submit", open);
  here("wanted").addEventListener("input", search);
}

function speak(other) {
  const typed = here("wanted").value;
  words = JSON.parse(here(`words-${other}`).textContent);
  showEdition(other, words);
  bind();
  here("wanted").value = typed;
  search();
}

bind();
search(); // what a browser has kept in the field
