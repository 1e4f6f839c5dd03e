// Words of the archive while a word is typed: a combobox with a list, as the ARIA Authoring Practices have it. Without it the box is a box.

(() => {
  const PAUSE_MS = 120;
  const SHORTEST = 3;
  const WORD = /[\p{L}\p{N}\p{M}]/u;
  // What stands in these fields is no word of a text.
  const NAMED = /(?:^|[\s(])-?(?!title:|body:)\p{L}+:=?"?$/u;
  const OPERATOR = /^(?:AND|OR|NOT)$/;
  const known = new Map();
  let lists = 0;

  // The word at the caret: where it begins and ends, and what of it stands before the caret.
  const wordAt = (box) => {
    const caret = box.selectionStart;
    if (caret === null || caret !== box.selectionEnd) {
      return null;
    }
    const before = Array.from(box.value.slice(0, caret));
    let at = before.length;
    while (at > 0 && WORD.test(before[at - 1])) {
      at -= 1;
    }
    const typed = before.slice(at).join("");
    const start = caret - typed.length;
    let end = caret;
    for (const sign of box.value.slice(caret)) {
      if (!WORD.test(sign)) {
        break;
      }
      end += sign.length;
    }
    const isPattern = /^[*?~]/.test(box.value.slice(end));
    const isNamed = NAMED.test(box.value.slice(0, start));
    const isWord = typed.length >= SHORTEST || /\p{Lo}/u.test(typed);
    return isWord && !isPattern && !isNamed && !OPERATOR.test(typed) ? { start, end, typed } : null;
  };

  // What is known of a beginning: all words of a shorter one that has no more are all words of a longer one too.
  const fromKnown = (typed) => {
    const key = typed.toLowerCase();
    if (known.has(key)) {
      return known.get(key);
    }
    for (let length = key.length - 1; length >= SHORTEST; length -= 1) {
      const shorter = known.get(key.slice(0, length));
      if (shorter && !shorter.more) {
        const isSo = (it) => it.word.startsWith(key) && it.word !== key;
        return { words: shorter.words.filter(isSo), more: false };
      }
    }
    return null;
  };

  const complete = (box) => {
    const list = document.createElement("ul");
    const status = document.createElement("p");
    lists += 1;
    list.id = `words${lists}`;
    list.className = "words";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Words of the archive");
    status.className = "unseen";
    status.setAttribute("role", "status");
    box.form.append(list, status);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");

    let word = null;
    let active = -1;
    let timer = 0;
    let asking = null;

    const activate = (at) => {
      const options = Array.from(list.children);
      active = at;
      options.forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
      if (options[at]) {
        box.setAttribute("aria-activedescendant", options[at].id);
        options[at].scrollIntoView({ block: "nearest" });
      } else {
        box.removeAttribute("aria-activedescendant");
      }
    };

    const close = () => {
      clearTimeout(timer);
      asking?.abort();
      asking = null;
      activate(-1);
      list.hidden = true;
      status.textContent = "";
      box.setAttribute("aria-expanded", "false");
    };

    const show = (words) => {
      list.replaceChildren(
        ...words.map((it, at) => {
          const option = document.createElement("li");
          const text = document.createElement("bdi");
          const number = document.createElement("span");
          option.id = `${list.id}-${at}`;
          option.setAttribute("role", "option");
          option.dataset.word = it.word;
          text.textContent = it.word;
          number.className = "number";
          number.textContent = `${it.articles.toLocaleString("en")} ${it.articles === 1 ? "article" : "articles"}`;
          option.append(text, " ", number);
          return option;
        }),
      );
      if (words.length === 0) {
        close();
        return;
      }
      list.style.left = `${box.offsetLeft}px`;
      list.style.top = `${box.offsetTop + box.offsetHeight}px`;
      list.style.width = `${box.offsetWidth}px`;
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
      status.textContent = `${words.length === 1 ? "1 word begins" : `${words.length} words begin`} so: choose with the arrow keys`;
      activate(-1);
    };

    const ask = async (typed) => {
      asking = new AbortController();
      try {
        const answer = await fetch(`/suggest?q=${encodeURIComponent(typed)}`, { signal: asking.signal });
        if (!answer.ok) {
          return;
        }
        const { words, more } = await answer.json();
        known.set(typed.toLowerCase(), { words, more });
        if (word?.typed === typed && document.activeElement === box) {
          show(words);
        }
      } catch {
        // The reader types on, or the server is away: nothing is suggested.
      }
    };

    const typing = (event) => {
      const before = word?.typed;
      word = event.isComposing ? null : wordAt(box);
      if (word && word.typed === before && !list.hidden) {
        return;
      }
      close();
      if (word) {
        const { typed } = word;
        const found = fromKnown(typed);
        if (found) {
          show(found.words);
        } else {
          timer = setTimeout(() => ask(typed), PAUSE_MS);
        }
      }
    };

    const take = (option) => {
      if (word && option) {
        box.setRangeText(option.dataset.word, word.start, word.end, "end");
      }
      word = null;
      close();
      box.focus();
    };

    const step = (by) => {
      const all = list.children.length;
      // One place of the circle is the box itself.
      activate(((active + 1 + by + all + 1) % (all + 1)) - 1);
    };

    box.addEventListener("input", typing);
    box.addEventListener("compositionend", typing);
    box.addEventListener("blur", close);
    box.form.addEventListener("submit", close);
    box.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) {
        return;
      }
      const keys = {
        ArrowDown: () => step(1),
        ArrowUp: () => step(-1),
        Escape: () => {
          word = null;
          close();
        },
        Enter: () => take(list.children[active]),
      };
      if (keys[event.key] && (event.key !== "Enter" || active >= 0)) {
        event.preventDefault();
        // Here it is done: the keys of the page are for another time.
        event.stopPropagation();
        keys[event.key]();
      }
    });
    // The box keeps the focus.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => take(event.target.closest("[role=option]")));
  };

  for (const box of document.querySelectorAll("form[role=search] input[type=search]")) {
    complete(box);
  }
})();
