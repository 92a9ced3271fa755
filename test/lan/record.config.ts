import { defineConfig } from 'vitest/config'

// `npx vitest run --config test/lan/record.config.ts` writes test/fixtures/firmware anew; see record.ts.
export default defineConfig({ test: { include: ['test/lan/record.ts'], testTimeout: 300_000, hookTimeout: 60_000 } })
