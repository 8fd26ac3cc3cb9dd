// Small helps on top of pages that work without them. No inline code, no `eval`, no HTML made from strings.
(() => {
  "use strict";

  const statusLine = () => document.getElementById("status");
  const say = (words) => {
    const line = statusLine();
    if (line && line.textContent !== words) line.textContent = words;
  };

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
  document.addEventListener("htmx:after:swap", showCopyButtons);
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
    const isFile = form.hasAttribute("data-pv-file");
    window.setTimeout(() => {
      if (form.dataset.pvBusy) say(isFile ? "Your browser saves the file." : "Still working. Nothing is lost.");
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
      const answer = await fetch("/stay", { credentials: "same-origin" });
      if (answer.ok) {
        dialog.close();
        start();
      } else {
        // The session had ended: the text stays here, and another tab signs in.
        dialog.querySelector("[data-pv-running]").hidden = true;
        dialog.querySelector("[data-pv-ended]").hidden = false;
        dialog.setAttribute("aria-labelledby", "pv-ended-title");
        dialog.querySelector("[data-pv-ended] a").focus();
      }
    });
    document.addEventListener("htmx:after:request", start);
    start();
  }
})();
