// Relative times grow older while the page stays open.
const minute = 60_000;
const language = document.documentElement.lang || "en";

function tell(element) {
  const shown = element.querySelector("[aria-hidden]");
  const gone = Date.now() - Date.parse(element.dateTime);
  if (!shown || gone < minute || gone > 24 * 60 * minute) return;
  const hours = gone >= 60 * minute;
  const amount = Math.floor(gone / (hours ? 60 * minute : minute));
  shown.textContent = new Intl.NumberFormat(language, {
    style: "unit",
    unit: hours ? "hour" : "minute",
    unitDisplay: "short",
  }).format(amount);
}

function all() {
  document.querySelectorAll("time[data-when]").forEach(tell);
}

let ticking = false;

export function times() {
  if (ticking) return;
  ticking = true;
  setInterval(all, minute);
  document.addEventListener("visibilitychange", () => document.hidden || all());
}
