/**
 * Warns before the session ends, in a dialog, and extends it with one press.
 * Without script the same warning is a line of the page with the same button.
 */
export function warnBeforeEnd(root) {
  const notice = root.querySelector("[data-session-ends-in]");
  const dialog = root.querySelector("dialog[data-session]");
  if (!notice || !dialog?.showModal) return;
  const form = dialog.querySelector("form");
  let warning = 0;
  const arm = (secondsLeft) => {
    clearTimeout(warning);
    const ahead = Number(notice.dataset.warnAhead || 180);
    warning = setTimeout(() => { if (!dialog.open) dialog.showModal(); }, Math.max(0, secondsLeft - ahead) * 1000);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const left = Number((await answer.json()).seconds);
      dialog.close();
      arm(left);
    } catch {
      form.submit();
    }
  });
  notice.hidden = true;
  arm(Number(notice.dataset.sessionEndsIn));
}
