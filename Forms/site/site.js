// What the pages do beyond being read. Without this script all of them can still be read.
"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  function make(tag, attributes, text) {
    const element = Object.assign(document.createElement(tag), attributes);
    if (text) element.textContent = text;
    return element;
  }

  // Light or dark, remembered.
  function themeButton() {
    const button = make("button", { type: "button", className: "theme" });
    const isDark = () => root.dataset.theme ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    const label = () => { button.textContent = isDark() ? "Light" : "Dark"; };
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* not remembered, then */ }
      label();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
    label();
    document.querySelector(".top").append(button);
  }

  // A box that scrolls can be reached by keyboard and has a name; one that does not is none.
  function nameScrollingBoxes() {
    const look = box => {
      if (box.scrollWidth > box.clientWidth + 1) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", box.dataset.name + ", scrolls sideways");
      } else {
        for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
      }
    };
    const watch = new ResizeObserver(entries => entries.forEach(entry => look(entry.target)));
    all(".scrolls").forEach(box => watch.observe(box));
  }

  function copyButtons() {
    for (const listing of all(".listing.swift, .listing.sh")) {
      const button = make("button", { type: "button" }, "Copy");
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(listing.querySelector("code").textContent);
          button.textContent = "Copied";
        } catch {
          getSelection().selectAllChildren(listing.querySelector("code"));
          button.textContent = "Selected";
        }
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      });
      listing.querySelector(".bar").append(button);
    }
  }

  // Boxes open where a link leads into them, and for print.
  function openBoxes() {
    const openAround = element => {
      for (let box = element?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    };
    const follow = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target?.closest("details:not([open])")) return;
      openAround(target);
      target.scrollIntoView();
    };
    addEventListener("hashchange", follow);
    follow();
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = all("details:not([open])");
      opened.forEach(box => { box.open = true; });
    });
    addEventListener("afterprint", () => opened.forEach(box => { box.open = false; }));
  }

  // The list at the side shows where the reader is, however long it is; opened on a narrow page, it goes away
  // where a link in it has been followed.
  function prepareSide() {
    const side = document.querySelector(".side"), here = side.querySelector("[aria-current=page]");
    side.addEventListener("click", event => {
      if (event.target.closest("a") && side.matches(":popover-open")) side.hidePopover();
    });
    if (here) side.scrollTop = here.offsetTop - side.offsetTop - 80;
  }

  // The section in view, marked in the list at the side.
  function markSection() {
    const links = new Map(all(".sections a").map(link => [link.hash.slice(1), link]));
    const headings = all("main h2").filter(heading => links.has(encodeURIComponent(heading.id)) || links.has(heading.id));
    if (!headings.length) return;
    const mark = () => {
      const current = headings.findLast(heading => heading.getBoundingClientRect().top < innerHeight / 3);
      links.forEach(link => link.removeAttribute("aria-current"));
      (links.get(current?.id) ?? links.get(encodeURIComponent(current?.id)))?.setAttribute("aria-current", "location");
    };
    new IntersectionObserver(mark).observe(headings[0]);
    const watch = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
    headings.forEach(heading => watch.observe(heading));
  }

  // An equation's number shows the equation and its tests. Those of other pages are in equations/N.js,
  // scripts and not data, because a page opened from a folder may load nothing else.
  const equations = {};
  window.addEquations = more => Object.assign(equations, more);
  const asked = {};
  function load(chapter) {
    return asked[chapter] ??= new Promise((done, failed) => {
      document.head.append(make("script", { src: `equations/${chapter}.js`, onload: done, onerror: failed }));
    });
  }

  function peeks() {
    const peek = make("div", { id: "peek", hidden: true, role: "tooltip" });
    document.body.append(peek);
    let shown, timer;
    const hide = () => {
      clearTimeout(timer);
      shown?.removeAttribute("aria-describedby");
      shown = undefined;
      peek.hidden = true;
    };
    const show = async link => {
      const number = decodeURIComponent(link.hash).match(/^#(?:eq|index)-(.*)$/)[1];
      hide();
      shown = link;
      await load(number.split(".")[0]).catch(() => {});
      if (shown !== link || !equations[number]) return;
      peek.innerHTML = equations[number];
      peek.hidden = false;
      link.setAttribute("aria-describedby", "peek");
      const at = link.getBoundingClientRect();
      const below = at.bottom + peek.offsetHeight + 12 < innerHeight;
      peek.style.left = Math.max(8, Math.min(at.left, innerWidth - peek.offsetWidth - 8)) + "px";
      peek.style.top = (below ? at.bottom + 4 : Math.max(8, at.top - peek.offsetHeight - 4)) + "px";
    };
    const later = (what, after) => { clearTimeout(timer); timer = setTimeout(what, after); };
    const leads = element => element?.closest?.("a.equation-link, .equation > a.number");
    document.addEventListener("mouseover", event => {
      const link = leads(event.target);
      if (link && link !== shown) later(() => show(link), 120);
      else if (link || peek.contains(event.target)) clearTimeout(timer);
      else if (shown) later(hide, 250);
      else clearTimeout(timer);
    });
    document.addEventListener("focusin", event => {
      const link = leads(event.target);
      if (link && link.matches(":focus-visible")) show(link); else hide();
    });
    document.addEventListener("keydown", event => { if (event.key === "Escape") hide(); });
    addEventListener("scroll", () => { if (shown && !shown.matches(":hover, :focus")) hide(); }, { passive: true });
  }

  // An animation can be stopped, and is where the reader wants less motion: its first frame stands still.
  function pauseButtons() {
    for (const picture of all(".picture.gif")) {
      const image = picture.querySelector("img"), still = make("canvas", { hidden: true });
      still.setAttribute("role", "img");
      still.setAttribute("aria-label", image.alt);
      const button = make("button", { type: "button", className: "pause" }, "Pause");
      const toggle = () => {
        const stop = still.hidden;
        Object.assign(still, { width: image.naturalWidth, height: image.naturalHeight, hidden: !stop });
        still.getContext("2d").drawImage(image, 0, 0);
        image.hidden = stop;
        button.textContent = stop ? "Play" : "Pause";
      };
      button.addEventListener("click", toggle);
      picture.append(still);
      picture.after(button);
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) image.decode().then(toggle, () => {});
    }
  }

  // The page that searches. pagefind's index is read piece by piece, which a browser does from a server alone.
  async function search() {
    const list = document.querySelector(".results");
    if (!list) return;
    const field = document.querySelector(".find input");
    const told = document.querySelector(".told");
    field.value = new URLSearchParams(location.search).get("q") ?? "";
    let pagefind;
    try {
      if (location.protocol === "file:") throw new Error("no server");
      pagefind = await import(new URL("pagefind/pagefind.js", location.href));
      await pagefind.init();
    } catch {
      told.textContent = "Search works where the pages come from a server: python3 -m http.server -d site";
      return;
    }
    const run = async () => {
      const words = field.value.trim();
      history.replaceState(null, "", words ? "?q=" + encodeURIComponent(words) : location.pathname);
      const found = words ? await pagefind.search(words) : { results: [] };
      if (words !== field.value.trim()) return; // the next letter came in between
      const pages = await Promise.all(found.results.slice(0, 12).map(result => result.data()));
      told.textContent = words ? `${found.results.length} ${found.results.length === 1 ? "page" : "pages"} with “${words}”` : "";
      list.replaceChildren(...pages.map(page => {
        const item = make("li");
        const parts = page.sub_results?.length ? page.sub_results.slice(0, 3) : [page];
        item.append(make("a", { href: page.url }, page.meta.title));
        for (const part of parts.filter(part => part === page || part.title !== page.meta.title)) {
          const text = make("p");
          if (part.url !== page.url) text.append(make("a", { href: part.url }, part.title), ": ");
          text.insertAdjacentHTML("beforeend", part.excerpt);
          item.append(text);
        }
        return item;
      }));
    };
    field.addEventListener("input", run);
    const links = () => all(".results li > a");
    field.form.addEventListener("submit", async event => {
      event.preventDefault();
      await run();
      links()[0]?.focus();
    });
    // The arrow keys go from the field to the pages found, and from one to the next.
    addEventListener("keydown", event => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const stops = [field, ...links()], at = stops.indexOf(document.activeElement);
      if (!step || at < 0 || !stops[at + step]) return;
      event.preventDefault();
      stops[at + step].focus();
    });
    run();
    field.focus();
  }

  addEventListener("keydown", event => {
    if (event.key === "/" && !event.target.closest("input, textarea, select") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      document.querySelector(".find input").focus();
    }
  });

  themeButton();
  nameScrollingBoxes();
  copyButtons();
  pauseButtons();
  openBoxes();
  prepareSide();
  markSection();
  peeks();
  search();
})();
