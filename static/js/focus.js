// Focus is never lost: after a swap it is where it was, or at the beginning of what came.
let last = "";

function restore(event) {
  if (!last || (document.activeElement && document.activeElement !== document.body)) return;
  const again = document.getElementById(last) ?? event.detail.target;
  again?.focus({ preventScroll: true });
}

export function focus() {
  document.addEventListener("htmx:beforeSwap", () => {
    last = document.activeElement?.id ?? "";
  });
  document.addEventListener("htmx:afterSettle", restore);
  document.addEventListener("htmx:responseError", (event) => speak(event.detail.xhr));
  document.addEventListener("htmx:sendError", () => speak(null));
  document.querySelector("[data-focus]")?.focus();
}

// What went wrong, in the server's words, where screen readers hear it.
function speak(answer) {
  const place = document.getElementById("live");
  const page = answer && new DOMParser().parseFromString(answer.responseText, "text/html");
  const words = page?.querySelector("[data-refusal]")?.textContent.trim() || place.dataset.failed;
  const line = document.createElement("p");
  line.className = "toast";
  line.textContent = words;
  place.replaceChildren(line);
  setTimeout(() => line.remove(), 8000);
}
