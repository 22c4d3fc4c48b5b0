// Live: something happened in the square, so the page asks the server what it may show of it. Nothing moves by itself:
// new posts are announced by a line, and only what was taken away leaves.
const patience = 1500;
let source = null;
let timer = 0;

// Ids are longer than JavaScript's numbers are exact, so they are read as text.
const postOf = (event) => document.getElementById(`post-${/"post":(\d+)/.exec(event.data)?.[1]}`);

// The page's own place for news of new posts: the server counts them, and knows who may read them.
function ask() {
  const place = document.getElementById("fresh");
  if (place) window.htmx?.ajax("GET", place.getAttribute("hx-get"), { target: place, swap: "outerHTML" });
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(ask, patience);
}

function unread() {
  const places = [".places", ".bar"].map((place) => `${place} [href$="/notifications"] [data-unread]`);
  for (const mark of document.querySelectorAll(places.join(", "))) {
    const shown = mark.firstElementChild;
    shown.textContent = (Number.parseInt(shown.textContent, 10) || 0) + 1;
    mark.hidden = false;
  }
}

function leave(event) {
  const post = postOf(event);
  if (post && !post.contains(document.activeElement)) post.remove();
}

function open(address) {
  source = new EventSource(address, { withCredentials: true });
  source.addEventListener("post", soon);
  source.addEventListener("gone", leave);
  source.addEventListener("told", unread);
}

function close() {
  source?.close();
  source = null;
}

export function stream() {
  const port = document.body.dataset.streamingPort;
  if (!port) return;
  const address = `${location.protocol}//${location.hostname}:${port}/events`;
  if (!document.hidden) open(address);
  // A page nobody looks at holds no line; one taken up again asks what it missed.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return close();
    if (!source) open(address);
    return soon();
  });
  addEventListener("pagehide", close);
}
