// Live: a quiet line says how many posts are new, and shows them when asked. Nothing moves by itself.
function say(element, count) {
  const words = count === 1 ? element.dataset.one : element.dataset.many;
  element.textContent = words.replace("%s", new Intl.NumberFormat(document.documentElement.lang).format(count));
  element.hidden = false;
}

function unread(by) {
  const places = [".places", ".bar"].map((place) => `${place} [href$="/notifications"] [data-unread]`);
  for (const mark of document.querySelectorAll(places.join(", "))) {
    const shown = mark.firstElementChild;
    shown.textContent = Number.parseInt(shown.textContent, 10) + by || by;
    mark.hidden = false;
  }
}

// Ids are longer than JavaScript's numbers are exact, so they are read as text.
const postOf = (event) => `post-${/"post":(\d+)/.exec(event.data)?.[1]}`;

function listen(list) {
  const fresh = list.querySelector("[data-stream-new]");
  const seen = new Set([...list.querySelectorAll("article.post")].map((post) => post.id));
  const source = new EventSource(list.dataset.stream, { withCredentials: true });
  let count = 0;
  source.addEventListener("post", (event) => {
    const id = postOf(event);
    if (!fresh || seen.has(id)) return;
    seen.add(id);
    count += 1;
    say(fresh, count);
  });
  source.addEventListener("gone", (event) => {
    const gone = document.getElementById(postOf(event));
    if (gone && !gone.contains(document.activeElement)) gone.remove();
  });
  source.addEventListener("told", () => unread(1));
  // A page put aside holds no line; one taken up again listens anew.
  addEventListener("pagehide", () => source.close(), { once: true });
}

export function stream(root) {
  for (const list of root.querySelectorAll("[data-stream]:not([data-awake])")) {
    list.dataset.awake = "yes";
    if (list.dataset.stream) listen(list);
  }
}
