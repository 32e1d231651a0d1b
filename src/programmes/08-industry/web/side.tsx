import { useEffect, useRef } from 'react'
import { Link } from 'react-router'

/** The parts of a page beside it; on a phone a row that is moved until the present one shows. */
export function Side({ label, parts, onGo }: { label: string; parts: { id: string; say: string; to: string; isHere: boolean }[]; onGo?: () => void }) {
  const row = useRef<HTMLElement>(null), here = parts.find((p) => p.isHere)?.id
  useEffect(() => {
    const link = row.current?.querySelector<HTMLElement>('a.active')
    if (link) row.current!.scrollLeft = link.offsetLeft - row.current!.offsetLeft - (row.current!.clientWidth - link.offsetWidth) / 2
  }, [here])
  return <nav ref={row} aria-label={label} className="side">{parts.map((p) => <Link key={p.id} to={{ search: p.to }} replace className={p.isHere ? 'active' : ''} aria-current={p.isHere ? 'page' : undefined} onClick={onGo}>{p.say}</Link>)}</nav>
}
