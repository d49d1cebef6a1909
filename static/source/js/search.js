/** A combobox (ARIA 1.2) over a list on the server: matches are offered while somebody types. */
export function offerMatches(root) {
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
