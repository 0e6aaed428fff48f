// What the file carries, in numbers, and the words of the language that is spoken. What is the same on all pages of a
// folder stands in a file beside them, under the same names.

const beside = globalThis.beside ?? {}, contentOf = (id) => here(id)?.textContent ?? beside[id];
/** An element with its properties, and what stands inside. */
function html(tag, properties, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}
const read = (id) => ({ ...beside[id], ...JSON.parse(here(id).textContent) });
/** What stands in the address, behind the step. */
const inAddress = () => new URLSearchParams(location.hash.split("?")[1] ?? "");
const numbers = read("numbers"), ahead = numbers.years - numbers.past;
const FIGURES = [...numbers.in_time.map(([name]) => name), "cost_total"], FLOWS = new Set(["people", "completers", "cost_total"]);
const tongue = () => (language === "fr" ? "fr-FR" : "en-GB");
let language = "fr", words = read("words-fr"), span = numbers.years + 1;
