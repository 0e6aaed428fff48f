// What the file carries, in numbers, and the words of the language that is spoken. What is the same on all pages of a
// folder stands in a file beside them, under the same names.

const beside = globalThis.beside ?? {}, here = (id) => document.getElementById(id), contentOf = (id) => here(id)?.textContent ?? beside[id];
const read = (id) => ({ ...beside[id], ...JSON.parse(here(id).textContent) });
const inFrench = here("main").cloneNode(true); // in French, as the file has it
const numbers = read("numbers"), ahead = numbers.years - numbers.past;
const FIGURES = [...numbers.in_time.map(([name]) => name), "cost_total"], FLOWS = new Set(["people", "completers", "cost_total"]);
let language = "fr", words = read("words-fr"), span = numbers.years + 1;
