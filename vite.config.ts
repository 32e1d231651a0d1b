import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// One `vite build` makes both: what browsers load (dist/web) and the public pages as a module the server renders (dist/server).
export default defineConfig({
  plugins: [react()],
  publicDir: 'src/web/assets',
  appType: 'custom',
  build: { target: 'es2022', emptyOutDir: true, reportCompressedSize: false, chunkSizeWarningLimit: 2000 },
  builder: {},
  environments: {
    client: {
      build: {
        outDir: 'dist/web',
        manifest: true,
        // Both doors of the browser: the workbench, and the few lines that make the public pages comfortable.
        rolldownOptions: { input: { workbench: 'src/web/workbench/main.tsx', public: 'src/web/public/enhance.ts' } },
      },
    },
    ssr: {
      // Whole and in React's own fast form: what is drawn with is not chosen anew by the environment the server starts in.
      define: { 'process.env.NODE_ENV': '"production"' },
      resolve: { noExternal: true },
      build: {
        outDir: 'dist/server', ssr: true, copyPublicDir: false,
        rolldownOptions: { input: { public: 'src/web/public/render.tsx' } },
      },
    },
  },
})
