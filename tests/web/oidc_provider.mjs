// A certified OpenID provider (npm oidc-provider) for the tests: one client, and whoever types a name is that person.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [folder, port, origin] = process.argv.slice(2);
const found = createRequire(path.join(folder, "package.json")).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(found));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "proviso",
      client_secret: "a secret that only the two know",
      redirect_uris: [`${origin}/sign-in/agency/back`],
      post_logout_redirect_uris: [`${origin}/sign-in`],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  cookies: { keys: ["a key of the tests"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, email: `${id}@dcs.example`, email_verified: id !== "elena.sorokin" }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
