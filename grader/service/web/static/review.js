// Keys 1 to 9 choose the points of a decision, and U takes the last one back. Without this module the buttons do the same.

const form = document.getElementById("decide");
const undo = document.getElementById("undo");
const said = document.getElementById("said");

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("textarea, input, select");
  if (isTyping || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const button = form?.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  const isUndo = undo && event.key.toLowerCase() === "u";
  if (!button && !isUndo) return;
  event.preventDefault();
  if (isUndo) undo.requestSubmit();
  else form.requestSubmit(button);
});

// A second press while the first one is on its way must not decide on the next answer.
for (const each of [form, undo]) {
  each?.addEventListener("submit", () => setTimeout(() => document.querySelectorAll("main button").forEach((one) => (one.disabled = true))));
}

// A screen reader speaks what comes into a live region, and not what was there when the page was loaded.
const pieces = [...said.childNodes];
said.replaceChildren();
setTimeout(() => said.append(...pieces), 200);
