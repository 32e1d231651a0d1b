/** Files by content and issued papers: gapless numbers, PDF on demand, and checks anyone can make, with or without this system. */
export { findPaper, issuePapers, papersOf, voidPaper, type IssuedPaper, type Issuing, type Organ } from './issue.ts'
