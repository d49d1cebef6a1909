/** Puts the reader at the list of problems, and a problem's link at the input itself, not above it. */
export function focusProblems(root) {
  const summary = root.querySelector(".govuk-error-summary");
  if (!summary) return;
  summary.focus({ preventScroll: false });
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const input = link && root.getElementById(link.hash.slice(1));
    if (!input) return;
    event.preventDefault();
    const label = input.labels?.[0] ?? input;
    (input.closest("fieldset")?.querySelector("legend") ?? label).scrollIntoView();
    input.focus({ preventScroll: true });
  });
}
