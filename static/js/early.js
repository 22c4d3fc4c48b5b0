// Runs before the page is painted: what this person chose to look at, kept on this device only.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    for (const name of ["theme", "reading"]) {
      const chosen = localStorage.getItem(`look:${name}`);
      if (chosen) root.dataset[name] = chosen;
    }
  } catch {
    // A browser that keeps nothing shows the ordinary look.
  }
})();
