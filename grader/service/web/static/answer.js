// The page to answer, while somebody types: how each answer is read, drafts, a palette of signs, and grids for matrices.
// Everything works without this file too: then "Save" shows how the answers are read.
import { startDrafts } from "./drafts.js";
import { addGrid } from "./grid.js";
import { addPalette } from "./palette.js";
import { startPreview } from "./preview.js";

const form = document.getElementById("answers");
const post = (path, fields) => {
  const body = new URLSearchParams({ ...fields, token: form.elements.token.value });
  return { body, address: `${form.dataset.here}/${path}` };
};
for (const field of form.querySelectorAll("textarea[data-item]")) {
  if (field.dataset.shape === "matrix") addGrid(field);
  if (field.classList.contains("typed")) addPalette(field);
  if (field.classList.contains("typed")) startPreview(field, form, post);
}
startDrafts(form, post);
