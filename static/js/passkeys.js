// Passkeys and security keys: asks the browser for one and sends what it answers with the form.

const able = Boolean(globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON);

async function optionsOf(form) {
  if (form.dataset.passkeyOptions) {
    return JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

async function created(form) {
  const { publicKey } = (await optionsOf(form)).creation_options;
  const passwordless = Boolean(form.elements.passwordless?.checked);
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: passwordless ? "required" : "discouraged",
    requireResidentKey: passwordless,
    ...(passwordless ? { userVerification: "required" } : {}),
  };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
}

async function shown(form) {
  const { publicKey } = (await optionsOf(form)).request_options;
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const status = form.querySelector("[role=status]");
  if (!able) {
    status.textContent = "This browser cannot use passkeys.";
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = "Follow what your browser asks.";
    try {
      const credential = await (form.dataset.passkey === "create" ? created(form) : shown(form));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch (problem) {
      const refused = problem.name === "NotAllowedError" || problem.name === "AbortError";
      status.textContent = refused
        ? "It was not confirmed, or took too long. You can try again."
        : "That did not work. You can try again, or use another way.";
    }
  });
}
