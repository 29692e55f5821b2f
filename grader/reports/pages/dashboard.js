"use strict";
// Sorting and searching the tables of the page. Everything stands there without it; nothing is ever inserted as markup.
const SHOWN = 200;
const inOrder = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

function valueOf(row, column) {
  const cell = row.cells[column];
  const words = cell.dataset.value ?? cell.textContent.trim();
  return words !== "" && isFinite(words) ? Number(words) : words;
}

function compare(one, other) {
  if (typeof one === typeof other) return typeof one === "number" ? one - other : inOrder(one, other);
  return typeof one === "number" ? -1 : 1;
}

function sorted(rows, column, sign) {
  const known = rows.map((row) => [valueOf(row, column), row]);
  known.sort(([a], [b]) => (a === "") - (b === "") || sign * compare(a, b));
  return known.map(([, row]) => row);
}

function sortable(table, show) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const rising = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", rising ? "ascending" : "descending");
      show(column, rising ? 1 : -1);
    });
  });
}

function searchable(table, controls) {
  const body = table.tBodies[0];
  const [input, status] = [controls.querySelector("input"), controls.querySelector("[role=status]")];
  const filters = [...controls.querySelectorAll("button")];
  const more = document.createElement("button");
  let rows = [...body.rows], found = rows, limit = SHOWN;
  const words = new Map(rows.map((row) => [row, row.cells[0].textContent.normalize().toLowerCase()]));
  more.type = "button";
  more.className = "more";
  table.after(more);

  function show() {
    body.replaceChildren(...found.slice(0, limit));
    more.hidden = found.length <= limit;
    more.textContent = `Show all ${found.length}`;
    status.textContent = found.length === words.size ? "" : `${found.length} of ${words.size}`;
  }
  function search() {
    const wanted = input.value.normalize().toLowerCase().split(/\s+/).filter(Boolean);
    const columns = filters.filter((each) => each.ariaPressed === "true").map((each) => Number(each.dataset.column));
    found = rows.filter((row) => columns.every((column) => row.cells[column].textContent.trim() !== "")
      && wanted.every((word) => words.get(row).includes(word)));
    limit = SHOWN;
    show();
  }
  function only(column) {
    filters.forEach((each) => { each.ariaPressed = String(each.dataset.column === column); });
    input.value = "";
    search();
  }
  input.addEventListener("input", search);
  filters.forEach((each) => each.addEventListener("click", () => {
    each.ariaPressed = String(each.ariaPressed !== "true");
    search();
  }));
  more.addEventListener("click", () => { limit = Infinity; show(); });
  document.querySelectorAll("a[data-column]").forEach((link) => {
    link.addEventListener("click", () => only(link.dataset.column));
  });
  addEventListener("beforeprint", () => body.replaceChildren(...found));
  addEventListener("afterprint", show);
  controls.hidden = false;
  show();
  return (column, sign) => { rows = sorted(rows, column, sign); search(); };
}

for (const table of document.querySelectorAll("table[data-sortable]")) {
  const body = table.tBodies[0];
  const controls = "searchable" in table.dataset ? document.querySelector(".controls") : null;
  sortable(table, controls ? searchable(table, controls)
    : (column, sign) => body.replaceChildren(...sorted([...body.rows], column, sign)));
}
