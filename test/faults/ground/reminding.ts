// A process that reminds, at a moment it is given, and dies when it has looked at its clock so many times: within a transaction or between two.
import { openDatabase } from '../../../src/platform/db/index.ts'
import { deliver } from '../../../src/platform/notices/index.ts'
import { remind } from '../../../src/platform/reminders/index.ts'
import { aHouse } from '../../house.ts'

const [url, at, looks] = process.argv.slice(2) as [string, string, string]
const database = await openDatabase({ url, dataDir: '', log: () => {} })
const house = await aHouse(database.db, { at })
const { now } = house
let looked = 0
house.now = () => {
  if (++looked === Number(looks)) process.kill(process.pid, 'SIGKILL')
  return now()
}
await remind(house)
await deliver(database.db)
await database.close()
