// A matrix as a grid of fields beside its text. Both write one text, which is what is handed in.
const START = 2; // rows and columns of a grid that is still empty

export function addGrid(field) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "As a grid";
  const body = document.createElement("div");
  details.append(summary, body);
  field.after(details);
  details.addEventListener("toggle", () => { if (details.open) draw(body, field, readRows(field.value)); });
}

// The entries of "[[1, 2], [3, 4]]"; an empty grid for anything else.
function readRows(text) {
  const rows = [...text.matchAll(/\[([^[\]]*)\]/g)].map((row) => row[1].split(",").map((entry) => entry.trim()));
  const isGrid = rows.length > 0 && rows.every((row) => row.length === rows[0].length);
  return isGrid ? rows : Array.from({ length: START }, () => Array(START).fill(""));
}

function draw(body, field, rows) {
  const table = document.createElement("table");
  table.className = "grid";
  const write = () => {
    field.value = `[${rows.map((row) => `[${row.join(", ")}]`).join(", ")}]`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  rows.forEach((row, i) => {
    const line = table.insertRow();
    row.forEach((entry, j) => {
      const cell = document.createElement("input");
      cell.value = entry;
      cell.autocapitalize = "off";
      cell.spellcheck = false;
      cell.setAttribute("aria-label", `Row ${i + 1}, column ${j + 1}`);
      cell.addEventListener("input", (event) => { event.stopPropagation(); row[j] = cell.value; write(); });
      line.insertCell().append(cell);
    });
  });
  const resize = (label, change) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => { change(); write(); draw(body, field, rows); });
    return button;
  };
  const width = () => rows[0].length;
  body.replaceChildren(
    table,
    resize("Add a row", () => rows.push(Array(width()).fill(""))),
    " ", resize("Add a column", () => rows.forEach((row) => row.push(""))),
    " ", resize("Remove a row", () => { if (rows.length > 1) rows.pop(); }),
    " ", resize("Remove a column", () => { if (width() > 1) rows.forEach((row) => row.pop()); }),
  );
}
