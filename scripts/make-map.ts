// Draws the two maps of Fujian that pages show without a map library: ten cells (nine cities and Pingtan) and 84 counties.
// Run it again when data/fujian/map.topojson or units.json changes: node scripts/make-map.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { feature, merge } from 'topojson-client'
import type { GeometryCollection, MultiPolygon, Polygon, Topology } from 'topojson-specification'

type Point = [number, number]
type Ring = Point[]
type Place = { name: string, gb2260: string }
type Unit = { id: string, level: string, parent: string | null, code?: string, place?: string, short: string }
type Cell = { unit: string, code: string | null, name: string, label: Point, d: string }

const folder = new URL('../data/fujian/', import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const topology = read('map.topojson') as Topology<{ counties: GeometryCollection<Place> }>
const units = read('units.json') as Unit[]

// Plate carrée with longitudes shortened at the province's middle latitude: over five degrees the eye sees no difference.
const middle = Math.cos(26 * Math.PI / 180)
const bounds = extent(feature(topology, topology.objects.counties).features
  .flatMap((f) => f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.type === 'MultiPolygon' ? f.geometry.coordinates : [])
  .flat(2) as Point[])
const scale = 1000 / Math.max((bounds.east - bounds.west) * middle, bounds.north - bounds.south)
const project = ([lon, lat]: Point): Point => [(lon - bounds.west) * middle * scale, (bounds.north - lat) * scale]
const width = Math.ceil((bounds.east - bounds.west) * middle * scale)
const height = Math.ceil((bounds.north - bounds.south) * scale)

write('map-cities.json', drawCities(simplified(topology, 6), 6))
write('map-counties.json', drawCounties(simplified(topology, 1.5), 2))

function drawCities(map: typeof topology, smallestRing: number): Cell[] {
  return units.filter((unit) => unit.level === 'city').map((city) => {
    const codes = new Set(units.filter((unit) => unit.parent === city.id).map((unit) => unit.code))
    const parts = map.objects.counties.geometries.filter((g) => codes.has((g.properties as Place).gb2260)) as Array<Polygon | MultiPolygon>
    return cell(city, merge(map, parts).coordinates as Ring[][], smallestRing)
  })
}

function drawCounties(map: typeof topology, smallestRing: number): Cell[] {
  const shapes = new Map(feature(map, map.objects.counties).features.map((f) => [f.properties.gb2260, f.geometry]))
  return units.filter((unit) => unit.level === 'county').map((county) => {
    const shape = shapes.get(county.code ?? '')
    if (shape?.type === 'Polygon') return cell(county, [shape.coordinates as Ring[]], smallestRing)
    if (shape?.type === 'MultiPolygon') return cell(county, shape.coordinates as Ring[][], smallestRing)
    throw new Error(`no polygon for ${county.id}`)
  })
}

function cell(unit: Unit, polygons: Ring[][], smallestRing: number): Cell {
  const rings = polygons.flat().map((ring) => ring.map(project)).sort((a, b) => Math.abs(area(b)) - Math.abs(area(a)))
  const kept = rings.filter((ring, i) => i === 0 || Math.abs(area(ring)) >= smallestRing)
  return { unit: unit.id, code: unit.code ?? null, name: unit.place ?? unit.short, label: innermost(kept[0]!), d: kept.map(path).join('') }
}

// Tenths of a unit: whole numbers would fold the small districts of Xiamen and Quanzhou into lines.
function path(ring: Ring): string {
  const tenths = ring.map(([x, y]): Point => [Math.round(x * 10), Math.round(y * 10)])
  let [x, y] = tenths[0]!
  let d = `M${x / 10} ${y / 10}l`
  for (const [nextX, nextY] of tenths.slice(1, -1)) {
    if (nextX === x && nextY === y) continue
    const dx = `${(nextX - x) / 10}`, dy = `${(nextY - y) / 10}`
    d += `${d.endsWith('l') || dx.startsWith('-') ? '' : ' '}${dx}${dy.startsWith('-') ? '' : ' '}${dy}`
    ;[x, y] = [nextX, nextY]
  }
  return d.replaceAll(/(?<!\d)0\./g, '.') + 'z'
}

// Borders are simplified arc by arc (Visvalingam), so two neighbours keep one border and no gap opens between them.
function simplified(map: typeof topology, smallestTriangle: number): typeof topology {
  const { scale: [kx, ky], translate: [tx, ty] } = map.transform!
  const arcs = map.arcs.map((arc) => {
    let x = 0, y = 0
    const points = arc.map(([dx, dy]): Point => [(x += dx!) * kx + tx, (y += dy!) * ky + ty])
    const closed = points[0]!.join() === points.at(-1)!.join()
    return thinned(points, smallestTriangle, closed ? 4 : 2)
  })
  const { transform: _, ...rest } = map
  return { ...rest, arcs } as typeof topology
}

function thinned(points: Ring, smallestTriangle: number, atLeast: number): Ring {
  const kept = [...points]
  const weight = (i: number) => Math.abs(area([project(kept[i - 1]!), project(kept[i]!), project(kept[i + 1]!), project(kept[i - 1]!)]))
  while (kept.length > atLeast) {
    let lightest = 1
    for (let i = 2; i < kept.length - 1; i++) if (weight(i) < weight(lightest)) lightest = i
    if (kept.length < 3 || weight(lightest) >= smallestTriangle) break
    kept.splice(lightest, 1)
  }
  return kept
}

/** The point of a 40 × 40 grid that lies deepest inside the ring: where a name or a figure fits best. */
function innermost(ring: Ring): Point {
  const { west, east, south, north } = extent(ring)
  let best: Point = ring[0]!, depth = -1
  for (let i = 1; i < 40; i++) for (let j = 1; j < 40; j++) {
    const at: Point = [west + (east - west) * i / 40, south + (north - south) * j / 40]
    if (!isInside(at, ring)) continue
    const d = Math.min(...ring.slice(1).map((b, k) => distance(at, ring[k]!, b)))
    if (d > depth) [best, depth] = [at, d]
  }
  return [Math.round(best[0]), Math.round(best[1])]
}

function isInside([x, y]: Point, ring: Ring): boolean {
  return ring.slice(1).reduce((inside, [bx, by], k) => {
    const [ax, ay] = ring[k]!
    return (ay > y) !== (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax ? !inside : inside
  }, false)
}

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length = (bx - ax) ** 2 + (by - ay) ** 2
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length))
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay))
}

function area(ring: Ring): number {
  return ring.slice(1).reduce((sum, [x, y], k) => sum + ring[k]![0] * y - x * ring[k]![1], 0) / 2
}

function extent(points: Ring) {
  let west = Infinity, east = -Infinity, south = Infinity, north = -Infinity
  for (const [x, y] of points) {
    west = Math.min(west, x); east = Math.max(east, x)
    south = Math.min(south, y); north = Math.max(north, y)
  }
  return { west, east, south, north }
}

function write(name: string, cells: Cell[]): void {
  const note = '示意图，无审图号，不作为划界依据'
  const lines = cells.map((c) => JSON.stringify(c)).join(',\n')
  const text = `{"note":"${note}","viewBox":"0 0 ${width} ${height}","cells":[\n${lines}\n]}\n`
  writeFileSync(new URL(name, folder), text)
  console.log(`${name}: ${cells.length} cells, ${Buffer.byteLength(text)} bytes`)
}
