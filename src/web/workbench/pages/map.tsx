import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearchParams } from 'react-router'
import type { Front } from '../../../http/index.ts'
import cities from '../../../../data/fujian/map-cities.json' with { type: 'json' }
import counties from '../../../../data/fujian/map-counties.json' with { type: 'json' }
import { get } from '../api.ts'
import { PlaceMap, PlaceTable } from '../map.tsx'
import { showDay } from '../marks.tsx'
import { Asked, Nothing } from '../waits.tsx'

/** The province by city or by county; what is chosen stands in the address. */
export default function MapPage() {
  const { list = '' } = useParams()
  const [asked, ask] = useSearchParams()
  const asOf = asked.get('asOf') ?? '', within = asked.get('city') ?? '', byCounty = asked.get('level') === 'county' || within !== ''
  const set = (change: Record<string, string | undefined>) => ask((was) => { const n = new URLSearchParams(was); for (const [k, v] of Object.entries(change)) if (v) n.set(k, v); else n.delete(k); return n }, { replace: true })
  const front = useQuery({ queryKey: ['front', list, asOf], queryFn: () => get<Front>(`/api/v1/front?${new URLSearchParams({ list, ...(asOf ? { asOf } : {}) })}`) })
  const to = (unit: string) => `/lists/${list}/units/${unit}${asOf ? `?asOf=${asOf}` : ''}`
  return (
    <Asked query={front} rows={14}>{(f) => {
      const city = f.cities.find((c) => c.unit === within)
      const shown = byCounty ? f.counties.filter((c) => !city || c.unit.startsWith(`${city.unit}.`)) : f.cities
      const late = shown.filter((p) => p.light === 'red')
      const where = city ? `${city.name}所属` : '全省'
      return (
        <section className="block">
          <p className="quiet crumbs"><Link to="/lists">清单</Link> › <Link to={`/lists/${list}/tasks/1`}>{f.list?.title}</Link> › 地图</p>
          <h1>{city && shown.length === 0 ? `${city.name}还没有把任务分解到县` : byCounty ? `${where}${shown.length}个县（市、区）承接了市里分解的任务` : `${shown.length}个市和平潭`.replace('10个市', '9个设区市')}{shown.length === 0 ? '' : late.length ? `，${late.length}个滞后：${late.slice(0, 6).map((p) => p.name).join('、')}${late.length > 6 ? '等' : ''}` : '，没有滞后的'}</h1>
          <p className="quiet" style={{ margin: '0 0 8px' }}>截至{showDay(f.asOf)}。一地的灯取它承担的各项中最差的一项；点开看该地的全部任务。</p>
          <div className="filters no-print" role="search">
            <span className="row" role="group" aria-label="按市还是按县看">
              <button type="button" className="pick" aria-pressed={!byCounty} onClick={() => set({ level: undefined, city: undefined })}>按市</button>
              <button type="button" className="pick" aria-pressed={byCounty && !within} onClick={() => set({ level: 'county', city: undefined })}>按县</button>
            </span>
            <label>放大一市 <select value={within} onChange={(e) => set({ city: e.target.value || undefined, level: e.target.value ? 'county' : asked.get('level') ?? undefined })}><option value="">全省</option>{f.cities.filter((c) => counties.cells.some((x) => x.unit.startsWith(`${c.unit}.`))).map((c) => <option key={c.unit} value={c.unit}>{c.name}</option>)}</select></label>
            <label style={{ marginLeft: 'auto' }}>看某日的样子 <input type="date" value={asOf} onChange={(e) => set({ asOf: e.target.value || undefined })} /></label>
          </div>
          <div className="map-page">
            <div>
              {byCounty
                ? <PlaceMap key={within} label="福建省各县（市、区）进展示意图" drawing={counties} lights={new Map(f.counties.map((c) => [c.unit, c]))} within={within || undefined} {...(within ? {} : { over: cities })} to={to} />
                : <PlaceMap label="福建省各市进展示意图" drawing={cities} lights={new Map(f.cities.map((c) => [c.unit, c]))} outside to={to} />}
              <p className="quiet small" style={{ margin: '4px 0 0' }}>{cities.note}{byCounty && '；没有颜色的县（市、区）还没有由市里分解的任务'}</p>
            </div>
            {shown.length === 0 ? <Nothing say={city ? `${city.name}还没有把任务分解到县；市局办理“分解”后，各县的进展会显示在这里` : '还没有任务分解到县；市局办理“分解”后，各县的进展会显示在这里'} /> : <PlaceTable places={shown} to={to} caption={`${where}各地进展`} />}
          </div>
        </section>
      )
    }}</Asked>
  )
}
