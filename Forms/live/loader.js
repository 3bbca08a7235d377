// Brings the widgets to life: each when its place comes near the window, and the module with the first that
// needs it. See README.md for how a widget is written.

(() => {
  "use strict";

  const Live = (globalThis.Live ??= {});
  const folder = new URL(".", document.currentScript.src).href;
  const { fuses, open } = proximalModule();

  // MARK: The module

  let chosen = null;
  /// Which build of the modules this engine runs, and why.
  Live.engine = () => {
    chosen ??= fuses()
      ? { build: "", isFused: true, text: "fused multiply-add (relaxed SIMD)" }
      : {
        build: "-exact", isFused: false,
        text: "exact multiply-add in double: the same numbers, about 13 times slower, because this browser "
          + "does not fuse them" };
    return chosen;
  };

  const fetching = {};
  /// The bytes of a module, `training` or `figures`, fetched once. A page that was opened from a folder may
  /// fetch nothing, but it may load scripts: there the bytes come as one.
  function moduleBytes(name) {
    const file = `proximal-${name}${Live.engine().build}`;
    fetching[file] ??= location.protocol === "file:" ? bytesOfScript(file) : fetchedBytes(file);
    return fetching[file];
  }

  async function fetchedBytes(file) {
    const answer = await fetch(`${folder}${file}.wasm`);
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    return answer.arrayBuffer();
  }

  async function bytesOfScript(file) {
    globalThis.proximalModules ??= {};
    await new Promise((loaded, failed) => {
      const script = document.createElement("script");
      script.src = `${folder}${file}.wasm.js`;
      script.onload = loaded;
      script.onerror = () => failed(new Error(`${script.src} cannot be loaded`));
      document.head.append(script);
    });
    const text = atob(globalThis.proximalModules[file]);
    delete globalThis.proximalModules[file];
    return Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer;
  }

  const opening = {};
  /// The page's own instance of a module, for what takes no longer than a frame: `call` and `ask`.
  Live.module = (name = "figures") => {
    opening[name] ??= moduleBytes(name).then(open);
    return opening[name];
  };

  // MARK: Workers

  /// A worker with an instance of a module of its own. Its actions are methods that give promises; `heard` is handed
  /// what trainings tell. A worker from a file is refused where the page is one, so it comes from a Blob.
  Live.worker = async (heard, name = "training") => {
    const program = `"use strict"; ${proximalModule} ${proximalWorker} proximalWorker();`;
    const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
    const worker = new Worker(address);
    URL.revokeObjectURL(address);
    const waiting = new Map();
    let count = 0;
    worker.onmessage = ({ data }) => {
      if (data.answers === undefined) return heard(data);
      const { done, failed } = waiting.get(data.answers);
      waiting.delete(data.answers);
      if (data.error === undefined) done(data.answer);
      else failed(new Error(data.error));
    };
    const send = (action, message = {}) => new Promise((done, failed) => {
      count += 1;
      waiting.set(count, { done, failed });
      worker.postMessage({ ...message, action, id: count });
    });
    await send("open", { bytes: await moduleBytes(name) });
    const actions = ["call", "ask", "start", "run", "pause", "change", "end"];
    return Object.fromEntries([
      ...actions.map((action) => [action, (message) => send(action, message)]),
      ["stop", () => worker.terminate()],
    ]);
  };

  // MARK: Places

  /// Puts a widget where its still figure stands, or leaves that where it cannot be had.
  async function bring(place) {
    const widget = Live.widgets?.[place.dataset.widget];
    if (!widget) return;
    const room = document.createElement("div");
    try {
      const module = widget.needsModule ? await Live.module(widget.trains ? "training" : "figures") : null;
      place.append(room);
      await widget.build(room, module);
      place.classList.add("live-stands");
    } catch (error) {
      room.remove();
      console.warn(`${place.dataset.widget}: the still figure stays: ${error.message}`);
    }
  }

  const isPossible = typeof WebAssembly === "object" && typeof IntersectionObserver === "function";
  if (!isPossible) return;
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      bring(target);
    }
  }, { rootMargin: "300px" });
  for (const place of document.querySelectorAll("[data-widget]")) watcher.observe(place);
})();
