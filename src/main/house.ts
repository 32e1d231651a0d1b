import fastify from 'fastify'
import type { House } from './serve.ts'

export const house: House = {
  prepare: [],
  open: async () => fastify().get('/health', async () => ({ ok: true })),
  greeting: async () => [],
}
