// What is asked of a page once it is shown: each function gives a list of findings, a line of text each,
// which begins with the element. page_checks.py calls them in the page.
(() => {
  const name = element => {
    const parts = [];
    for (let at = element; at && at !== document.body && parts.length < 4; at = at.parentElement) {
      const classes = typeof at.className === "string" ? at.className.trim().split(/\s+/).filter(Boolean) : [];
      parts.unshift(at.localName + (at.id ? "#" + at.id : classes.slice(0, 2).map(c => "." + c).join("")));
      if (at.id) break;
    }
    return parts.join(" > ") || "body";
  };
  const excerpt = text => `“${text.trim().replace(/\s+/g, " ").slice(0, 60)}”`;
  const shown = element => element.checkVisibility({ visibilityProperty: true });

  // Does something on the way up keep what sticks out, by scrolling or by cutting it off?
  const kept = element => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== "visible") return true;
      if (getComputedStyle(at).position === "fixed") return true;
    }
    return false;
  };

  function sidewaysScroll() {
    const room = document.documentElement.clientWidth;
    const wide = document.scrollingElement.scrollWidth;
    if (wide <= room) return [];
    const sticking = [...document.body.querySelectorAll("*")]
      .filter(e => shown(e) && e.getBoundingClientRect().right + scrollX > room + 0.5 && !kept(e));
    const outermost = sticking.filter(e => !sticking.includes(e.parentElement)).slice(0, 3);
    return [`${outermost.map(name).join(", ") || "html"}: expected nothing wider than the page, ${room} px; `
      + `it scrolls to ${wide} px`];
  }

  // What is cut off cannot be read; what scrolls can.
  function cutOff() {
    return [...document.querySelectorAll("main *")]
      .filter(e => ["hidden", "clip"].includes(getComputedStyle(e).overflowX) && shown(e)
        && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1)
      .map(e => `${name(e)}: expected nothing cut off, ${e.scrollWidth} px are put into ${e.clientWidth}`);
  }

  // A dollar sign, a TeX command, an index or exponent in braces, or a formula's delimiter.
  const tex = /\$|\\[A-Za-z]+|\\[\[\](){},;!\\]|[_^]\{/;
  const code = "code, pre, kbd, samp, script, style, template, textarea, annotation, annotation-xml";

  function rawMathematics() {
    const findings = [];
    const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    for (let node; (node = texts.nextNode());) {
      if (tex.test(node.data) && !node.parentElement.closest(code)) {
        findings.push(`${name(node.parentElement)}: expected a formula, there is raw TeX: ${excerpt(node.data)}`);
      }
    }
    for (const attribute of ["alt", "title", "aria-label", "aria-description", "content"]) {
      for (const element of document.querySelectorAll(`[${attribute}]`)) {
        const text = element.getAttribute(attribute);
        if (tex.test(text)) {
          findings.push(`${name(element)}: expected words in ${attribute}, there is raw TeX: ${excerpt(text)}`);
        }
      }
    }
    for (const error of document.querySelectorAll("merror")) {
      findings.push(`${name(error)}: expected a formula, there is an error: ${excerpt(error.textContent)}`);
    }
    return findings;
  }

  // Pictures that wait until they are scrolled to, or until their box is opened, are fetched at once.
  async function pictures() {
    const findings = [];
    const all = [...document.images];
    for (const image of all) image.loading = "eager";
    await Promise.all(all.map(image => image.decode().catch(() => {})));
    for (const image of all) {
      if (!image.complete || image.naturalWidth === 0) {
        findings.push(`${name(image)}: expected a picture, ${image.currentSrc || image.src} was not loaded`);
      }
      if (!image.closest("[aria-hidden=true], [role=presentation]") && !image.alt.trim()) {
        findings.push(`${name(image)}: expected a text for those who do not see it, alt is empty: `
          + image.getAttribute("src"));
      }
    }
    for (const drawing of document.querySelectorAll("svg")) {
      const told = drawing.closest("[aria-hidden=true]") || drawing.querySelector(":scope > title")
        || drawing.getAttribute("aria-label") || drawing.getAttribute("aria-labelledby");
      if (!told) findings.push(`${name(drawing)}: expected a title or aria-label, or aria-hidden`);
    }
    return findings;
  }

  // Text that is set, formulas' own small indices apart.
  function smallText(least) {
    const findings = new Map();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = texts.nextNode());) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest("math, svg, sub, sup, script, style, template, noscript")) continue;
      const size = parseFloat(getComputedStyle(parent).fontSize);
      if (size < least && shown(parent)) {
        findings.set(name(parent), `${name(parent)}: expected text of ${least} px or more, `
          + `${excerpt(node.data)} has ${size.toFixed(1)} px`);
      }
    }
    return [...findings.values()];
  }

  // Listings in which a kind of code, on its ground, stands for the first time, so that each is looked at.
  function markFirstListings() {
    const seen = new Set();
    for (const listing of document.querySelectorAll("pre")) {
      const ground = listing.parentElement.className;
      const kinds = [ground, ...[...listing.querySelectorAll("span")].map(word => ground + "/" + word.className)];
      if (shown(listing) && kinds.some(kind => !seen.has(kind))) listing.dataset.first = "";
      if (shown(listing)) kinds.forEach(kind => seen.add(kind));
    }
  }

  function formulasOfAnotherColour() {
    const colour = element => getComputedStyle(element).color;
    return [...document.querySelectorAll("math")]
      .filter(formula => [formula, ...formula.querySelectorAll("*")].some(part => colour(part) !== colour(formula.parentElement)))
      .map(formula => `${name(formula)}: expected a formula in the colour of its text`);
  }

  // Resolves when the page has been laid out again, and its script has seen that.
  async function openBoxes(open) {
    const boxes = document.querySelectorAll("details");
    for (const box of boxes) box.open = open;
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    return boxes.length;
  }

  return { sidewaysScroll, cutOff, rawMathematics, pictures, smallText, openBoxes,
    markFirstListings, formulasOfAnotherColour };
})()
