// Toggles of the theme's navigation have no name for those who listen: that of the page they open.
addEventListener("DOMContentLoaded", () => {
  for (const toggle of document.querySelectorAll(".bd-sidebar summary"))
    toggle.setAttribute("aria-label", toggle.closest("li").querySelector("a").textContent);
});
