// Draws media/icon.png: a seven of 14 by 14 dots, as a network sees a digit.
import { writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

const size = 256;
const grid = 14;
const back = [22, 32, 56];
const rows = [
  "..............",
  "..............",
  "...########...",
  "...#########..",
  "..........##..",
  ".........##...",
  ".........##...",
  "........##....",
  "........##....",
  ".......##.....",
  ".......##.....",
  "......##......",
  "..............",
  "..............",
];

function pixel(x, y) {
  const [column, row] = [Math.floor((x * grid) / size), Math.floor((y * grid) / size)];
  const [dx, dy] = [(x * grid) / size - column - 0.5, (y * grid) / size - row - 0.5];
  const isInk = rows[row][column] === "#";
  const distance = Math.hypot(dx, dy);
  const dot = Math.min(1, Math.max(0, (isInk ? 0.44 : 0.14) - distance) * 18);
  const colour = isInk ? [122 + row * 8, 205 - row * 4, 255 - row * 6] : [70, 88, 128];
  const radius = size / 8;
  const [cx, cy] = [Math.max(radius - x, x - (size - 1 - radius), 0), Math.max(radius - y, y - (size - 1 - radius), 0)];
  const alpha = Math.min(1, Math.max(0, radius - Math.hypot(cx, cy) + 0.5));
  return [...back.map((from, i) => Math.round(from + (colour[i] - from) * dot)), Math.round(255 * alpha)];
}

const data = Buffer.alloc(size * (size * 4 + 1));
for (let y = 0; y < size; y++) {
  for (let x = 0; x < size; x++) {
    data.set(pixel(x, y), y * (size * 4 + 1) + 1 + x * 4);
  }
}

const header = Buffer.alloc(13);
header.writeUInt32BE(size, 0);
header.writeUInt32BE(size, 4);
header.set([8, 6], 8); // eight bits, with transparency
writeFileSync(
  "media/icon.png",
  Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(data, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]),
);

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type), content]);
  const result = Buffer.alloc(content.length + 12);
  result.writeUInt32BE(content.length, 0);
  body.copy(result, 4);
  result.writeUInt32BE(crc(body), content.length + 8);
  return result;
}

function crc(bytes) {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    }
  }
  return ~value >>> 0;
}
