// Before the first paint: the chosen theme and language, so that nothing flashes.
(function () {
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    var language = localStorage.getItem("language") || navigator.language.slice(0, 2);
    document.documentElement.lang = language === "de" ? "de" : "en";
    var accent = localStorage.getItem("accent");
    if (accent) document.documentElement.style.setProperty("--accent", accent);
  } catch (refused) {
    // A browser that refuses storage shows the system's theme.
  }
})();
