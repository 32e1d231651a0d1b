import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { build, type InlineConfig } from 'vite'

const root = resolve(import.meta.dirname, '..')

/** Builds the public pages by themselves, drawing code and browser script, into a folder of this process's own. */
export async function builtPages(): Promise<{ dist: string; remove(): void }> {
  const dist = join(root, 'node_modules/.cache/zhixing-pages', String(process.pid))
  if (!existsSync(dist)) {
    mkdirSync(dist, { recursive: true })
    // Test runners set another, and the pages would be built for debugging.
    const before = process.env.NODE_ENV
    process.env.NODE_ENV = 'production'
    const common = { configFile: false, root, plugins: [react()], logLevel: 'error', publicDir: false } satisfies InlineConfig
    await build({ ...common, build: { outDir: join(dist, 'web'), manifest: true, target: 'es2022', rolldownOptions: { input: { public: 'src/web/public/enhance.ts' } } } })
    await build({
      ...common, define: { 'process.env.NODE_ENV': '"production"' }, ssr: { noExternal: true },
      build: { ssr: true, outDir: join(dist, 'server'), rolldownOptions: { input: { public: 'src/web/public/render.tsx' } } },
    })
    process.env.NODE_ENV = before
  }
  return { dist, remove: () => rmSync(dist, { recursive: true, force: true }) }
}
