// Founding a square: an address proposed from the name until one is typed, and the time zone of this machine.
const name = document.getElementById("id_name");
const slug = document.getElementById("id_slug");
const zone = document.getElementById("id_time_zone");

if (name && slug) {
  let own = slug.value !== "";
  slug.addEventListener("input", (event) => {
    if (event.isTrusted) own = slug.value !== "";
  });
  name.addEventListener("input", () => {
    if (own) return;
    slug.value = name.value
      .normalize("NFKD")
      .toLowerCase()
      .replace(/ß/g, "ss")
      .replace(/[\u0300-\u036f'’]/g, "")
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 40)
      .replace(/-+$/, "");
    slug.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

if (zone && zone.value === "UTC") {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === here)) zone.value = here;
}
