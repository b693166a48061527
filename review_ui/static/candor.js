// Keys for reviewing, and small comforts. Every decision works without this file.
// A key presses whatever on the page carries `data-key`; nothing here knows what a decision is.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.remove("no-script");

  // The next page shows times on this clock.
  const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone || "");
  const known = `candor_zone=${zone}`;
  if (zone && !document.cookie.split("; ").includes(known)) {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${known}; path=/; samesite=lax; max-age=31536000${secure}`;
  }

  // On a narrow screen the menu scrolls: the page one is on must be in sight.
  const menu = document.querySelector(".bar nav");
  const here = menu?.querySelector("[aria-current]");
  if (here) menu.scrollLeft = here.offsetLeft + here.offsetWidth - menu.clientWidth;

  // A head of the menu closes when something else is pressed or gone to.
  const heads = document.querySelectorAll(".bar nav details");
  const closeHeads = (event) => heads.forEach((head) => head.contains(event.target) || (head.open = false));
  document.addEventListener("click", closeHeads);
  document.addEventListener("focusin", closeHeads);

  const typing = (target) =>
    target.isContentEditable ||
    ["TEXTAREA", "SELECT"].includes(target.tagName) ||
    (target.tagName === "INPUT" && !["radio", "checkbox"].includes(target.type));

  // An act that cannot be taken back (`data-key-focuses`) is only brought under Enter.
  const press = (element) => {
    if (element.tagName === "SUMMARY") {
      const details = element.parentElement;
      details.open = !details.open;
      const first = details.open && details.querySelector("select, input:not([type=hidden]), textarea");
      (first || element).focus();
      details.scrollIntoView({ block: "nearest" });
    } else if ("keyFocuses" in element.dataset) {
      element.focus();
      element.scrollIntoView({ block: "nearest" });
    } else {
      element.click();
    }
  };

  // `j` and `k` walk the cases of a queue; Enter opens the one in focus, as for any link.
  const walk = (event) => {
    const links = [...document.querySelectorAll("[data-walk] th a")];
    const step = { j: 1, k: -1 }[event.key];
    if (!step || !links.length) return false;
    const at = links.indexOf(document.activeElement);
    links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)].focus();
    event.preventDefault();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      const around = event.target.closest("details.opens[open], .bar details[open]");
      const open = around ? [around] : document.querySelectorAll(".decide details[open]");
      open.forEach((details) => {
        details.open = false;
        details.querySelector("summary").focus();
      });
      return;
    }
    if (typing(event.target)) return;
    // What is on the page is about to be replaced: a key would act on somebody who is no longer meant.
    if (document.querySelector(".htmx-request")) return;
    // A digit picks a reason of the act that is open and records nothing: that is Enter's.
    const reason = /^[1-9]$/.test(event.key) && document.querySelector(`.decide details[open] [data-pick="${event.key}"]`);
    if (reason) {
      event.preventDefault();
      reason.focus();
      reason.checked = true;
      return;
    }
    if (event.key === "?") {
      document.getElementById("keys")?.showModal();
      event.preventDefault();
      return;
    }
    if (walk(event)) return;
    const wanted = CSS.escape(event.key.toLowerCase());
    const element = document.querySelector(`[data-key="${wanted}"]`);
    if (!element || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    press(element);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-opens-keys]")) document.getElementById("keys")?.showModal();
  });

  // Copies what stands in a field. Where the browser refuses, the text is left selected.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copies);
    field.select();
    const copied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    document.getElementById(`${field.id}-copied`).textContent = copied ? "Copied." : "Selected: copy it with Ctrl+C.";
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method === "post") {
      form.dataset.sent = "yes";
      form.setAttribute("aria-busy", "true");
      setTimeout(() => delete form.dataset.sent, 4000);
    }
  });

  // Of those of one name a browser keeps open the one that was there before, and what is to be replaced still is.
  document.addEventListener("htmx:beforeSwap", (event) => {
    event.detail.target.querySelectorAll("details[name]").forEach((each) => each.removeAttribute("name"));
  });

  // What had the focus was replaced: it goes to the heading of the same part, so that Tab goes on from there.
  const keepPlace = (pressed) => {
    const part = document.activeElement === document.body && pressed?.closest("[aria-labelledby]");
    const heading = part && document.getElementById(part.getAttribute("aria-labelledby"));
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
  };

  // The message of the last act belongs to this view only, not to the address.
  const forgetSaid = () => {
    const address = new URL(location.href);
    if (!address.searchParams.has("said")) return;
    address.searchParams.delete("said");
    history.replaceState(history.state, "", address);
  };
  forgetSaid();
  document.addEventListener("htmx:afterSettle", (event) => {
    forgetSaid();
    const row = document.querySelector(".row[aria-current]");
    const cameBack = event.target.querySelector("[autofocus]");
    if (row && event.target.id === "desk" && !cameBack) {
      const sheet = document.querySelector(".sheet");
      const beside = sheet && sheet.offsetTop < row.offsetTop + row.offsetHeight;
      (beside ? row : sheet || row).scrollIntoView({ block: beside ? "nearest" : "start" });
      row.focus({ preventScroll: true });
    }
    keepPlace(event.detail.requestConfig?.elt);
  });
  document.addEventListener("htmx:responseError", (event) => {
    document.querySelectorAll("form[aria-busy]").forEach((form) => {
      form.removeAttribute("aria-busy");
      delete form.dataset.sent;
    });
    // A form that comes back has the focus itself.
    if (event.detail.target.id === "flash") event.detail.target.scrollIntoView({ block: "nearest" });
  });
})();
