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

  function here() {
    return screens[places[at].screen].steps[places[at].step];
  }

  function show(place) {
    at = Math.min(Math.max(place, 0), places.length - 1);
    const { screen: current, step: last } = places[at];
    screens.forEach(({ element, steps }, screen) => {
      element.classList.toggle("here", screen === current);
      steps.forEach((article, step) => article.classList.toggle("seen", screen === current && step <= last));
    });
    const { start, end } = screens[current].element.dataset;
    light({ start: Number(start), end: Number(end) });
    here().querySelectorAll("details").forEach((answer) => { answer.open = true; });
    count.textContent = `${current + 1} of ${screens.length}`;
    back.disabled = at === 0;
    next.disabled = at === places.length - 1;
    if (last === 0) scrollTo(0, 0);
    else here().scrollIntoView({ block: here().offsetHeight > innerHeight / 2 ? "start" : "nearest" });
    history.replaceState(null, "", `#${at + 1}`);
  }

  /* A choice is a button. Your choice is shown with the answer, which comes after the evidence. */
  const questions = [...document.querySelectorAll(".explain-choices")].map((list) => {
    const answers = [...document.querySelectorAll("explain-answer")];
    const answer = answers.find((element) => list.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
    const said = document.createElement("p");
    answer?.prepend(said);
    const buttons = [...list.children].map((choice, number) => {
      const button = document.createElement("button");
      button.append(...choice.childNodes);
      button.addEventListener("click", () => {
        buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        const verdict = number === Number(answer?.dataset.right) ? "That is right." : "That is not right.";
        said.textContent = `You said: ${button.textContent}. ${verdict}`;
        if (here() === list.closest("article")) show(at + 1);
      });
      choice.append(button);
      return button;
    });
    return { article: list.closest("article"), buttons };
  });

  function choiceOf(key) {
    return questions.find(({ article }) => article === here())?.buttons[Number(key) - 1];
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
    if (event.ctrlKey || event.altKey || event.metaKey || onControl) return;
    const choice = choiceOf(event.key);
    if (!choice && !keys[event.key]) return;
    event.preventDefault();
    choice ? choice.click() : keys[event.key]();
  });
  addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1 || 0));
  back.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => show(at + 1));
  document.documentElement.classList.add("walked");
  document.querySelector("nav").hidden = false;
  show(Number(location.hash.slice(1)) - 1 || 0);
})();
