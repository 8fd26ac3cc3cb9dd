// Passkeys: the browser asks the authenticator, and its answer goes out with the form. Nothing is sent from here.
(() => {
  "use strict";

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const words = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const listed = (found) => (found || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const create = async (options) => {
    const asked = {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: listed(options.excludeCredentials),
    };
    const made = await navigator.credentials.create({ publicKey: asked });
    return {
      clientDataJSON: words(made.response.clientDataJSON),
      attestationObject: words(made.response.attestationObject),
      id: made.id,
    };
  };

  const get = async (options, how = {}) => {
    const asked = {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: listed(options.allowCredentials),
    };
    const shown = await navigator.credentials.get({ ...how, publicKey: asked });
    const answer = {
      clientDataJSON: words(shown.response.clientDataJSON),
      authenticatorData: words(shown.response.authenticatorData),
      signature: words(shown.response.signature),
      id: shown.id,
    };
    if (shown.response.userHandle) answer.userHandle = words(shown.response.userHandle);
    return answer;
  };

  const say = (form, sentence) => {
    const line = form.querySelector("[data-pv-passkey-says]");
    if (line) line.textContent = sentence;
  };

  const send = (form, { id, ...response }) => {
    const answer = { id, rawId: id, type: "public-key", response, clientExtensionResults: {} };
    form.elements.credential.value = JSON.stringify(answer);
    say(form, "Checking.");
    form.requestSubmit();
  };

  // A page may ask once at a time: who presses the button ends the offer in the e-mail field.
  let offer = null;

  const ask = async (form) => {
    const options = JSON.parse(form.dataset.pvPasskey);
    if (offer) offer.abort();
    say(form, "Your device asks you now.");
    try {
      send(form, await (options.user ? create(options) : get(options)));
    } catch (fault) {
      say(
        form,
        fault && fault.name === "InvalidStateError"
          ? "This device has a passkey for you already."
          : "No passkey was used. Try again, or choose another way.",
      );
    }
  };

  // The browser offers a passkey where it would fill in an address; nothing asks until the person chooses it.
  const autofill = async (form) => {
    const can = window.PublicKeyCredential.isConditionalMediationAvailable;
    if (!can || !(await can.call(window.PublicKeyCredential))) return;
    offer = new AbortController();
    try {
      send(form, await get(JSON.parse(form.dataset.pvPasskey), { mediation: "conditional", signal: offer.signal }));
    } catch {
      // Nobody chose one: the button and the password stay.
    }
  };

  for (const form of document.querySelectorAll("form[data-pv-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      ask(form);
    });
    if ("pvAutofill" in form.dataset) autofill(form);
  }
})();
