// Keys for those who like them. Every page works without: whatever this does, a link or a form does too.
"use strict";

(() => {
  const box = document.getElementById("q");
  const hits = Array.from(document.querySelectorAll(".hit h2 a, .briefs a, .kwic .keyword a"));
  const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

  // The result that has the focus, or that comes next on the screen.
  const focusHit = (step) => {
    const here = hits.indexOf(document.activeElement);
    const next = here < 0 ? (step > 0 ? 0 : hits.length - 1) : here + step;
    if (hits[next]) {
      hits[next].focus();
    }
  };

  // Matches have numbers from 1, and each is a place on the page.
  const goToMatch = (step) => {
    const here = /^#m(\d+)$/.exec(location.hash);
    const next = here ? Number(here[1]) + step : 1;
    if (document.getElementById(`m${next}`)) {
      location.hash = `m${next}`;
    }
  };

  const keys = {
    "/": () => box && (box.focus(), box.select()),
    j: () => focusHit(1),
    k: () => focusHit(-1),
    n: () => goToMatch(1),
    p: () => goToMatch(-1),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target === box) {
      box.blur();
    }
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
    if (isPlain && keys[event.key] && !isTyping(event.target)) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  for (const told of document.querySelectorAll(".keys")) {
    told.hidden = false;
  }

  // The articles of a story stand on a page of their own: where it can be fetched, they stand here when they are asked for.
  const unfold = async (details) => {
    const members = details.querySelector(".members");
    const link = members?.querySelector("a.list");
    if (!link) {
      return;
    }
    members.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(link.href, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const list = page.querySelector("main .members");
      // Whoever stands on a link of what is here is not thrown off it.
      if (answer.ok && list && !members.contains(document.activeElement)) {
        members.replaceChildren(...document.importNode(list, true).childNodes);
      }
    } catch {
      // The link is still there.
    }
    members.removeAttribute("aria-busy");
  };
  for (const details of document.querySelectorAll("details.copies")) {
    details.addEventListener("toggle", () => details.open && unfold(details));
  }

  // What was left empty needs not stand in the address.
  for (const form of document.querySelectorAll("form[method=get]")) {
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of Array.from(event.formData.entries())) {
        if (value === "") {
          event.formData.delete(name);
          // Others of that name may say something.
          for (const input of form.querySelectorAll(`[name="${name}"]`)) {
            if (input.value !== "" && (input.type !== "checkbox" || input.checked)) {
              event.formData.append(name, input.value);
            }
          }
        }
      }
    });
  }
})();
