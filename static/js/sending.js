// Sends the drafts of whoever is signed in: on opening, on coming back to the page, and when the network is back. There is
// no Background Sync in this, as Safari has none.
const sending = (() => {
  const { who, take, school } = document.getElementById("offline")?.dataset ?? {};
  const SECOND = 1000;
  const LONGEST = 10 * 60 * SECOND;
  const BY_ITSELF = ["waiting", "sending", "sign-in"];
  let timer = null;
  let unanswered = 0;

  // The answer to a question to the server; without one, a draft waits on.
  const ask = async (address, options = {}) => {
    const answer = await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(30 * SECOND), ...options });
    if (answer.type === "opaqueredirect") return { state: "sign-in" };
    const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    return isJson ? answer.json() : { state: "waiting" };
  };

  const later = (tries) => Date.now() + Math.min(LONGEST, 5 * SECOND * 2 ** tries);

  const bodyOf = (draft) => {
    const body = new URLSearchParams();
    for (const [name, values] of Object.entries(draft.fields)) for (const value of values) body.append(name, value);
    for (const name of ["user", "kind", "programme", "school", "schema", "sure"]) body.set(name, draft[name]);
    body.set("client_key", draft.key);
    return body;
  };

  const sendOne = async (draft, token) => {
    await device.note(draft.key, { state: "sending" });
    let answer = { state: "waiting" };
    try {
      answer = await ask(take, { method: "POST", body: bodyOf(draft), headers: { "X-CSRFToken": token } });
    } catch { /* No answer: it may have arrived all the same, and counts once when it is sent again. */ }
    const { state, words = [], sure: asked = "", other = "", address = "" } = answer;
    if (state === "sent") {
      // Of what was sent, only what the line shows stays.
      const { kit, held_on } = draft.shown;
      await device.note(draft.key, { state, words, address, fields: {}, shown: { kit, held_on }, sent_at: Date.now() });
    } else {
      const tries = (draft.tries ?? 0) + 1;
      await device.note(draft.key, { state: state === "other" ? "waiting" : state, words, asked, other, tries, next_at: later(tries) });
    }
  };

  // Who is signed in. Where it is nobody, no school's list stays; drafts wait for whoever wrote them.
  const askWho = async () => {
    const me = await ask(who).catch(() => ({}));
    if (me.user === null) await device.forgetSchools();
    return me;
  };

  const run = async ({ only, hurry }) => {
    const drafts = (await device.drafts()).filter((draft) => only ? draft.key === only : BY_ITSELF.includes(draft.state));
    if (!drafts.length) return;
    const me = await askWho();
    unanswered = "user" in me ? 0 : unanswered + 1;
    for (const draft of drafts) {
      // Whoever sent it last was stopped in the middle.
      if (draft.state === "sending") await device.note(draft.key, { state: "waiting" });
      if (me.user === null) await device.note(draft.key, { state: "sign-in", words: [] });
      else if (me.user === draft.user && (hurry || !(draft.next_at > Date.now()))) await sendOne(draft, me.token);
    }
    await again();
  };

  // The next try by itself, while the page is open.
  const again = async () => {
    const waiting = (await device.drafts()).filter((draft) => draft.state === "waiting");
    clearTimeout(timer);
    if (!waiting.length) return;
    const next = Math.min(...waiting.map((draft) => draft.next_at ?? later(0)));
    const soonest = unanswered ? later(unanswered) : Date.now() + SECOND;
    timer = setTimeout(() => start(), Math.max(next, soonest) - Date.now());
  };

  // One page of the browser sends at a time, where the browser can tell. What is in a hurry waits for its turn: the network
  // may have come back while the run before it was without.
  const start = async (options = {}) => {
    if (!navigator.locks) { await run(options); return; }
    await navigator.locks.request("rollout-drafts", { ifAvailable: !options.hurry }, (lock) => lock ? run(options) : null);
  };

  window.addEventListener("online", () => start({ hurry: true }));
  window.addEventListener("focus", () => start());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) start(); });

  // Who is signed in, and their school's list as it is now. Without an answer, what is kept stays.
  const refresh = async () => {
    if (await device.isLeaving()) return {};
    const me = await askWho();
    if (!me.user) return me;
    await device.become(me.user);
    await device.keepRoles(me.roles);
    if (me.roles.includes(me.role)) {
      const kept = await ask(school).catch(() => ({}));
      if (kept.schools) await device.keepSchools(kept);
    }
    return me;
  };

  return { again, ask, refresh, start, who };
})();
