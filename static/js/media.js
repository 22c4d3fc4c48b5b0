// Files: a preview beside its description before publishing, and a blur in its colours while it loads.
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

// The first four digits after the size and the maximum are the average colour.
// Source: https://github.com/woltapp/blurhash/blob/master/Algorithm.md
function average(hash) {
  const value = [...hash.slice(2, 6)].reduce((sum, digit) => sum * 83 + digits.indexOf(digit), 0);
  return `rgb(${value >> 16} ${(value >> 8) & 255} ${value & 255})`;
}

// A picture shows itself, a film its first frame; of a recording there is nothing to see.
function seen(file) {
  const film = file.type.startsWith("video/");
  if (!film && !file.type.startsWith("image/")) return null;
  const shown = document.createElement(film ? "video" : "img");
  if (film) Object.assign(shown, { muted: true, preload: "metadata" });
  else shown.alt = "";
  shown.src = URL.createObjectURL(file);
  shown.addEventListener(film ? "loadeddata" : "load", () => URL.revokeObjectURL(shown.src));
  return shown;
}

function preview(box) {
  const input = box.querySelector("input[type=file]");
  input?.addEventListener("change", () => {
    box.querySelector("img, video")?.remove();
    const [file] = input.files;
    const next = box.nextElementSibling;
    if (!file) return;
    if (next?.matches("[data-picture]")) next.hidden = false;
    const shown = seen(file);
    if (shown) box.prepend(shown);
    box.querySelector("input[type=text]")?.focus();
  });
}

export function media(root) {
  for (const image of root.querySelectorAll("img[data-blurhash]")) {
    if (image.dataset.blurhash.length > 6 && !image.complete) image.style.backgroundColor = average(image.dataset.blurhash);
  }
  for (const box of root.querySelectorAll("[data-picture]:not([data-awake])")) {
    box.dataset.awake = "yes";
    box.hidden = Boolean(box.previousElementSibling?.matches("[data-picture]"));
    preview(box);
  }
}
