// On the pages of those who are signed in: drafts are sent, a form that can't be sent is kept as one, and signing out
// clears the device. For those who log sessions, what works without network is made ready.
(() => {
  const place = document.getElementById("offline");
  if (!place) return;
  const line = document.getElementById("drafts-line");
  const { worker, page } = place.dataset;
  const user = Number(place.dataset.user);
  const FRESH = 5 * 60 * 1000;
  const opened = Date.now();
  const shown = (name) => { for (const part of line.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name; };
  const form = () => document.querySelector("form[data-draft]");

  // What the line below the menu says: how the form on this page fares, or else how many drafts there are.
  const tell = async () => {
    const drafts = await device.drafts(user);
    const own = form() && drafts.find((draft) => draft.key === form().elements.client_key.value);
    if (own?.state === "sent") { window.location.assign(own.address); return; }
    const unsent = drafts.filter(device.isUnsent);
    const asking = unsent.filter((draft) => !["waiting", "sending"].includes(draft.state));
    const isNews = drafts.some((draft) => draft.sent_at >= opened);
    const some = asking.length ? "asking" : unsent.length ? "waiting" : isNews ? "sent" : "";
    if (own?.state === "waiting" || own?.state === "sending") shown("kept");
    else shown(some);
    const count = line.querySelector(`[data-part="${some}"] [data-one]`);
    const many = asking.length || unsent.length;
    if (count && many) count.textContent = (many === 1 ? count.dataset.one : count.dataset.many).replace("#", many);
  };

  const keepForm = async (each) => {
    try {
      await device.keep({ ...device.draftOf(each), user });
    } catch {
      shown("not-kept");
      return false;
    }
    return true;
  };
  document.addEventListener("unsent", (event) => {
    if (!event.target.matches("form[data-draft]")) return;
    event.preventDefault();
    keepForm(event.target).then(() => sending.again());
  });

  // A session that has ended moves the page to sign-in: what was typed is kept first, and sent after it.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const to = event.detail.xhr.getResponseHeader("HX-Redirect") ?? "";
    if (!event.target.matches("form[data-draft]") || !to.startsWith(place.dataset.signIn)) return;
    event.preventDefault();
    keepForm(event.target).then((kept) => { if (kept) window.location.assign(to); });
  });

  // Signing out asks about drafts that aren't sent, and clears the device; without network too. Where the browser's database
  // fails, nothing of it can be read or cleared, and whoever leaves is signed out all the same.
  document.addEventListener("submit", async (event) => {
    const leaving = event.target;
    if (!leaving.matches("form[data-sign-out]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const unsent = await device.allDrafts().then((all) => all.filter(device.isUnsent).length, () => 0);
    const { one, many } = line.dataset;
    if (unsent && !window.confirm((unsent === 1 ? one : many).replace("#", unsent))) { window.location.assign(page); return; }
    await device.wipe().catch(() => {});
    const isReached = await sending.ask(sending.who).then((me) => "user" in me, () => false);
    if (isReached) { leaving.submit(); return; }
    await device.leaveLater();
    if (navigator.serviceWorker?.controller) { window.location.replace(page); return; }
    for (const part of document.querySelectorAll("main, .site-nav, .who, .menu-button")) part.remove();
    shown("left");
  }, true);

  const makeReady = async () => {
    await device.become(user);
    await tell();
    await sending.start({ hurry: true });
    const isFresh = (school) => Date.now() - school.kept_at < FRESH;
    if (worker && !(await device.schools()).some(isFresh)) await sending.refresh();
  };
  document.addEventListener("device", tell);
  window.addEventListener("load", async () => {
    if (await device.isLeaving()) { await device.leaveNow(); document.querySelector("form[data-sign-out]").submit(); return; }
    if (worker) navigator.serviceWorker?.register(worker);
    await makeReady().catch((error) => console.warn("Nothing can be kept on this device.", error));
  });
})();
