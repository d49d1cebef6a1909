function focusProblems(root) {
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
function pressOnce(root) {
  let last = 0;
  root.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    const now = Date.now();
    if (now - last < 1000) event.preventDefault();
    else last = now;
  });
  addEventListener("pageshow", () => { last = 0; });
}
function countCharacters(root) {
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
function warnBeforeEnd(root) {
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
function numberLines(root) {
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
function weighFiles(root) {
  for (const input of root.querySelectorAll("input[type=file][data-max-size]")) {
    const words = input.dataset.tooLarge;
    if (!words) continue;
    input.addEventListener("change", () => {
      const box = input.closest(".govuk-form-group");
      const id = `${input.id}-large`;
      root.getElementById(id)?.remove();
      const heavy = [...input.files].some((file) => file.size > Number(input.dataset.maxSize));
      if (!heavy) return;
      const problem = root.createElement("p");
      problem.id = id;
      problem.className = "govuk-error-message";
      problem.setAttribute("role", "alert");
      problem.textContent = words;
      box.insertBefore(problem, input.closest(".sm-drop") ?? input);
      input.value = "";
    });
  }
}
function followChoices(root) {
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
function offerMatches(root) {
  for (const box of root.querySelectorAll("[data-matches]")) {
    const input = box.querySelector("input[type=text]");
    const chosen = box.querySelector("input[type=hidden]");
    const several = root.getElementById(box.dataset.adds ?? "");
    const list = root.createElement("ul");
    const status = root.createElement("div");
    let waiting = 0, asked = "", options = [], at = -1;
    list.id = `${input.id}-matches`;
    list.className = "sm-pick__list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.dataset.label);
    status.className = "govuk-visually-hidden";
    status.setAttribute("role", "status");
    box.querySelector("button[name=search]").hidden = true;
    box.append(list, status);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);
    const mark = (place) => {
      at = place;
      options.forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    };
    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      mark(-1);
    };
    const codes = () => [...several?.querySelectorAll("input") ?? []].map((one) => one.value);
    const add = ({ textContent: label, dataset: { code } }) => {
      if (!codes().includes(code)) {
        const line = box.querySelector("template").content.firstElementChild.cloneNode(true);
        const [hidden, words, remove] = line.children;
        hidden.value = code;
        words.textContent = label;
        remove.value += code;
        remove.lastElementChild.textContent = ` ${label}`;
        several.append(line);
        several.hidden = false;
      }
      status.textContent = box.dataset.added.replace("{label}", label);
      input.value = "";
    };
    const choose = (option) => {
      if (several) add(option);
      else {
        input.value = option.textContent;
        chosen.value = option.dataset.code;
        status.textContent = "";
      }
      close();
    };
    several?.addEventListener("click", (event) => {
      const line = event.target.closest("button")?.closest("li");
      if (!line) return;
      event.preventDefault();
      line.remove();
      several.hidden = !several.children.length;
      status.textContent = box.dataset.removed.replace("{label}", line.children[1].textContent);
      input.focus();
    });
    const offer = (found) => {
      list.replaceChildren(...found.map(({ code, label }, number) => {
        const option = root.createElement("li");
        option.id = `${list.id}-${number}`;
        option.dataset.code = code;
        option.textContent = label;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        // Before the input loses the focus, which would close the list.
        option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
        return option;
      }));
      options = [...list.children];
      at = -1;
      list.hidden = options.length === 0;
      input.setAttribute("aria-expanded", String(options.length > 0));
      status.textContent = options.length ? box.dataset.found.replace("{n}", options.length) : box.dataset.nothing;
    };
    const ask = async () => {
      asked = input.value.trim();
      if (!asked) return close();
      const address = new URL(box.dataset.matches, root.baseURI);
      address.searchParams.set("q", asked);
      for (const code of codes()) address.searchParams.append("besides", code);
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" } });
        const found = await answer.json();
        if (answer.ok && input.value.trim() === asked && root.activeElement === input) offer(found);
      } catch { close(); } // nothing is offered: what is typed is judged when it is sent
    };
    input.addEventListener("input", () => {
      if (chosen) chosen.value = "";
      clearTimeout(waiting);
      waiting = setTimeout(ask, 200);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && list.hidden) ask();
      else if (step) mark((at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length);
      else if (event.key === "Enter" && at >= 0) choose(options[at]);
      else if (event.key === "Escape" && !list.hidden) close();
      else return;
      event.preventDefault();
    });
  }
}
for (const improve of [focusProblems, pressOnce, countCharacters, warnBeforeEnd, numberLines, weighFiles, followChoices, offerMatches]) improve(document);
