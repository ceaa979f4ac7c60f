/* One screen at a time, step by step. Without this script everything is there to be read. */
(() => {
  "use strict";
  const screens = [...document.querySelectorAll("section")].map((element) => ({
    element,
    steps: [...element.querySelectorAll("article")],
  }));
  const places = screens.flatMap(({ steps }, screen) => steps.map((_, step) => ({ screen, step })));
  const line = document.getElementById("line");
  const text = line.textContent;
  const [back, next, count] = ["back", "next", "count"].map((id) => document.getElementById(id));
  let at = 0;

  function light({ start, end }) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    line.replaceChildren(text.slice(0, start), ...(end > start ? [mark] : []), text.slice(end));
  }

  function show(place) {
    at = Math.min(Math.max(place, 0), places.length - 1);
    const here = places[at];
    screens.forEach(({ element, steps }, screen) => {
      element.classList.toggle("here", screen === here.screen);
      steps.forEach((article, step) => article.classList.toggle("seen", screen === here.screen && step <= here.step));
    });
    const { element, steps } = screens[here.screen];
    light({ start: Number(element.dataset.start), end: Number(element.dataset.end) });
    steps[here.step].querySelectorAll("details").forEach((answer) => { answer.open = true; });
    count.textContent = `${here.screen + 1} of ${screens.length}`;
    back.disabled = at === 0;
    next.disabled = at === places.length - 1;
    if (here.step === 0) scrollTo(0, 0);
    else steps[here.step].scrollIntoView({ block: steps[here.step].offsetHeight > innerHeight / 2 ? "start" : "nearest" });
    history.replaceState(null, "", `#${at + 1}`);
  }

  /* What is longer than the window is scrolled to its end first. */
  function onward() {
    const left = document.documentElement.scrollHeight - scrollY - innerHeight;
    if (left > 4) scrollBy({ top: innerHeight * 0.7, behavior: "instant" });
    else show(at + 1);
  }

  const keys = {
    " ": onward, Enter: onward, PageDown: onward, ArrowRight: () => show(at + 1),
    ArrowLeft: () => show(at - 1), PageUp: () => show(at - 1), Backspace: () => show(at - 1), b: () => show(at - 1),
    Home: () => show(0), End: () => show(places.length - 1),
  };

  addEventListener("keydown", (event) => {
    const onControl = event.target.closest("a, button, summary") && [" ", "Enter"].includes(event.key);
    if (event.ctrlKey || event.altKey || event.metaKey || onControl || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1 || 0));
  back.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => show(at + 1));
  document.documentElement.classList.add("walked");
  document.querySelector("nav").hidden = false;
  show(Number(location.hash.slice(1)) - 1 || 0);
})();
