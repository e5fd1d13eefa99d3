// Answers where there is no network: with the page that works without it, and the files of that page. No page with
// people in it is ever kept. The server puts SHELL in front: what is kept, and under which version.
const CACHE = `rollout-${SHELL.version}`;
const LEAVING = "rollout-leaving";

const fill = async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL.page, ...SHELL.files].map((address) => new Request(address, { cache: "reload" })));
};
const forgetOlder = async () => {
  for (const name of await caches.keys()) if (name !== CACHE && name !== LEAVING) await caches.delete(name);
};
const kept = (address) => caches.match(address, { ignoreVary: true });

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(forgetOlder().then(() => self.clients.claim())));

// Whoever signed out without network is signed out of the server before any page comes from it.
const signOut = async () => {
  const { user, token } = await (await fetch(SHELL.who)).json();
  if (user) {
    const answer = await fetch(SHELL.signOut, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
    if (!answer.ok && answer.type !== "opaqueredirect") throw new Error(`Signing out was answered with ${answer.status}`);
  }
  await caches.delete(LEAVING);
};

const pageFor = async (request, pathname) => {
  try {
    if (await caches.has(LEAVING)) await signOut();
    if (pathname === SHELL.page) return await kept(SHELL.page) || await fetch(request);
    return await fetch(request);
  } catch (error) {
    const page = await kept(SHELL.page);
    if (page) return page;
    throw error;
  }
};

const fileFor = async (request) => {
  try {
    return await fetch(request);
  } catch (error) {
    const file = await kept(request);
    if (file) return file;
    throw error;
  }
};

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate") event.respondWith(pageFor(event.request, pathname));
  else if (SHELL.files.includes(pathname)) event.respondWith(fileFor(event.request));
});
