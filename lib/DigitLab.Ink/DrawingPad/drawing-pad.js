// Builds a pad into an element: paper to draw on, what the network sees, its guess, every layer's maps.
function drawingPad(root, model, weights) {
  const net = network(model, weights);
  const paperSize = 280, penRadius = 11, keyStep = 8;
  const strokes = [];
  let drawing = false, key = null, due = false;

  const palette = decode(model.palette);
  root.innerHTML = `<style>${model.css}</style>
    <div class="top">
      <div>
        <h4>Draw a digit</h4>
        <canvas class="paper" tabindex="0" role="application" aria-label="Paper to draw a digit on. Arrow keys move the pen, space puts it down and lifts it, Z takes the last stroke back, C clears."></canvas>
        <div class="buttons"><button type="button" class="undo">Undo</button><button type="button" class="clear">Clear</button></div>
      </div>
      <div><h4>What the network sees</h4><canvas class="seen" width="28" height="28" role="img" aria-label="The digit in 28 by 28 pixels"></canvas></div>
      <div class="reading"><h4>Its guess</h4><p class="guess" role="status" aria-live="polite"></p><div class="bars"></div></div>
    </div>
    <div class="layers"></div>
    <p class="hint">Maps: blue is positive, orange negative, white zero, on a scale per layer.</p>`;
  const find = selector => root.querySelector(selector);
  const paper = find(".paper"), seen = find(".seen"), guess = find(".guess");
  const density = Math.max(1, Math.ceil(window.devicePixelRatio || 1));
  paper.width = paper.height = paperSize * density;

  const bars = model.classes.map(name => {
    const cells = ["name", "bar", "share"].map(kind => {
      const cell = document.createElement("div");
      cell.className = kind;
      find(".bars").append(cell);
      return cell;
    });
    cells[0].textContent = name;
    cells[1].append(document.createElement("i"));
    return cells;
  });

  const pictures = net.layers.filter(layer => layer.op !== "same").map(layer => {
    const [channels, rows, columns] = layer.out.length === 3 ? layer.out : [1, 1, layer.out[0]];
    const vector = rows === 1 && columns === 1 ? channels : channels === 1 && rows === 1 ? columns : 0;
    const gap = vector ? 0 : Math.max(1, Math.floor(columns / 10));
    const zoom = vector ? Math.min(24, 640 / vector) : Math.min(6, Math.max(1, Math.floor(84 / columns)));
    const across = vector ? 1 : Math.max(1, Math.min(channels, Math.floor(640 / zoom / (columns + gap))));
    const canvas = document.createElement("canvas");
    canvas.width = vector || across * (columns + gap) - gap;
    canvas.height = vector ? 1 : Math.ceil(channels / across) * (rows + gap) - gap;
    canvas.style.width = `${canvas.width * zoom}px`;
    if (vector) canvas.style.height = "18px";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `What layer ${layer.name} gives`);
    const block = document.createElement("div"), heading = document.createElement("h4"), shape = document.createElement("span");
    heading.textContent = `${layer.name} `;
    shape.className = "shape";
    shape.textContent = `${layer.kind} → ${layer.out.join("×")}`;
    heading.append(shape);
    block.append(heading, canvas);
    find(".layers").append(block);
    return { layer, canvas, channels: vector ? 1 : channels, rows: vector ? 1 : rows, columns: vector || columns, gap, across };
  });

  function picture({ layer, canvas, channels, rows, columns, gap, across }) {
    const context = canvas.getContext("2d"), image = context.createImageData(canvas.width, canvas.height);
    const largest = layer.result.reduce((high, value) => Math.max(high, Math.abs(value)), 1e-30);
    for (let c = 0, i = 0; c < channels; c++) {
      const x0 = (c % across) * (columns + gap), y0 = Math.floor(c / across) * (rows + gap);
      for (let r = 0; r < rows; r++)
        for (let k = 0; k < columns; k++, i++) {
          const color = 3 * Math.round((layer.result[i] / largest + 1) / 2 * (palette.length / 3 - 1));
          image.data.set([palette[color], palette[color + 1], palette[color + 2], 255], 4 * ((y0 + r) * canvas.width + x0 + k));
        }
    }
    context.putImageData(image, 0, 0);
  }

  function percent(share) {
    return `${(100 * share).toFixed(1)}%`;
  }

  function update() {
    due = false;
    const pixels = normalizeStrokes(strokes), blank = strokes.length === 0;
    const context = seen.getContext("2d"), image = context.createImageData(28, 28);
    pixels.forEach((value, i) => image.data.set([255 - 255 * value, 255 - 255 * value, 255 - 255 * value, 255], 4 * i));
    context.putImageData(image, 0, 0);
    net.run(pixels);
    pictures.forEach(picture);
    const shares = net.probabilities();
    const order = shares.map((_, i) => i).sort((a, b) => shares[b] - shares[a]);
    bars.forEach(([name, bar, share], i) => {
      const place = blank ? "" : ["first", "second"][order.indexOf(i)] || "";
      [name, bar, share].forEach(cell => cell.className = `${cell.className.split(" ")[0]} ${place}`);
      bar.firstChild.style.width = blank ? 0 : percent(shares[i]);
      share.textContent = blank ? "" : percent(shares[i]);
    });
    guess.textContent = blank ? "Draw, and it guesses." : "";
    if (!blank) {
      const first = document.createElement("b");
      first.textContent = model.classes[order[0]];
      guess.append(first, ` ${percent(shares[order[0]])}`);
      if (order.length > 1) guess.append(`, then ${model.classes[order[1]]} ${percent(shares[order[1]])}`);
    }
  }

  function show() {
    const context = paper.getContext("2d");
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, paperSize, paperSize);
    context.fillStyle = context.strokeStyle = "#000";
    context.lineCap = "round";
    for (const stroke of strokes)
      stroke.forEach((to, i) => {
        const from = stroke[Math.max(0, i - 1)];
        context.beginPath();
        context.lineWidth = from[2] + to[2];
        context.moveTo(from[0], from[1]);
        context.lineTo(to[0], to[1] + (i === 0 ? 0.001 : 0));
        context.stroke();
      });
    if (key) {
      context.strokeStyle = key.down ? "#d55e00" : "#0072b2";
      context.lineWidth = 2;
      context.beginPath();
      context.arc(key.x, key.y, penRadius, 0, 7);
      context.stroke();
    }
    if (!due) {
      due = true;
      requestAnimationFrame(update);
    }
  }

  function add(x, y, radius) {
    const stroke = strokes[strokes.length - 1], last = stroke[stroke.length - 1];
    if (!last || Math.hypot(x - last[0], y - last[1]) >= 1) stroke.push([x, y, radius]);
  }

  function undo() {
    drawing = false;
    strokes.pop();
    show();
  }

  function clear() {
    drawing = false;
    strokes.length = 0;
    show();
  }

  function point(event) {
    const bounds = paper.getBoundingClientRect();
    const scale = paperSize / bounds.width;
    // Only pens tell how hard they are pressed.
    const pressure = event.pointerType === "pen" && event.pressure > 0 ? 0.5 + event.pressure : 1;
    add((event.clientX - bounds.left) * scale, (event.clientY - bounds.top) * scale, penRadius * pressure);
  }

  paper.addEventListener("pointerdown", event => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    paper.focus({ preventScroll: true });
    paper.setPointerCapture(event.pointerId);
    key = null;
    drawing = true;
    strokes.push([]);
    point(event);
    show();
  });
  paper.addEventListener("pointermove", event => {
    if (!drawing || !event.isPrimary) return;
    const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    (events.length ? events : [event]).forEach(point);
    show();
  });
  for (const name of ["pointerup", "pointercancel"])
    paper.addEventListener(name, event => {
      if (event.isPrimary) drawing = false;
    });

  paper.addEventListener("keydown", event => {
    if (event.altKey || event.metaKey || (event.ctrlKey && event.key !== "z")) return;
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const actions = { z: undo, Backspace: undo, c: clear, Delete: clear };
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (moves[name] || name === " ") {
      key ??= { x: paperSize / 2, y: paperSize / 4, down: false };
      if (name === " ") {
        key.down = !key.down;
        if (key.down) strokes.push([[key.x, key.y, penRadius]]);
      } else {
        key.x = Math.min(paperSize, Math.max(0, key.x + keyStep * moves[name][0]));
        key.y = Math.min(paperSize, Math.max(0, key.y + keyStep * moves[name][1]));
        if (key.down) add(key.x, key.y, penRadius);
      }
      show();
    } else if (actions[name]) {
      if (key) key.down = false;
      actions[name]();
    } else return;
    // Notebooks use these keys as shortcuts.
    event.preventDefault();
    event.stopPropagation();
  });
  paper.addEventListener("blur", () => {
    key = null;
    show();
  });
  find(".undo").addEventListener("click", undo);
  find(".clear").addEventListener("click", clear);
  show();

  // For tests and the browser's console.
  root.drawingPad = { run: net.run, layers: net.layers, form: normalizeStrokes, update };
}

function decode(base64) {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
}
