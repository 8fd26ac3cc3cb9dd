// The workspace while a text is checked, sent and answered. One line speaks, outside of what is swapped, so that a screen
// reader keeps listening to it; either it speaks or the focus moves, never both.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const box = () => document.querySelector("[data-pv-send]");
  const sendButton = () => document.querySelector("[data-pv-send-button]");
  const stopButtons = () => [...document.querySelectorAll("[data-pv-stop]")];
  const say = (words) => {
    const line = byId("status");
    if (line && line.textContent !== words) line.textContent = words;
  };

  // Nothing for a second, then words, each once.
  const timers = [];
  const later = (milliseconds, act) => timers.push(window.setTimeout(act, milliseconds));
  const settle = () => {
    while (timers.length) window.clearTimeout(timers.pop());
    if (stopButtons().includes(document.activeElement)) rest();
    for (const stop of stopButtons()) stop.hidden = true;
  };
  const rest = () => {
    if (box()) box().focus({ preventScroll: true });
  };
  // [Stop] is beside the answer, or where the line speaks as long as there is none.
  const offerStop = () => {
    const [first] = stopButtons();
    if (first) first.hidden = false;
  };

  // What is on its way: the tool that has the text, the decision that allowed it, and the text as it was sent.
  let tool = "";
  let decision = "";
  let sent = "";
  let following = null;
  const arrive = () => {
    settle();
    decision = "";
    if (following) following.abort();
    following = null;
  };

  document.addEventListener("htmx:before:request", () => {
    arrive();
    tool = "";
    sent = box() ? box().value : "";
    say("");
    const files = byId("file");
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
    const { ctx } = event.detail;
    const reading = Number(ctx.response.headers.get("proviso-reading") || 0);
    if (reading) {
      settle();
      sayReading(reading);
      offerStop();
      return;
    }
    const sending = ctx.response.headers.get("proviso-sending");
    if (!sending) return;
    settle();
    window.clearTimeout(ctx.requestTimeout); // from here on the server says when no answer comes
    tool = decodeURIComponent(sending);
    decision = ctx.response.headers.get("proviso-decision") || "";
    forget();
    say("Checked. Allowed. Sending.");
    later(1000, () => { say(`${tool} is writing.`); offerStop(); later(15000, stillWriting); });
    later(10000, () => { if (!words()) say("Still waiting. You can stop and try again; nothing is lost."); });
    follow();
  });
  const stillWriting = () => {
    if (words()) say(`Still writing, ${count(words())}.`);
    later(15000, stillWriting);
  };
  const count = (number) => (number === 1 ? "1 word" : `${number.toLocaleString("en-US")} words`);

  // The answer as it is written. Its region stands where the page with the whole answer will have it.
  let title = "";
  let held = "";
  const live = () => document.querySelector("[data-pv-live]");
  const words = () => {
    const shown = live() ? byId("live-words").textContent.trim() : "";
    return shown ? shown.split(/\s+/).length : 0;
  };
  const forget = () => {
    title = held = "";
    if (!live()) return;
    if (live().contains(document.activeElement)) rest();
    live().remove();
    go.remove();
  };
  const open = () => {
    const made = byId("live-answer").content.cloneNode(true);
    const part = (id) => made.getElementById(id);
    part("live-sent").textContent = title;
    part("live-title").textContent = `${tool} is answering`;
    const asked = sent.split(/\s+/).filter(Boolean).length;
    const isLong = asked > 120;
    part(isLong ? "live-asked" : "live-asked-long").remove();
    if (isLong) part("live-asked-long").querySelector("summary").textContent = `Show all ${count(asked)}`;
    made.querySelector("[data-pv-asked]").textContent = sent;
    // What came of the text before makes room.
    for (const old of byId("workspace").querySelectorAll(".pv-log, .pv-decision, .pv-notice, #problems")) {
      if (old.contains(document.activeElement)) rest();
      old.hidden = true;
    }
    const [waiting] = stopButtons();
    const isOffered = !waiting.hidden;
    byId("live-answer").after(made);
    const [beside] = stopButtons();
    beside.hidden = !isOffered;
    if (document.activeElement === waiting) beside.focus({ preventScroll: true });
    waiting.hidden = true;
    offer("live-title");
    if (byId("status").textContent.startsWith("Still waiting")) say(`${tool} is writing.`);
  };
  const show = (text, isEnd) => {
    held += text;
    const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const ready = isCalm && !isEnd ? held.slice(0, held.lastIndexOf("\n") + 1) : held;
    held = held.slice(ready.length);
    if (!ready) return;
    if (!live()) open();
    byId("live-words").append(ready);
  };
  const take = (event) => {
    const line = (name) => (event.match(new RegExp(`^${name}: (.*)$`, "m")) || [])[1];
    const data = JSON.parse(line("data") || "{}");
    if (line("event") === "begin") title = data.title;
    if (line("event") === "piece") show(data.text, false);
    if (line("event") === "end") show("", true);
  };
  const follow = async () => {
    if (!decision) return;
    const mine = following = new AbortController();
    try {
      const asked = { headers: { accept: "text/event-stream" }, redirect: "error", signal: mine.signal };
      const answer = await fetch(`/workspace/answers/${decision}`, asked);
      if (!answer.ok || !answer.body) return;
      const reader = answer.body.getReader();
      const decoder = new TextDecoder();
      let rest = "";
      for (let next = await reader.read(); !next.done && following === mine; next = await reader.read()) {
        const events = (rest + decoder.decode(next.value, { stream: true })).split("\n\n");
        rest = events.pop();
        events.forEach(take);
      }
    } catch {
      // The page with the whole answer comes all the same, or the words that it does not.
    }
  };

  // "Go to the answer" is the next stop of the Tab key, from the box or from the button that sent.
  const go = document.createElement("a");
  go.className = "pv-target pv-go";
  go.textContent = "Go to the answer";
  const offer = (id) => {
    go.setAttribute("href", `#${id}`);
    const at = document.activeElement === sendButton() ? sendButton() : box();
    if (at) at.after(go);
  };

  // After a swap, focus is on the new heading, never on `body`. Where an answer came, it stays where it was, and what was
  // typed meanwhile stays in the box.
  let before = { isLive: false, isButton: false, typed: "", from: 0, to: 0 };
  document.addEventListener("htmx:before:swap", () => {
    const at = document.activeElement;
    before = {
      isLive: Boolean(live() && live().contains(at)) || at === go,
      isButton: Boolean(at && at === sendButton()),
      typed: box() && box().value !== sent ? box().value : "",
      from: box() ? box().selectionStart : 0,
      to: box() ? box().selectionEnd : 0,
    };
  });
  const stay = (region) => {
    const heading = region.querySelector('.pv-log [id^="answer-title-"]');
    const field = box();
    if (before.typed && field) {
      field.value = before.typed;
      field.setSelectionRange(before.from, before.to);
    }
    const at = before.isLive ? heading : before.isButton ? sendButton() : null;
    const isLost = !document.activeElement || document.activeElement === document.body;
    if (at || isLost) (at || field).focus({ preventScroll: true });
    if (heading) offer(heading.id);
    say(region.dataset.pvSays);
  };
  document.addEventListener("htmx:after:swap", () => {
    arrive();
    const problem = document.querySelector("#trouble [data-pv-token]");
    if (problem) {
      for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = problem.dataset.pvToken;
      if (live()) end("The answer stopped here.");
    }
    const region = document.querySelector("[data-pv-says]");
    if (region && "pvStays" in region.dataset && !problem) {
      stay(region);
      return;
    }
    const heading = document.querySelector("main [autofocus]") || document.querySelector("main h1");
    if (!heading) return;
    if (!heading.hasAttribute("tabindex") && !heading.matches("a, button, input, textarea, select, summary")) {
      heading.setAttribute("tabindex", "-1");
    }
    heading.focus();
    // The heading speaks first; the line, a second later, and only what the heading does not say.
    const said = region && !problem ? region.dataset.pvSays : "";
    if (said) later(1000, () => say(said));
    else say("");
  });

  // No answer, or no end of it: the words say it; the focus, the text and what had come stay where they are.
  const end = (why) => {
    show("", true);
    byId("live-ended").textContent = why;
    byId("live-ended").hidden = false;
  };
  document.addEventListener("htmx:error", (event) => {
    const hasCome = Boolean(live() || held);
    const isLate = event.detail.error === "timeout";
    arrive();
    if (tool && hasCome) {
      end("The connection broke. What is here is a draft.");
      say("The connection broke. What is here is a draft.");
    } else if (tool && isLate) say(`${tool} did not answer. Nothing is lost. Try again.`);
    else if (tool) say("The connection broke after your text was sent. My record shows what was decided.");
    else say("We could not reach Proviso. Your text is still here. Try again.");
  });

  // [Stop], and Esc. Once the text is out, the server ends the answer and sends the page with what had come.
  const stopWaiting = () => {
    const form = document.querySelector("[data-pv-ask]");
    if (!form || stopButtons().every((stop) => stop.hidden)) return false;
    const code = decision;
    const abort = () => {
      form.dispatchEvent(new CustomEvent("htmx:abort"));
      arrive();
      if (live()) end("Stopped. What is here is a draft.");
      const hint = live() ? "What is here is a draft." : "Your text had been sent; its receipt is in My record.";
      say(tool ? `Stopped. ${hint}` : "Stopped. Nothing is lost.");
    };
    settle();
    rest();
    if (!code) {
      abort();
      return true;
    }
    later(5000, abort);
    const body = new URLSearchParams({ csrf: form.querySelector('[name="csrf"]').value });
    fetch(`/workspace/answers/${code}/stop`, { method: "POST", body }).catch(() => { if (decision === code) abort(); });
    return true;
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-pv-stop]")) stopWaiting();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.target.closest("dialog") && stopWaiting()) event.preventDefault();
  });

  // One answer at a time: a second press is not sent, and the line says why.
  document.addEventListener("submit", () => {
    if (decision) say("Wait for this answer, or stop it. Your text is still in the box.");
  }, true);
})();
