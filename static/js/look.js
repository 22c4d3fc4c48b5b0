// Day or night, sans or serif: chosen by buttons with data-look="theme=dark", kept on this device.
export function look() {
  const root = document.documentElement;
  const mark = () => {
    for (const button of document.querySelectorAll("[data-look]")) {
      const [name, value] = button.dataset.look.split("=");
      button.setAttribute("aria-pressed", String((root.dataset[name] ?? "") === value));
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-look]");
    if (!button) return;
    const [name, value] = button.dataset.look.split("=");
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
    try {
      if (value) localStorage.setItem(`look:${name}`, value);
      else localStorage.removeItem(`look:${name}`);
    } catch {
      // It holds for this page.
    }
    mark();
  });
  mark();
}
