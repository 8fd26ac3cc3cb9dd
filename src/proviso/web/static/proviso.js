// Small helps on top of pages that work without them. No inline code, no `eval`, no HTML made from strings.
(() => {
  "use strict";

  const statusLine = () => document.getElementById("status");
  const say = (words) => {
    const line = statusLine();
    if (line && line.textContent !== words) line.textContent = words;
  };

  // While a text is checked and sent: nothing for a second, then words, each once. One line speaks on a page, and it is
  // outside of what is swapped, so that a screen reader keeps listening to it.
  const timers = [];
  const later = (milliseconds, act) => timers.push(window.setTimeout(act, milliseconds));
  let tool = "";
  const settle = () => {
    while (timers.length) window.clearTimeout(timers.pop());
    const stop = document.querySelector("[data-pv-stop]");
    if (stop) stop.hidden = true;
  };
  const offerStop = () => {
    const stop = document.querySelector("[data-pv-stop]");
    if (stop) stop.hidden = false;
  };
  document.addEventListener("htmx:before:request", () => {
    settle();
    tool = "";
    say("");
    const files = document.getElementById("file");
    const hasFile = Boolean(files && files.files && files.files.length);
    later(1000, () => { say(hasFile ? "Reading your file." : "Checking your text."); offerStop(); });
  });
  // A file with pictures: how many, and how long. Then a word every 15 seconds, so that nobody thinks that it stopped.
  const sayReading = (pictures) => {
    const pages = pictures === 1 ? "a picture" : `${pictures} pictures`;
    say(`Reading ${pages}. It can take ${Math.max(3 * pictures, 5)} seconds.`);
    for (const seconds of [15, 30, 45, 60, 90]) {
      later(seconds * 1000, () => say(`Still reading ${pages}: ${seconds} seconds so far.`));
    }
  };
  document.addEventListener("htmx:before:response", (event) => {
    const reading = Number(event.detail.ctx.response.headers.get("proviso-reading") || 0);
    if (reading) {
      settle();
      sayReading(reading);
      offerStop();
      return;
    }
    const sending = event.detail.ctx.response.headers.get("proviso-sending");
    if (!sending) return;
    settle();
    tool = decodeURIComponent(sending);
    say("Checked. Allowed. Sending.");
    later(1000, () => { say(`${tool} is writing.`); offerStop(); });
    later(10000, () => say("Still waiting. You can stop and try again; nothing is lost."));
  });

  // After a swap, focus goes to the new heading, never to `body`. The heading speaks first; the line, a second later, and
  // only what the heading does not say.
  document.addEventListener("htmx:after:swap", () => {
    settle();
    const problem = document.querySelector("#trouble [data-pv-token]");
    if (problem) {
      for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = problem.dataset.pvToken;
    }
    showCopyButtons();
    const heading = document.querySelector("main [autofocus]") || document.querySelector("main h1");
    if (!heading) return;
    if (!heading.hasAttribute("tabindex") && !heading.matches("a, button, input, textarea, select, summary")) {
      heading.setAttribute("tabindex", "-1");
    }
    heading.focus();
    const region = document.querySelector("[data-pv-says]");
    const words = region && !problem ? region.dataset.pvSays : "";
    if (words) later(1000, () => say(words));
    else say("");
  });

  // No answer at all: the words say it, the focus and the text stay where they are.
  document.addEventListener("htmx:error", (event) => {
    settle();
    const isLate = event.detail.error === "timeout";
    if (tool && isLate) say(`${tool} did not answer. Nothing is lost. Try again.`);
    else if (tool) say("The connection broke after your text was sent. My record shows what was decided.");
    else say("We could not reach Proviso. Your text is still here. Try again.");
  });
  const stopWaiting = () => {
    const form = document.querySelector("[data-pv-ask]");
    const stop = document.querySelector("[data-pv-stop]");
    if (!form || !stop || stop.hidden) return false;
    form.dispatchEvent(new CustomEvent("htmx:abort"));
    settle();
    say(tool ? "Stopped. Your text had been sent; its receipt is in My record." : "Stopped. Nothing is lost.");
    const box = document.querySelector("[data-pv-send]");
    if (box) box.focus();
    return true;
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-pv-stop]")) stopWaiting();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("[data-pv-send]") && stopWaiting()) event.preventDefault();
  });

  // A link inside the page moves focus, not only the view ("Show in your text", "Fix 2 things").
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target || target.id === "main-content") return;
    const field = target.matches("fieldset") ? target.querySelector("input, select, textarea") : target;
    if (!field.matches("a, button, input, textarea, select, summary") && !field.hasAttribute("tabindex")) {
      field.setAttribute("tabindex", "-1");
    }
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  });

  // Ctrl+Enter sends.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const box = event.target.closest("[data-pv-send]");
    const button = box && box.form && box.form.querySelector("[data-pv-send-button]");
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // Copy an answer, with the word that it is a draft.
  const showCopyButtons = () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("[data-pv-copy]")) button.hidden = false;
  };
  showCopyButtons();
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-pv-copy]");
    if (!button) return;
    const words = document.getElementById(button.dataset.pvCopy);
    await navigator.clipboard.writeText((button.dataset.pvCopyPrefix || "") + words.textContent.trim());
    say("Copied.");
  });

  // "Print" opens the browser's print window; without JavaScript it is a link to the page that prints well.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-pv-print]");
    if (!link) return;
    event.preventDefault();
    window.print();
  });

  // A button that leads to another page (an objection) is the browser's own, also in a form that htmx sends.
  let leaving = false;
  document.addEventListener("submit", (event) => {
    if (!event.submitter || !event.submitter.hasAttribute("formaction")) return;
    event.stopPropagation();
    leaving = true;
  }, true);

  // A form that the browser sends: say that the work goes on when it takes more than a second, and keep a second click
  // from asking twice.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const form = event.target;
    if (form.dataset.pvBusy) {
      event.preventDefault();
      return;
    }
    form.dataset.pvBusy = "1";
    leaving = true;
    window.setTimeout(() => {
      if (form.dataset.pvBusy) say("Still working. Nothing is lost.");
    }, 1000);
    // A download leaves the page where it is.
    window.setTimeout(() => {
      delete form.dataset.pvBusy;
      leaving = false;
    }, 4000);
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
    for (const form of document.querySelectorAll("form[data-pv-busy]")) delete form.dataset.pvBusy;
  });

  // Leaving with text that was not sent: the browser's own question.
  window.addEventListener("beforeunload", (event) => {
    const box = document.querySelector("[data-pv-send]");
    if (!box || leaving || !box.value.trim()) return;
    if (box.value !== box.defaultValue || "pvUnsent" in box.dataset) event.preventDefault();
  });

  // Five minutes before the session ends: one dialog, "Stay signed in" in focus.
  const minutes = Number(document.body.dataset.pvMinutes || 0);
  const dialog = document.getElementById("pv-idle");
  if (minutes > 5 && dialog && dialog.showModal) {
    let timer;
    const start = () => {
      window.clearTimeout(timer);
      const end = new Date(Date.now() + minutes * 60000);
      timer = window.setTimeout(() => {
        const words = end.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
        dialog.querySelector("[data-pv-idle-time]").textContent = words.replace("AM", "a.m.").replace("PM", "p.m.");
        dialog.showModal();
      }, (minutes - 5) * 60000);
    };
    dialog.querySelector("[data-pv-stay]").addEventListener("click", async () => {
      await fetch("/stay", { credentials: "same-origin" });
      dialog.close();
      start();
    });
    document.addEventListener("htmx:after:request", start);
    start();
  }
})();
