/** Puts the reader at the list of problems or of new questions, and a link of it at the input itself, not above it. */
export function focusProblems(root) {
  const told = root.querySelectorAll(".govuk-error-summary, [data-read-first]");
  told[0]?.focus({ preventScroll: false });
  for (const list of told) list.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const input = link && root.getElementById(link.hash.slice(1));
    if (!input) return;
    event.preventDefault();
    const label = input.labels?.[0] ?? input;
    (input.closest("fieldset")?.querySelector("legend") ?? label).scrollIntoView();
    input.focus({ preventScroll: true });
  });
}
