// Names in an article are marked until a reader switches them off; the choice is kept in this browser.
const article = document.getElementById("bai");
const box = document.getElementById("hien-dau");
const KEY = "ocop-marks";

function remembered() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}

function show(marked) {
  article.classList.toggle("plain-names", !marked);
  box.checked = marked;
}

box.closest("[hidden]").hidden = false;
show(remembered() !== "off");
box.addEventListener("change", () => {
  show(box.checked);
  try { localStorage.setItem(KEY, box.checked ? "on" : "off"); } catch { /* private window: nothing is kept */ }
});
