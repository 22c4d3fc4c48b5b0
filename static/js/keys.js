// Keys for those who like them; the sheet on "?" names them. Off while one writes or holds a modifier.
const items = () => [...document.querySelectorAll("[data-key-item]")].filter((item) => item.offsetParent);

function step(by) {
  const all = items();
  const here = all.findIndex((item) => item.contains(document.activeElement));
  const next = all[Math.max(0, Math.min(all.length - 1, here + by))];
  const target = next?.matches("article") ? next : next?.querySelector("a");
  if (!target) return;
  if (target === next) target.tabIndex = -1;
  target.focus();
  target.scrollIntoView({ block: "nearest" });
}

const press = (selector, root = document) => root?.querySelector(selector)?.click();
function decide() {
  press("[data-key-decide]");
  document.querySelector("details[open] > [data-key-decide] ~ * :is(input, select, textarea):not([type=hidden])")?.focus();
}

const current = () => document.activeElement?.closest("[data-key-item]");

function show(event) {
  const sheet = document.getElementById("keys");
  event?.preventDefault();
  if (!sheet.open) sheet.showModal();
}

const actions = {
  j: () => step(1),
  k: () => step(-1),
  o: () => press(".post-time, a", current()),
  r: () => press("a.act", current()),
  l: () => press(".act-favourite", current()),
  b: () => press(".act-boost", current()),
  n: () => press("[data-key-write]"),
  d: decide,
  h: () => press("[data-key-history]"),
  "/": () => (document.querySelector("input[type=search]") ?? document.querySelector(".places a[href$='/search']"))?.focus(),
};

export function keys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (event.key === "?") return show(event);
    const act = actions[event.key];
    if (!act) return undefined;
    event.preventDefault();
    return act();
  });
  document.addEventListener("click", (event) => event.target.closest("[data-keys-open]") && show());
}
