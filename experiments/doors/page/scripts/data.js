// What the file carries, in numbers, and the words of the language that is spoken.

const here = (id) => document.getElementById(id), read = (id) => JSON.parse(here(id).textContent);
const numbers = read("numbers"), ahead = numbers.years - numbers.past;
const FIGURES = [...numbers.in_time.map(([name]) => name), "cost_total"], FLOWS = new Set(["people", "completers", "cost_total"]);
let language = "fr", words = read("words-fr"), span = numbers.years + 1;
