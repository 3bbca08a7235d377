// What DocC's renderer leaves out, on every page of the API.

const libraries = []  // filled in by place.py: [["TrainingFiles", "documentation/trainingfiles/"], …]

// A bar that leads back to the book and to each of the libraries: the sidebar shows one of them only. The renderer shows an element of this name where one is defined.
customElements.define("custom-header", class extends HTMLElement {
  connectedCallback() {
    this.attachShadow({ mode: "open" }).innerHTML = `
      <style>
        nav {
          background: #f5f5f7; border-bottom: 1px solid #d2d2d7; padding: 0.4rem 1.4rem;
          display: flex; flex-wrap: wrap; gap: 0 1.2rem; font: 14px/1.6 system-ui, sans-serif;
        }
        a { color: #0050a0; }
        a:first-child { margin-right: auto; }
        .dark nav { background: #161618; border-color: #424245; }
        .dark a { color: #8ec5ff; }
        @media print { nav { display: none; } }
      </style>
      <div><nav aria-label="The book and the libraries"></nav></div>`
    const nav = this.shadowRoot.querySelector("nav")
    for (const [name, address] of [["The book", "../index.html"], ...libraries]) {
      const link = document.createElement("a")
      link.textContent = name
      link.href = window.baseUrl + address
      nav.append(link)
    }
    const dark = matchMedia("(prefers-color-scheme: dark)")
    const paint = () => {
      const scheme = this.dataset.colorScheme
      const isDark = scheme === "dark" || (scheme !== "light" && dark.matches)
      this.shadowRoot.querySelector("div").classList.toggle("dark", isDark)
    }
    paint()
    dark.addEventListener("change", paint)
    new MutationObserver(paint).observe(this, { attributeFilter: ["data-color-scheme"] })
  }
})

// The button that stands for the pages above this one, where the window is narrow, has no name.
new MutationObserver(() => {
  for (const button of document.querySelectorAll(".hierarchy-collapsed-items button:not([aria-label])")) {
    button.setAttribute("aria-label", "Pages above this one")
  }
}).observe(document.documentElement, { childList: true, subtree: true })
