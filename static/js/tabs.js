// A strip of tabs wider than a phone begins where one stands.
export function tabs(root) {
  for (const here of root.querySelectorAll('.tabs [aria-current="page"]')) {
    const strip = here.closest(".tabs");
    if (strip.scrollWidth <= strip.clientWidth) continue;
    const [outer, inner] = [strip.getBoundingClientRect(), here.getBoundingClientRect()];
    strip.scrollLeft += inner.left + inner.width / 2 - (outer.left + outer.width / 2);
  }
}
