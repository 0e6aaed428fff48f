// Words that are explained where they are read: a button that shows what it means while it has the focus or the pointer.

const STAYS = 300, UNMARKED = "a, button, label, summary, select, details, h1, h2, h3, h4, caption, th, svg, [data-told], [hidden]"; // STAYS: milliseconds
let leaving = 0;

/** Each word where it stands first in a step, of what is shown. */
function bindTerms() {
  for (const step of document.querySelectorAll(".step:not(#note, #place)"))
    for (const [n, { forms }] of [...words.terms.entries()].sort(([, one], [, other]) => other.forms.length - one.forms.length)) markFirst(step, n, new RegExp(`(?<![\\p{L}\\d])(?:${forms.replaceAll(" ", "\\s")})(?![\\p{L}\\d])`, "iu"));
}

function markFirst(step, n, form) {
  const texts = document.createTreeWalker(step, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const found = texts.currentNode.parentElement.closest(UNMARKED) ? null : texts.currentNode.data.match(form);
    if (!found) continue;
    const rest = texts.currentNode.splitText(found.index), made = html("button", { type: "button", className: "term" }, found[0]);
    made.setAttribute("aria-describedby", `term-${n}`);
    rest.data = rest.data.slice(found[0].length);
    rest.before(made);
    return;
  }
}

function showTerm(term) {
  clearTimeout(leaving);
  const tip = here("tip"), at = term.getBoundingClientRect();
  [tip.textContent, tip.hidden] = [here(term.getAttribute("aria-describedby")).textContent, false];
  tip.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - tip.offsetWidth - 8)) + scrollX}px`;
  tip.style.top = `${at.bottom + scrollY + 4}px`;
}

const hideTerm = () => { here("tip").hidden = true; };

/** It stays while the pointer is on the word or on what is said of it, until somebody presses Escape or goes elsewhere. */
const leaveTerm = () => { clearTimeout(leaving); leaving = setTimeout(hideTerm, STAYS); };

const termAt = ({ target }) => target.closest?.(".term");
for (const come of ["pointerover", "focusin", "click"]) addEventListener(come, (event) => { if (termAt(event)) showTerm(termAt(event)); });
for (const go of ["pointerout", "focusout"]) addEventListener(go, (event) => { if (termAt(event)) leaveTerm(); });
here("tip").addEventListener("pointerenter", () => clearTimeout(leaving));
here("tip").addEventListener("pointerleave", leaveTerm);
addEventListener("keydown", ({ key }) => { if (key === "Escape") hideTerm(); });
addEventListener("hashchange", hideTerm);
