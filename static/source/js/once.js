/** A second press within a second does nothing. The server makes one case of two posts anyway; this spares the wait. */
export function pressOnce(root) {
  let last = 0;
  root.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    const now = Date.now();
    if (now - last < 1000) event.preventDefault();
    else last = now;
  });
  addEventListener("pageshow", () => { last = 0; });
}
