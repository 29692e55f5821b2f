// Keys 1 to 9 choose the points of a decision. Without this module the buttons do the same.

const form = document.getElementById("decide");

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("textarea, input, select");
  if (isTyping || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const button = form?.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  form.requestSubmit(button);
});

// A second press while the first one is on its way must not decide on the next answer.
form?.addEventListener("submit", () => setTimeout(() => form.querySelectorAll("button").forEach((one) => (one.disabled = true))));
