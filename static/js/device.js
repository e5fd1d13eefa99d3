// What this device keeps for somebody who logs sessions without network: their school's list, and drafts.
const device = (() => {
  const DAY = 24 * 60 * 60 * 1000;
  const LISTS_LAST = 30 * DAY;
  const SENT_LAST = DAY / 24;
  const USER = "rollout-user";
  const LEAVING = "rollout-leaving";
  // iOS closes the database as it likes; it is opened anew then.
  const CLOSED = ["InvalidStateError", "UnknownError", "AbortError"];
  const others = new BroadcastChannel("rollout-device");
  let opened = null;
  let hasLeft = false;

  // A draft's form: `fields` has each field's values by its name. Drafts of an earlier schema are read as they are now.
  const SCHEMA = 1;
  const UPGRADES = {
    // Schema 0 had one value or several for a field, as numbers too.
    0: (draft) => {
      const fields = Object.entries(draft.fields).map(([name, values]) => [name, [values].flat().map(String)]);
      return { shown: {}, words: [], sure: "", ...draft, fields: Object.fromEntries(fields) };
    },
  };
  const upgraded = (draft) => {
    let now = draft;
    for (let schema = now.schema ?? 0; schema < SCHEMA; schema += 1) now = { ...UPGRADES[schema](now), schema: schema + 1 };
    return now.schema > SCHEMA ? { ...now, state: "newer" } : now;
  };

  // A form as a draft, with the words to read it by. Where it is from stands on the form itself.
  const OWN = ["csrfmiddlewaretoken", "client_key", "sure"];
  const chosen = (select) => select?.selectedOptions[0]?.textContent.trim() ?? "";
  const draftOf = (form) => {
    const fields = {};
    for (const [name, value] of new FormData(form)) if (!OWN.includes(name) && value !== "") (fields[name] ??= []).push(value);
    const { programme, school, schoolName, kind } = form.dataset;
    const { client_key, sure, kit, held_on, held_by } = form.elements;
    const ticked = [...form.querySelectorAll("input[name=people]:checked")];
    const people = ticked.map((box) => box.closest("label").textContent.trim());
    const shown = { kit: chosen(kit), held_on: held_on.value, held_by: chosen(held_by), school: schoolName, people };
    return { key: client_key.value, kind, programme: Number(programme), school: Number(school), fields, sure: sure.value, shown };
  };

  const open = () => {
    opened ??= idb.openDB("rollout", 1, {
      upgrade(database) {
        database.createObjectStore("schools", { keyPath: "id" });
        database.createObjectStore("drafts", { keyPath: "key" });
      },
      blocking() { close(); },
      terminated() { opened = null; },
    });
    opened.catch(() => { opened = null; });
    return opened;
  };
  const close = () => { const database = opened; opened = null; database?.then((each) => each.close(), () => {}); };
  const using = async (task) => {
    try {
      return await task(await open());
    } catch (error) {
      if (!CLOSED.includes(error.name)) throw error;
      opened = null;
      return task(await open());
    }
  };

  const told = () => { document.dispatchEvent(new CustomEvent("device")); };
  const tell = (what) => { others.postMessage(what); told(); };
  others.addEventListener("message", ({ data }) => {
    if (data === "left") { hasLeft = true; window.location.replace("/"); } else told();
  });

  // A browser that goes back to a page as it was shows none of somebody who has left.
  window.addEventListener("pageshow", (event) => { if (event.persisted && !userNow()) window.location.reload(); });

  const userNow = () => Number(localStorage.getItem(USER)) || null;

  // Who is signed in here. Another's list goes; another's drafts stay, unseen, until they are back or somebody signs out.
  const become = async (user) => {
    localStorage.setItem(USER, user);
    await using(async (database) => {
      for (const school of await database.getAll("schools")) {
        if (school.user !== user || isOld(school)) await database.delete("schools", school.id);
      }
      for (const draft of await database.getAll("drafts")) {
        if (draft.state === "sent" && Date.now() - draft.sent_at > SENT_LAST) await database.delete("drafts", draft.key);
      }
    });
  };

  const keepSchools = async ({ user, role, as_of, schools }) => {
    if (hasLeft) return;
    await using(async (database) => {
      const all = database.transaction("schools", "readwrite");
      for (const school of await all.store.getAll()) if (school.role === role) all.store.delete(school.id);
      for (const school of schools) all.store.put({ ...school, user, as_of, kept_at: Date.now() });
      await all.done;
    });
    told();
  };
  const keepRoles = (roles) => using(async (database) => {
    for (const school of await database.getAll("schools")) {
      if (school.user === userNow() && !roles.includes(school.role)) await database.delete("schools", school.id);
    }
  });
  const isOld = (school) => Date.now() - school.kept_at > LISTS_LAST;
  const schools = async () => {
    const all = await using((database) => database.getAll("schools"));
    return all.filter((school) => school.user === userNow() && !isOld(school)).sort((one, other) => other.kept_at - one.kept_at);
  };

  const forgetSchools = async () => { await using((database) => database.clear("schools")); };

  const allDrafts = async () => (await using((database) => database.getAll("drafts"))).map(upgraded);
  const drafts = async (user = userNow()) => {
    const own = (await allDrafts()).filter((draft) => draft.user === user);
    return own.sort((one, other) => other.made_at - one.made_at);
  };
  const isUnsent = (draft) => draft.state !== "sent";

  // Keep a draft for whoever wrote it: somebody else may have signed in since, in another tab. One that is being sent, or
  // has been, is changed no more.
  const keep = async (draft) => {
    if (hasLeft) return;
    navigator.storage?.persist?.();
    await using(async (database) => {
      const all = database.transaction("drafts", "readwrite");
      const before = await all.store.get(draft.key);
      if (before && ["sending", "sent"].includes(before.state)) throw new Error(before.state);
      const made_at = before?.made_at ?? Date.now();
      all.store.put({ schema: SCHEMA, words: [], sure: "", ...draft, made_at, user: draft.user ?? userNow(), state: "waiting", tries: 0 });
      await all.done;
    });
    tell("drafts");
  };
  // Note what became of a draft, if it is still there: one that was deleted meanwhile stays deleted.
  const note = async (key, changes) => {
    await using(async (database) => {
      const all = database.transaction("drafts", "readwrite");
      const draft = await all.store.get(key);
      if (draft && !hasLeft) all.store.put({ ...upgraded(draft), ...changes });
      await all.done;
    });
    tell("drafts");
  };
  const remove = async (key) => { await using((database) => database.delete("drafts", key)); tell("drafts"); };

  // Nothing of anybody is left: no list, no draft, no id. What stays is the page for working without network. The database
  // comes last, as it may fail.
  const wipe = async () => {
    hasLeft = true;
    localStorage.removeItem(USER);
    sessionStorage.clear();
    others.postMessage("left");
    await using(async (database) => {
      const all = database.transaction(["schools", "drafts"], "readwrite");
      all.objectStore("schools").clear();
      all.objectStore("drafts").clear();
      await all.done;
    });
  };
  // The service worker signs out of the server before it fetches the next page.
  const leaveLater = async () => { await (await caches.open(LEAVING)).put("/leaving", new Response("")); };
  // A browser that keeps nothing has no note of it either.
  const isLeaving = async () => Boolean(await window.caches?.has(LEAVING).catch(() => false));
  const leaveNow = () => caches.delete(LEAVING);

  return {
    SCHEMA, allDrafts, become, draftOf, drafts, forgetSchools, isLeaving, isUnsent, keep, keepRoles, keepSchools, leaveLater, leaveNow, note,
    remove, schools, user: userNow, wipe,
  };
})();
