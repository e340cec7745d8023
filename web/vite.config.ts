import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.INSTAND_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  // The server's policy allows no `data:` fonts or scripts, so everything is a file of its own.
  build: { target: "es2023", assetsInlineLimit: 0, modulePreload: { polyfill: false }, emptyOutDir: true },
  server: {
    proxy: {
      "/api": { target: server, changeOrigin: false },
      "/sign-in": { target: server, changeOrigin: false },
    },
  },
});
