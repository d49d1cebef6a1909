/** Says at once when a chosen file is larger than allowed. The server looks again, at the content. */
export function weighFiles(root) {
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
