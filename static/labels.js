// Names for the controls of Datasette's own table and query pages, which come without any. The SQL editor is made on load.
addEventListener("load", () => {
  for (const [selector, name] of [
    ['select[name^="_filter_column"]', "Cột để lọc · Column"],
    ['select[name^="_filter_op"]', "Cách so sánh · Comparison"],
    ["input.filter-value", "Giá trị · Value"],
    ['select[name="_sort"]', "Sắp theo · Sort by"],
    [".CodeMirror textarea, .cm-content", "Câu SQL · SQL"],
  ]) {
    for (const control of document.querySelectorAll(selector)) control.setAttribute("aria-label", name);
  }
  for (const box of document.querySelectorAll("dl.column-descriptions, .table-wrapper")) box.tabIndex = 0;
});
