// Writing: the textarea grows, the rest is counted, the draft survives anything.
const near = 50;

function length(text) {
  return [...text.normalize("NFC")].length;
}

function kept(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function keep(key, text) {
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // Without a place to keep it the draft lives as long as the page.
  }
}

function enhance(form) {
  if (form.dataset.awake) return;
  form.dataset.awake = "yes";
  const words = form.querySelector("textarea");
  const count = form.querySelector("[data-count]");
  if (!words) return;
  const key = `draft:${form.dataset.draft}`;
  const limit = Number(count?.dataset.count || 0);
  const number = document.createElement("span");
  count?.append(number);

  function show() {
    words.style.setProperty("block-size", "auto");
    words.style.setProperty("block-size", `${words.scrollHeight}px`);
    if (!limit) return;
    const left = limit - length(words.value);
    number.textContent = words.value ? new Intl.NumberFormat(document.documentElement.lang).format(left) : "";
    count.dataset.state = left < 0 ? "over" : left <= near ? "near" : "";
  }

  if (!words.value) words.value = kept(key);
  words.addEventListener("input", () => {
    keep(key, words.value);
    show();
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  // The draft goes only when the server took the post: here, or by a page with data-draft-done.
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt === form && event.detail.successful) keep(key, "");
  });
  show();
}

export function compose(root) {
  // A page that comes after publishing says so first, or the words would stand in the empty form again.
  for (const done of root.querySelectorAll("[data-draft-done]")) keep(`draft:${done.dataset.draftDone}`, "");
  for (const form of root.querySelectorAll("[data-compose]")) enhance(form);
}
