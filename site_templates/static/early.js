// Runs before the first paint: what the script will show has its room, and the page waits for its fonts, its words and
// its columns, for a second at most (site.css).
"use strict";
document.documentElement.classList.add("scripted", "waiting");
