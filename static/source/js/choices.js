/** Shows what an option asks besides only while it is chosen; "none of these" and the others put each other out. */
export function followChoices(root) {
  for (const none of root.querySelectorAll("[data-excludes]")) {
    none.form?.addEventListener("change", ({ target }) => {
      if (target.name !== none.name || !target.checked) return;
      for (const one of root.getElementsByName(none.name)) {
        if (one !== target && (one === none || target === none)) one.checked = false;
      }
    });
  }
  for (const box of root.querySelectorAll("[data-follows]")) {
    const option = root.getElementById(box.dataset.follows);
    const follow = () => {
      const chosen = option.tagName === "SELECT" ? option.value === "other" : option.checked;
      box.hidden = !chosen;
      // An input that is hidden is not sent: without script, who fills it in has chosen.
      for (const input of box.querySelectorAll("input")) input.disabled = !chosen;
    };
    option.form?.addEventListener("change", follow);
    follow();
  }
}
