// Writes style-light.json and style-dark.json beside itself: one list of layers, two palettes.
// Layers and classes are those of process.lua. No `glyphs`: MapLibre GL JS (5.11 and later) then draws labels with the page's own
// fonts, here the bundled Inter. Run again after a change: node deploy/map/make-styles.mjs
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Neutral greys of the product's tokens; water and green stay faint, so that jobs and vans stand out.
const palettes = {
  light: {
    ground: '#F8FAFC', built: '#F1F5F9', industrial: '#EEF1F5', field: '#F5F7F2', grass: '#EEF5EC', wood: '#E3EEE1',
    rock: '#EEF0F2', ice: '#F5FAFD', water: '#CFE0F1', waterLine: '#B4CDE6', building: '#E2E8F0', boundary: '#94A3B8',
    casing: '#CBD5E1', motorway: '#FDE3B0', major: '#FDF0D2', road: '#FFFFFF', path: '#CBD5E1', rail: '#94A3B8',
    label: '#0F172A', label2: '#475569', halo: '#FFFFFF', shield: '#334155',
  },
  dark: {
    ground: '#0F172A', built: '#131C31', industrial: '#151F35', field: '#111B2C', grass: '#12202C', wood: '#11232B',
    rock: '#182236', ice: '#1B2A3F', water: '#12304F', waterLine: '#1B4369', building: '#1E293B', boundary: '#64748B',
    casing: '#0B1120', motorway: '#7A6134', major: '#5A5340', road: '#334155', path: '#334155', rail: '#475569',
    label: '#F1F5F9', label2: '#CBD5E1', halo: '#0F172A', shield: '#CBD5E1',
  },
};

const font = (weight) => [`Inter ${weight}`, 'Inter', 'sans-serif'];
const is = (...classes) => ['in', ['get', 'class'], ['literal', classes]];
const width = (...stops) => ['interpolate', ['exponential', 1.5], ['zoom'], ...stops];
const round = { 'line-cap': 'round', 'line-join': 'round' };

const fill = (id, layer, color, more = {}) => ({ id, type: 'fill', source: 'map', 'source-layer': layer, paint: { 'fill-color': color }, ...more });
const line = (id, layer, filter, paint, more = {}) => ({
  id, type: 'line', source: 'map', 'source-layer': layer, ...(filter && { filter }), layout: round, paint, ...more,
});

// Class, colour, widths by zoom.
const roads = (c) => [
  ['service', c.road, [13, 0.5, 16, 4, 19, 12]],
  ['minor', c.road, [12, 0.5, 14, 2, 16, 7, 19, 20]],
  ['medium', c.road, [9, 0.5, 12, 1.5, 14, 4, 16, 10, 19, 26]],
  ['major', c.major, [7, 0.5, 12, 2, 14, 5, 16, 12, 19, 30]],
  ['motorway', c.motorway, [7, 1, 12, 3, 14, 6, 16, 14, 19, 34]],
];

const wider = (stops) => stops.map((value, i) => (i % 2 ? value + 1.5 : value));

const text = (id, layer, filter, layout, color, c, more = {}) => ({
  id, type: 'symbol', source: 'map', 'source-layer': layer, ...(filter && { filter }),
  layout: { 'text-font': font('Regular'), 'text-max-width': 8, ...layout },
  paint: { 'text-color': color, 'text-halo-color': c.halo, 'text-halo-width': 1.25 },
  ...more,
});

const layers = (c) => [
  { id: 'ground', type: 'background', paint: { 'background-color': c.ground } },
  fill('landuse', 'landuse', ['match', ['get', 'class'], 'built', c.built, 'industrial', c.industrial, 'field', c.field,
    'grass', c.grass, 'wood', c.wood, 'rock', c.rock, 'ice', c.ice, c.ground]),
  line('waterway', 'waterway', null, { 'line-color': c.waterLine, 'line-width': width(9, 0.5, 14, ['match', ['get', 'class'], 'stream', 1, 3], 18, ['match', ['get', 'class'], 'stream', 4, 14]) }),
  fill('water', 'water', c.water),
  fill('building', 'building', c.building, { minzoom: 14 }),
  line('boundary', 'boundary', null, { 'line-color': c.boundary, 'line-width': 1, 'line-dasharray': [4, 2] }),
  line('path', 'road', is('path', 'track'), { 'line-color': c.path, 'line-width': width(13, 0.5, 18, 3), 'line-dasharray': [2, 1.5] }, { minzoom: 13, layout: {} }),
  line('rail', 'road', is('rail'), { 'line-color': c.rail, 'line-width': width(10, 0.5, 18, 3) }),
  ...roads(c).map(([name, , stops]) => line(`road-${name}-casing`, 'road', is(name), { 'line-color': c.casing, 'line-width': width(...wider(stops)), 'line-opacity': ['case', ['has', 'tunnel'], 0.4, 1] }, { minzoom: name === 'motorway' || name === 'major' ? 9 : 12 })),
  ...roads(c).map(([name, color, stops]) => line(`road-${name}`, 'road', is(name), { 'line-color': color, 'line-width': width(...stops), 'line-opacity': ['case', ['has', 'tunnel'], 0.5, 1] })),
  text('road-name', 'road_name', ['has', 'name'], { 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-size': 12 }, c.label2, c, { minzoom: 13 }),
  text('road-number', 'road_name', ['has', 'number'], { 'symbol-placement': 'line', 'symbol-spacing': 400, 'text-rotation-alignment': 'viewport', 'text-field': ['get', 'number'], 'text-size': 11, 'text-font': font('Medium') }, c.shield, c, { minzoom: 12 }),
  text('house-number', 'house_number', null, { 'text-field': ['get', 'number'], 'text-size': 11 }, c.label2, c, { minzoom: 16 }),
  text('place', 'place', null, {
    'text-field': ['get', 'name'], 'text-font': font('Medium'), 'symbol-sort-key': ['get', 'rank'],
    'text-size': ['interpolate', ['linear'], ['zoom'], 8, ['match', ['get', 'class'], ['city', 'town'], 14, 12], 14, ['match', ['get', 'class'], ['city', 'town'], 20, 'village', 17, 13]],
  }, c.label, c),
];

const style = (name, c) => ({
  version: 8,
  name: `Truckroll ${name}`,
  sources: {
    map: {
      type: 'vector', tiles: ['/tiles/{z}/{x}/{y}'], minzoom: 7, maxzoom: 14,
      attribution: '© OpenStreetMap contributors, ODbL 1.0',
    },
  },
  layers: layers(c),
});

const here = dirname(fileURLToPath(import.meta.url));
for (const [name, palette] of Object.entries(palettes)) {
  writeFileSync(join(here, `style-${name}.json`), `${JSON.stringify(style(name, palette), null, 1)}\n`);
}
