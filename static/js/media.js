// Pictures: a preview beside its description before publishing, and a blur in its colours while it loads.
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

// The first four digits after the size and the maximum are the average colour.
// Source: https://github.com/woltapp/blurhash/blob/master/Algorithm.md
function average(hash) {
  const value = [...hash.slice(2, 6)].reduce((sum, digit) => sum * 83 + digits.indexOf(digit), 0);
  return `rgb(${value >> 16} ${(value >> 8) & 255} ${value & 255})`;
}

function preview(box) {
  const input = box.querySelector("input[type=file]");
  input?.addEventListener("change", () => {
    box.querySelector("img")?.remove();
    const [file] = input.files;
    const next = box.nextElementSibling;
    if (!file) return;
    if (next?.matches("[data-picture]")) next.hidden = false;
    const image = new Image();
    image.alt = "";
    image.src = URL.createObjectURL(file);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    box.prepend(image);
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
