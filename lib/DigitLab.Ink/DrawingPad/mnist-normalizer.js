// MNIST preprocessing of strokes, as Photos/MnistNormalizer.cs does it for photos, with the constants that it writes into the
// page: stroke width brought into MNIST's range, longer side 20 of 28 pixels, anti-aliased, centred by mass in whole pixels.
// A stroke is a list of points [x, y, radius]; the result has 784 values in [0, 1], quantised to 255 levels.
function normalizeStrokes(strokes) {
  const { side, box, narrowest, widest } = mnist, fine = 8, wide = side * fine;
  const pixels = new Float32Array(side * side);
  const points = strokes.flat();
  if (points.length === 0) return pixels;
  const least = (f) => points.reduce((low, point) => Math.min(low, f(point)), Infinity);
  const left = least(([x, , r]) => x - r), right = -least(([x, , r]) => -x - r);
  const top = least(([, y, r]) => y - r), bottom = -least(([, y, r]) => -y - r);
  const size = Math.max(right - left, bottom - top);

  // The subpixels (8 x 8 per pixel) whose centre is inked when strokes are widened by growth on each side.
  function inked(growth) {
    const scale = box / (size + 2 * growth);
    const toX = x => (side / 2 + scale * (x - (left + right) / 2)) * fine;
    const toY = y => (side / 2 + scale * (y - (top + bottom) / 2)) * fine;
    const toRadius = r => Math.max(0.5, (r + growth) * scale * fine);
    const ink = new Uint8Array(wide * wide);
    for (const stroke of strokes)
      stroke.forEach((to, i) => {
        const from = stroke[Math.max(0, i - 1)];
        const ax = toX(from[0]), ay = toY(from[1]), ar = toRadius(from[2]);
        const bx = toX(to[0]), by = toY(to[1]), br = toRadius(to[2]);
        const dx = bx - ax, dy = by - ay, perLength = 1 / Math.max(dx * dx + dy * dy, 1e-12), reach = Math.max(ar, br);
        const y1 = Math.min(wide - 1, Math.floor(Math.max(ay, by) + reach));
        const x1 = Math.min(wide - 1, Math.floor(Math.max(ax, bx) + reach));
        for (let y = Math.max(0, Math.floor(Math.min(ay, by) - reach)); y <= y1; y++)
          for (let x = Math.max(0, Math.floor(Math.min(ax, bx) - reach)); x <= x1; x++) {
            const px = x + 0.5 - ax, py = y + 0.5 - ay;
            const t = Math.min(1, Math.max(0, (px * dx + py * dy) * perLength));
            const rx = px - t * dx, ry = py - t * dy, r = ar + t * (br - ar);
            if (rx * rx + ry * ry <= r * r) ink[y * wide + x] = 1;
          }
      });
    return ink;
  }

  // The mean stroke width in pixels of the result: twice the area, divided by the length of the outline.
  function widthOf(ink) {
    let area = 0, steps = 0;
    for (let i = wide; i < ink.length; i++) {
      area += ink[i];
      steps += (ink[i] !== ink[i - 1]) + (ink[i] !== ink[i - wide]);
    }
    return 2 * area / (Math.max(1, steps) * Math.PI / 4) / fine;
  }

  let ink = inked(0);
  const width = widthOf(ink), wanted = Math.min(widest, Math.max(narrowest, width));
  if (wanted !== width) ink = inked((wanted - width) * size / (2 * (box - wanted)));

  let mass = 0, atX = 0, atY = 0;
  const share = new Float32Array(side * side);
  for (let y = 0; y < wide; y++)
    for (let x = 0; x < wide; x++)
      if (ink[y * wide + x]) share[Math.floor(y / fine) * side + Math.floor(x / fine)] += 1 / (fine * fine);
  for (let i = 0; i < share.length; i++) {
    mass += share[i];
    atX += share[i] * (i % side + 0.5);
    atY += share[i] * (Math.floor(i / side) + 0.5);
  }
  const shiftX = Math.floor(side / 2 - atX / mass + 0.5), shiftY = Math.floor(side / 2 - atY / mass + 0.5);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const fromX = x - shiftX, fromY = y - shiftY;
      if (fromX >= 0 && fromX < side && fromY >= 0 && fromY < side)
        pixels[y * side + x] = Math.floor(255 * share[fromY * side + fromX] + 0.5) / 255;
    }
  return pixels;
}
