// What every page does once it stands. Each module serves one kind of thing and does nothing where there is none.
import { compose } from "./compose.js";
import { focus } from "./focus.js";
import { keys } from "./keys.js";
import { look } from "./look.js";
import { media } from "./media.js";
import { menus } from "./menus.js";
import { stream } from "./stream.js";
import { tabs } from "./tabs.js";
import { times } from "./times.js";

const modules = [compose, media, tabs, times];

function wake(root) {
  for (const module of modules) module(root);
}

look();
menus();
keys();
focus();
stream();
wake(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) wake(event.detail.elt);
});
