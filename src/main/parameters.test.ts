import { expect, it } from 'vitest'
import { freshDatabase } from '../../test/db.ts'
import { valuesOf } from '../platform/parameters/index.ts'
import { loadParameters } from './parameters.ts'

it('every legal number of the house is found, has a source, and reads as words', async () => {
  const ground = await freshDatabase()
  try {
    const views = await valuesOf(ground.db, await loadParameters())
    expect(views.map((v) => v.id)).toEqual(expect.arrayContaining(['supervision.gapLimits', 'interest-subsidy.cap', 'patent-award.quotas']))
    // Class symbols are capitals and figures; words of the code are not for reading.
    expect(views.flatMap((v) => v.versions.filter((x) => /[a-z]{2,}|[{}"]/.test(x.shown)).map((x) => `${v.id}：${x.shown}`))).toEqual([])
    expect(views.find((v) => v.id === 'interest-subsidy.coveredSizes')).toMatchObject({ typed: '微型企业、小型企业', versions: [{ shown: '微型企业、小型企业' }] })
    expect(views.filter((v) => !v.source.trim() || v.versions.some((x) => x.shown.includes('[object')))).toEqual([])
  } finally {
    await ground.drop()
  }
})
