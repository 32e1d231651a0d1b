/** Units, parties and the people who act for either, with the seats they hold on a day. */
export { type Jurisdiction, makeUnitTree, type OpenSet, saveUnits, type Unit, type UnitTree } from './units.ts'
export { appoint, findWho, getParty, isInside, isOfficial, linkParty, type MemberRow, type PartyRow, unitsOf, visitor, type Who } from './members.ts'
export { createMember, type NewMember, passwordFaults, setPassword } from './accounts.ts'
export {
  type AdminAct, adminLog, changeMember, endAppointment, listMembers, listParties, type MemberLine, noteAdmin, type PartyLine, type Reading, readings, registerParty, type Registration,
} from './directory.ts'
