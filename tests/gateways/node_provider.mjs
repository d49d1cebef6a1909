// A provider that others wrote: npm's oidc-provider, with its own sign-in pages, for the tests of real flows.
// Usage: node node_provider.mjs ISSUER CALLBACK; it prints "ready" once it listens.
import { Provider } from "oidc-provider";

const [issuer, callback] = process.argv.slice(2);
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "portal",
      client_secret: "a secret of the tests",
      redirect_uris: [callback],
      post_logout_redirect_uris: ["http://127.0.0.1:5000/en/"],
    },
  ],
  pkce: { required: () => true },
  cookies: { keys: ["only for tests"] },
  scopes: ["openid", "profile", "email", "address"],
  claims: {
    openid: ["sub", "national_number"],
    profile: ["name", "birthdate", "locale"],
    email: ["email", "email_verified"],
    address: ["address"],
  },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      national_number: "38001085718",
      name: "ليلى حداد",
      birthdate: "1980-01-08",
      locale: "ar",
      email: "leila@example.org",
      email_verified: true,
      address: { street_address: "Harbour Street 4", postal_code: "10002", locality: "Solmere" },
    }),
  }),
});
const { hostname, port } = new URL(issuer);
provider.listen(Number(port), hostname, () => console.log("ready"));
