// Without a connection a form isn't sent: the page stays as it is, says so, and can be sent when the connection is back.
// Whoever can keep what a form says for later takes it over by stopping its "unsent". A page without a header says nothing.
(() => {
  const place = document.getElementById("offline");
  let unsent = false;

  const say = (state) => {
    for (const text of place?.querySelectorAll("[data-say]") ?? []) text.hidden = text.dataset.say !== state;
  };
  const keep = (state, form) => {
    if (!form.dispatchEvent(new CustomEvent("unsent", { bubbles: true, cancelable: true }))) { unsent = false; say(""); return; }
    unsent = true;
    say(state);
  };

  window.addEventListener("offline", () => say(unsent ? "unsent" : "lost"));
  window.addEventListener("online", () => say(unsent ? "back" : ""));

  // A browser that says it is offline may still reach a server on the same machine.
  const reaches = () =>
    fetch(document.querySelector("link[rel=icon]").href, { method: "HEAD", cache: "no-store" }).then(() => true, () => false);

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (navigator.onLine || form.dataset.reaches || form.matches("[hx-post], [hx-get], [data-sign-out]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!await reaches()) { keep("unsent", form); return; }
    form.dataset.reaches = "yes";
    form.requestSubmit(event.submitter);
  }, true);

  // What htmx sends stays on its page whatever becomes of it.
  const posts = (event) => event.detail.requestConfig.verb === "post";
  const busy = (event, is) => {
    if (!posts(event)) return;
    for (const button of event.detail.elt.querySelectorAll("button[type=submit]")) {
      if (is) button.setAttribute("aria-busy", "true"); else button.removeAttribute("aria-busy");
    }
  };
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => { if (posts(event)) keep("unsent", event.detail.elt); else say("lost"); });
  }
  document.addEventListener("htmx:responseError", (event) => { if (posts(event)) keep("refused", event.detail.elt); });
  document.addEventListener("htmx:beforeRequest", (event) => busy(event, true));
  document.addEventListener("htmx:afterRequest", (event) => {
    busy(event, false);
    if (event.detail.successful) { unsent = unsent && !posts(event); say(unsent ? "back" : ""); }
  });
})();
