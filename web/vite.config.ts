import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const server = process.env.INSTAND_URL ?? "http://127.0.0.1:8080";

/** The customers' portal is a page of its own, as the server serves it (crates/server/src/page.rs). */
function portalPage(): Plugin {
  return {
    name: "portal-page",
    configureServer: ({ middlewares }) => {
      middlewares.use((request, _answer, next) => {
        if (/^\/portal(\/|\?|$)/.test(request.url ?? "")) request.url = "/portal.html";
        next();
      });
    },
  };
}

export default defineConfig({
  plugins: [react(), portalPage()],
  // The server's policy allows no `data:` fonts or scripts, so everything is a file of its own.
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    rolldownOptions: { input: ["index.html", "portal.html"] },
  },
  server: {
    proxy: {
      "/api": { target: server, changeOrigin: false },
      "/sign-in": { target: server, changeOrigin: false },
      "/u": { target: server, changeOrigin: false },
    },
  },
});
