// The tap in the mail is the answer: the page that it opens posts itself, where it is really shown.
const form = document.querySelector("form[data-post-at-once]");
const post = () => {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", post);
  const button = form.querySelector(`button[value="${form.dataset.postAtOnce}"]`);
  button.setAttribute("aria-busy", "true");
  form.requestSubmit(button);
};
// Going back to this page afterwards answers nothing anew.
if (form && performance.getEntriesByType("navigation")[0]?.type === "navigate") {
  document.addEventListener("visibilitychange", post);
  post();
}
