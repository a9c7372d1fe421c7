// Runs before the first paint: what the script will show has its room, and the page waits for its fonts, its words and
// its columns, for 0.6 s at most (site.css).
"use strict";
document.documentElement.classList.add("scripted", "waiting");
