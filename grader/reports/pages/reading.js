"use strict";
// Lights what belongs together: a formula and the items that it answers. Without it, the links lead from one to the other.
{
  const names = (element) => (element.dataset.items ?? "").split(" ").filter(Boolean);
  const linked = [...document.querySelectorAll("[data-items]")];
  const light = (event) => {
    const here = event.target.closest?.("[data-items]");
    const wanted = new Set(here ? names(here) : []);
    for (const element of linked) {
      element.classList.toggle("lit", element !== here && names(element).some((name) => wanted.has(name)));
    }
  };
  document.addEventListener("pointerover", light);
  document.addEventListener("focusin", light);
}
