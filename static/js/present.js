// Going through a kit's steps by keyboard, and the minutes of a step counted down. The page works without this file.
const KEYS = { ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous" };
const SCROLLS_DOWN = ["ArrowDown", "PageDown", " "];
const SCROLLS_UP = ["ArrowUp", "PageUp"];
const page = document.documentElement;

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key === " " && event.target.closest("a, button, summary, input")) return;
  // A step that is longer than the screen is read to its end first.
  if (SCROLLS_DOWN.includes(event.key) && window.scrollY + window.innerHeight < page.scrollHeight - 4) return;
  if (SCROLLS_UP.includes(event.key) && window.scrollY > 4) return;
  const link = document.querySelector(`[data-go="${KEYS[event.key]}"]`);
  if (!link) return;
  event.preventDefault();
  window.location.assign(link.href);
});

// Whoever goes back a step finds its minutes as far on as they are; whoever leaves begins anew.
const MARK = "begun-step-";
const HOUR = 60;
for (const clock of document.querySelectorAll("[data-minutes]")) {
  const key = MARK + clock.dataset.step;
  const minutesSince = (moment) => (Date.now() - moment) / 60000;
  let begun = Number(sessionStorage.getItem(key));
  if (!begun || minutesSince(begun) > 4 * HOUR) { begun = Date.now(); sessionStorage.setItem(key, begun); }
  const tell = () => {
    const left = Number(clock.dataset.minutes) - minutesSince(begun);
    const words = left >= 1 ? clock.dataset.left : left >= 0 ? clock.dataset.last : clock.dataset.over;
    const text = words.replace("#", left >= 0 ? Math.ceil(left) : Math.max(1, Math.floor(-left)));
    if (clock.textContent !== text) clock.textContent = text;
  };
  tell();
  setInterval(tell, 1000);
}
for (const link of document.querySelectorAll("[data-leave]")) {
  link.addEventListener("click", () => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(MARK)) sessionStorage.removeItem(key);
  });
}
