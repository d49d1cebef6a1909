/** Line numbers and marks beside a plain text area; a link to a line puts the cursor there. */
export function numberLines(root) {
  const area = root.querySelector("textarea[data-lines]");
  if (!area) return;
  const marks = new Map((area.dataset.marks || "").split(" ").filter(Boolean).map((mark) => {
    const [line, tone] = mark.split(":");
    return [Number(line), tone];
  }));
  const gutter = root.createElement("div");
  gutter.className = "sm-edit__lines";
  gutter.setAttribute("aria-hidden", "true");
  area.before(gutter);
  area.parentElement.classList.add("has-lines");
  area.wrap = "off";
  let drawn = 0;
  const draw = () => {
    const count = area.value.split("\n").length;
    if (count !== drawn) {
      gutter.replaceChildren(...Array.from({ length: count }, (_, at) => {
        const line = root.createElement("span");
        line.textContent = String(at + 1);
        if (marks.has(at + 1)) line.className = `is-${marks.get(at + 1)}`;
        return line;
      }));
      drawn = count;
    }
    gutter.scrollTop = area.scrollTop;
  };
  const goTo = (line, column) => {
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    const at = start + Math.max(0, Math.min(column - 1, (lines[line - 1] || "").length));
    area.focus();
    area.setSelectionRange(at, at);
    area.scrollTop = Math.max(0, (line - 8) * parseFloat(getComputedStyle(area).lineHeight));
    draw();
  };
  area.addEventListener("input", draw);
  area.addEventListener("scroll", draw);
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    goTo(Number(link.dataset.line), Number(link.dataset.column || 1));
  });
  draw();
  const asked = /^#L(\d+)$/.exec(location.hash);
  if (asked) goTo(Number(asked[1]), 1);
}
