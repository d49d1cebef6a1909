/** Says how many characters are used, while they are typed. Without script the limit stands there as a sentence. */
export function countCharacters(root) {
  for (const area of root.querySelectorAll("textarea[data-most]")) {
    const info = root.getElementById(`${area.id}-info`);
    if (!info?.dataset.words) continue;
    const most = Number(area.dataset.most);
    const digits = new Intl.NumberFormat(root.documentElement.lang);
    const live = root.createElement("p");
    live.className = "govuk-visually-hidden";
    live.setAttribute("aria-live", "polite");
    info.after(live);
    let waiting = 0;
    const show = () => {
      const used = [...area.value.replace(/\r\n/g, "\n")].length;
      const words = info.dataset.words.replace("{used}", digits.format(used)).replace("{most}", digits.format(most));
      info.textContent = words;
      info.classList.toggle("is-over", used > most);
      clearTimeout(waiting);
      // A screen reader hears it when the typing rests, and only near the limit.
      waiting = setTimeout(() => { live.textContent = used > most * 0.9 ? words : ""; }, 1000);
    };
    area.addEventListener("input", show);
    show();
  }
}
