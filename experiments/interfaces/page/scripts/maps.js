// Communes on a map: outlines where they are known, else circles whose areas are as the populations
// (`experiments/say/charts/maps.py`), and their names.

const [KM_A_DEGREE, SMALLEST_KM, LARGEST_CIRCLE, SMALLEST_CIRCLE, TOUCHING, MARGIN, BELOW] = [6371.0088 * Math.PI / 180, 5, 0.08, 0.008, 0.1, 0.06, 2.5], BARS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500], LETTER = 6.2;
const endsOfAll = (values) => [Math.min(...values), Math.max(...values)];
const listed = france.communes(code), groundHere = numbers.ground ?? circlesOf(listed);

function circlesOf(communes) {
  const wide = numbers.wide, [south, north] = endsOfAll(communes.map((one) => one.latitude)), [west, east] = endsOfAll(communes.map((one) => one.longitude)), narrower = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const at = communes.map(({ latitude, longitude }) => [KM_A_DEGREE * narrower * (longitude - (west + east) / 2), -KM_A_DEGREE * (latitude - (south + north) / 2)]);
  const spans = [0, 1].map((axis) => { const [low, high] = endsOfAll(at.map((one) => one[axis])); return high - low; }), extent = Math.max(...spans, SMALLEST_KM), most = Math.max(...communes.map(({ population }) => population), 1);
  const roots = communes.map(({ population }) => Math.sqrt(Math.max(population, 1) / most));
  const free = at.map(([x, y], n) => Math.min(...at.map(([a, b], m) => (m === n ? Infinity : Math.hypot(x - a, y - b) / (roots[n] + roots[m]))))).sort((one, other) => one - other);
  const largest = Math.min(LARGEST_CIRCLE * extent, communes.length > 1 ? quantile(free, TOUCHING) : Infinity), radii = roots.map((one) => Math.max(largest * one, SMALLEST_CIRCLE * extent));
  const ends = [0, 1].map((axis) => [Math.min(...at.map((one, n) => one[axis] - radii[n])), Math.max(...at.map((one, n) => one[axis] + radii[n]))]), half = ends.map(([low, high]) => Math.max((high - low) / 2, SMALLEST_KM / 2)), margin = MARGIN * Math.max(...half);
  const [left, top] = ends.map(([low, high], axis) => (low + high) / 2 - half[axis] - margin), across = 2 * (half[0] + margin), units = wide / across, km = BARS.findLast((one) => one <= across / 5) ?? BARS[0];
  const placed = at.map(([x, y]) => [px((x - left) * units), px((y - top) * units)]);
  return {
    tall: px((2 * half[1] + (1 + BELOW) * margin) * units), bar: [km, px(km * units)], at: placed, order: radii.map((_, n) => n).sort((one, other) => radii[other] - radii[one]),
    shapes: placed.map(([x, y], n) => { const r = px(radii[n] * units); return `M${px(x - r)},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0Z`; }),
  };
}

/** The communes in a picture of some width, from some height on; `look`: the colour of each, and what is said of it. */
function communes(width, top, look) {
  const factor = width / numbers.wide, drawn = element("g", { transform: `translate(0,${px(top)}) scale(${Math.round(1000 * factor) / 1000})`, stroke: numbers.ground ? EDGE : INK, "stroke-width": 0.7 });
  for (const place of groundHere.order) {
    const [fill, said] = look(place), made = element("path", { d: groundHere.shapes[place], fill, "data-commune": numbers.codes[place] }, element("title", {}, said));
    drawn.append(made);
  }
  return drawn;
}

/** The names of the most populous, where they fit, in letters of the same height whatever the width. */
function namesOfCommunes(width, top) {
  const factor = width / numbers.wide, taken = [], order = listed.map((_, n) => n).sort((one, other) => listed[other].population - listed[one].population), tall = groundHere.tall * factor;
  for (const place of order) {
    if (taken.length >= NAMED) break;
    const [x, y] = groundHere.at[place].map((one) => one * factor), half = (LETTER * numbers.names[place].length) / 2 + 2;
    for (const away of [0, 14, -14]) {
      const box = { left: x - half, right: x + half, top: y + away - 8, bottom: y + away + 8, place };
      const inside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= tall;
      if (!inside || taken.some((one) => one.left < box.right && box.left < one.right && one.top < box.bottom && box.top < one.bottom)) continue;
      taken.push(box);
      break;
    }
  }
  return taken.map((one) => text((one.left + one.right) / 2, top + (one.top + one.bottom) / 2 + 4, numbers.names[one.place], "middle", { "paint-order": "stroke", stroke: PAPER, "stroke-width": 2.2, "stroke-linejoin": "round", "pointer-events": "none" }));
}
