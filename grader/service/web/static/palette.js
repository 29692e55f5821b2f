// Signs that a keyboard may not have. They are put where the cursor is; the text field stays a text field.
const SIGNS = [["√", "sqrt()"], ["π", "pi"], ["²", "^2"], ["∂", "∂"], ["δ", "delta"], ["η", "eta"], ["·", "*"], ["≤", "<="], ["≥", ">="], ["∞", "infinity"], ["( , )", "(, )"]];

let isPressed = false;
addEventListener("pointerdown", () => { isPressed = true; }, true);
addEventListener("pointerup", () => { isPressed = false; }, true);
addEventListener("pointercancel", () => { isPressed = false; }, true);

export function addPalette(field) {
  const row = document.createElement("div");
  row.className = "palette";
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Signs to put into this answer");
  for (const [sign, text] of SIGNS) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.title = text;
    button.tabIndex = -1; // the keyboard types these signs as they are; the row must not be in its way
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the field
    button.addEventListener("click", () => {
      field.focus();
      const at = field.selectionStart;
      field.setRangeText(text, at, field.selectionEnd, "end");
      const inside = text.indexOf("(") + 1;
      if (inside) field.setSelectionRange(at + inside, at + inside);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    row.append(button);
  }
  row.hidden = true;
  field.after(row);
  field.addEventListener("focus", () => { row.hidden = false; });
  field.closest(".field").addEventListener("focusout", (event) => {
    if (field.closest(".field").contains(event.relatedTarget)) return;
    const hide = () => { row.hidden = true; };
    // What is below moves up when the row goes: while a button is held down, the click would miss what it was aimed at.
    if (isPressed) addEventListener("pointerup", () => setTimeout(hide), { once: true });
    else hide();
  });
}
