(() => {
  "use strict";

  const each = (root, selector, action) => root.querySelectorAll(selector).forEach(action);

  const announce = (text) => {
    const region = document.getElementById("announcer");
    if (region) region.textContent = text;
  };

  const focusOn = (element) => {
    if (!element.hasAttribute("tabindex") && !element.matches("a[href], button, input, select, textarea")) {
      element.setAttribute("tabindex", "-1");
    }
    element.focus();
  };

  /* The visitor's own timezone ------------------------------------------------------------------- */

  const detectedTimezone = () => {
    try {
      return Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    } catch {
      return "";
    }
  };

  const remember = (key, value) => {
    try {
      if (sessionStorage.getItem(key) === value) return false;
      sessionStorage.setItem(key, value);
      return true;
    } catch {
      // Without storage (a frame with blocked cookies) a second attempt could not be told from the first.
      return false;
    }
  };

  const applyTimezone = (root) => {
    // An editor's preview stays the draft it shows: asking again would fetch the page as it is published.
    if (document.documentElement.hasAttribute("data-preview")) return;
    if (new URLSearchParams(location.search).has("timezone")) return;
    const zone = detectedTimezone();
    each(root, "[data-timezone-form]:not([data-timezone-kept])", (form) => {
      const select = form.elements.namedItem("timezone");
      if (!zone || !select || select.value === zone) return;
      if (![...select.options].some((option) => option.value === zone)) return;
      if (!remember(`timezone:${location.pathname}`, zone)) return;
      select.value = zone;
      form.dataset.automatic = "true";
      form.requestSubmit();
    });
  };

  const submitOnChange = (event) => {
    const form = event.target.closest("[data-timezone-form]");
    // Without htmx a submit loads a new page, which nobody expects of a select; the button is for that.
    if (form && form.hasAttribute("hx-get") && window.htmx) form.requestSubmit();
  };

  /* Focus after a fragment was swapped ----------------------------------------------------------- */

  const focusAfterSwap = (event) => {
    const source = event.detail.requestConfig ? event.detail.requestConfig.elt : null;
    const target = event.target;
    if (!(target instanceof Element) || (source && source.dataset.automatic)) return;
    if (source && source.hasAttribute("data-month-step")) {
      const title = document.querySelector("[data-month-title]");
      if (!title) return;
      announce(title.textContent.trim());
      if (document.activeElement === document.body) focusOn(title);
      return;
    }
    const heading = target.matches("[data-focus-after-swap]") ? target : target.querySelector("[data-focus-after-swap]");
    if (heading && !(source && source.matches("[data-timezone-form]"))) focusOn(heading);
  };

  /* Arrow keys in the month ---------------------------------------------------------------------- */

  const dayLinks = (grid) => [...grid.querySelectorAll("a[data-day]")];

  const rowOf = (link) => link.closest("tr").rowIndex;
  const columnOf = (link) => link.closest("td").cellIndex;

  const closestInNextRow = (grid, link, direction) => {
    const rows = dayLinks(grid).filter((other) => (rowOf(other) - rowOf(link)) * direction > 0);
    const distance = (other) => Math.abs(rowOf(other) - rowOf(link)) * 10 + Math.abs(columnOf(other) - columnOf(link));
    return rows.sort((one, other) => distance(one) - distance(other))[0];
  };

  const inRow = (grid, link, index) => dayLinks(grid).filter((other) => rowOf(other) === rowOf(link)).at(index);

  const dayFor = (grid, link, key) => {
    const links = dayLinks(grid);
    const backwards = getComputedStyle(grid).direction === "rtl" ? 1 : -1;
    const beside = (step) => links[links.indexOf(link) + step];
    switch (key) {
      case "ArrowLeft": return beside(backwards);
      case "ArrowRight": return beside(-backwards);
      case "ArrowUp": return closestInNextRow(grid, link, -1);
      case "ArrowDown": return closestInNextRow(grid, link, 1);
      case "Home": return inRow(grid, link, 0);
      case "End": return inRow(grid, link, -1);
      default: return undefined;
    }
  };

  const moveInMonth = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("[data-month-grid] a[data-day]");
    if (!link) return;
    const grid = link.closest("[data-month-grid]");
    if (event.key === "PageUp" || event.key === "PageDown") {
      const step = grid.querySelector(`a[data-month-step="${event.key === "PageUp" ? "previous" : "next"}"]`);
      if (!step) return;
      event.preventDefault();
      step.click();
      return;
    }
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const day = dayFor(grid, link, event.key);
    if (day) day.focus();
  };

  /* One submit per form -------------------------------------------------------------------------- */

  const submitOnce = (event) => {
    const form = event.target.closest("form[data-once]");
    if (!form || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    // After the browser has read the form: a disabled button would not be sent with its name.
    setTimeout(() => each(form, "button[type=submit], button:not([type])", (button) => {
      button.setAttribute("aria-disabled", "true");
    }));
  };

  const allowSubmit = () => each(document, "form[data-sent]", (form) => {
    delete form.dataset.sent;
    each(form, "button[aria-disabled]", (button) => button.removeAttribute("aria-disabled"));
  });

  /* How long a place is still kept --------------------------------------------------------------- */

  const remaining = (seconds, locale) => {
    const minutes = Math.ceil(seconds / 60);
    return new Intl.NumberFormat(locale, { style: "unit", unit: "minute", unitDisplay: "long" }).format(minutes);
  };

  const countDown = () => each(document, "[data-expires-at]", (element) => {
    const seconds = (Date.parse(element.dataset.expiresAt) - Date.now()) / 1000;
    if (Number.isNaN(seconds)) return;
    const output = element.querySelector("[data-remaining]") || element;
    const text = seconds > 0 ? remaining(seconds, document.documentElement.lang) : element.dataset.expiredText || "";
    if (output.textContent === text || (!text && seconds <= 0)) return;
    output.textContent = text;
    // Spoken only when it starts to matter, not every minute.
    if (seconds <= 120) announce(element.textContent.trim());
  });

  /* An answer to a form gets the address where it can be read again ------------------------------- */

  const takeAddress = () => {
    const page = document.querySelector("[data-address]");
    // Otherwise going back or loading again would ask to send the form once more.
    if (page) history.replaceState(history.state, "", page.dataset.address);
  };

  const prepare = (root) => {
    takeAddress();
    applyTimezone(root);
    countDown();
    const problem = root.querySelector("[data-focus-on-load]");
    if (problem) focusOn(problem);
  };

  document.addEventListener("change", submitOnChange);
  document.addEventListener("keydown", moveInMonth);
  document.addEventListener("submit", submitOnce);
  document.addEventListener("htmx:afterSettle", focusAfterSwap);
  window.addEventListener("pageshow", allowSubmit);
  setInterval(countDown, 15000);

  // htmx binds its forms on DOMContentLoaded; a submit before that would load a whole page.
  if (document.readyState === "complete") prepare(document);
  else window.addEventListener("load", () => prepare(document));

  // A problem on the way must not leave a dead link: the same address works as a plain page.
  document.addEventListener("htmx:sendError", (event) => {
    const path = event.detail.pathInfo && event.detail.pathInfo.finalRequestPath;
    if (event.detail.requestConfig.verb === "get" && path) location.assign(path);
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.requestConfig.verb === "get") location.assign(event.detail.pathInfo.finalRequestPath);
  });
})();
