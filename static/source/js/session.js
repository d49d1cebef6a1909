/**
 * Warns before the session ends, in a dialog, and extends it with one press.
 * Without script the same words stand at the end of the page, with the same button.
 */
export function warnBeforeEnd(root) {
  const notice = root.querySelector("[data-session-ends-in]");
  const dialog = root.querySelector("dialog[data-session]");
  if (!notice || !dialog?.showModal) return;
  const form = dialog.querySelector("form");
  const ahead = Number(notice.dataset.warnAhead);
  let warning = 0;
  const arm = (secondsLeft) => {
    clearTimeout(warning);
    warning = setTimeout(() => { if (!dialog.open) dialog.showModal(); }, Math.max(0, secondsLeft - ahead) * 1000);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      arm(Number((await answer.json()).seconds));
      dialog.close();
    } catch {
      // The session is over, or nothing answers: what was typed is kept when the form is sent, so say that.
      form.hidden = true;
      dialog.querySelector("[data-too-late]").hidden = false;
    }
  });
  notice.hidden = true;
  arm(Number(notice.dataset.sessionEndsIn));
}
