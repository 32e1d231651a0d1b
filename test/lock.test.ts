import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

// A registry may lack the newest build for one kind of machine; npm then writes a lock that it refuses itself on a clean checkout.
it('锁定的每个依赖，它在各种机器上的那一份也都锁定了', () => {
  const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')) as { packages: Record<string, { optionalDependencies?: Record<string, string> }> }
  const missing = Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !packages[`node_modules/${name}`] && !packages[`${at}/node_modules/${name}`]).map((name) => `${at || '本项目'} 缺 ${name}`))
  expect(missing).toEqual([])
})
