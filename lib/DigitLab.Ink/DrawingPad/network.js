// A network's layers on one image, from the weights in the page. Every tensor is a Float32Array, [channels, rows, columns].
function network(model, weights) {
  const layers = model.layers.map(layer => ({ ...layer, result: new Float32Array(size(layer.out)) }));

  function size(shape) {
    return shape.reduce((product, n) => product * n, 1);
  }

  // Abramowitz and Stegun's 7.1.26 is not exact enough for 1e-4 after several layers: a series and a continued fraction are.
  function erf(x) {
    const a = Math.abs(x);
    if (a > 6) return Math.sign(x);
    if (a < 2.5) {
      let term = a, sum = a;
      for (let n = 1; Math.abs(term) > 1e-17 * sum; n++) {
        term *= -a * a / n;
        sum += term / (2 * n + 1);
      }
      return Math.sign(x) * 2 / Math.sqrt(Math.PI) * sum;
    }
    let fraction = 0;
    for (let k = 60; k > 0; k--) fraction = k / 2 / (a + fraction);
    return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
  }

  const functions = {
    relu: x => Math.max(0, x),
    relu6: x => Math.min(6, Math.max(0, x)),
    tanh: Math.tanh,
    sigmoid: x => 1 / (1 + Math.exp(-x)),
    leaky: (x, slope) => (x < 0 ? slope * x : x),
    elu: (x, alpha) => (x < 0 ? alpha * Math.expm1(x) : x),
    silu: x => x / (1 + Math.exp(-x)),
    gelu: x => x * (1 + erf(x / Math.SQRT2)) / 2,
    gelutanh: x => x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2,
  };

  // The range of kernel positions k for which 0 <= start + k * step < length.
  function inside(start, step, count, length) {
    const first = start < 0 ? Math.ceil(-start / step) : 0;
    return [first, Math.min(count, Math.floor((length - 1 - start) / step) + 1)];
  }

  const operations = {
    same: (x, y) => y.set(x),

    map(x, y, layer) {
      const f = functions[layer.f];
      for (let i = 0; i < x.length; i++) y[i] = f(x[i], layer.a);
    },

    scale(x, y, layer) {
      const channels = layer.out[0], length = x.length / channels;
      for (let c = 0; c < channels; c++)
        for (let i = c * length; i < (c + 1) * length; i++) y[i] = x[i] * weights[layer.w + c] + weights[layer.b + c];
    },

    linear(x, y, layer) {
      for (let j = 0, w = layer.w; j < y.length; j++) {
        let sum = layer.b < 0 ? 0 : weights[layer.b + j];
        for (let i = 0; i < x.length; i++) sum += weights[w++] * x[i];
        y[j] = sum;
      }
    },

    conv(x, y, layer) {
      const [inputs, height, width] = layer.in, [outputs, rows, columns] = layer.out;
      const [kh, kw] = layer.kernel, [sh, sw] = layer.stride, [dh, dw] = layer.dilation;
      const part = inputs / layer.groups;
      for (let o = 0; o < outputs; o++) {
        const group = Math.floor(o / (outputs / layer.groups));
        for (let r = 0; r < rows; r++) {
          const top = r * sh - layer.pad[0], [u0, u1] = inside(top, dh, kh, height);
          for (let c = 0; c < columns; c++) {
            const left = c * sw - layer.pad[1], [v0, v1] = inside(left, dw, kw, width);
            let sum = layer.b < 0 ? 0 : weights[layer.b + o];
            for (let i = 0; i < part; i++)
              for (let u = u0; u < u1; u++) {
                const w = layer.w + ((o * part + i) * kh + u) * kw;
                const at = ((group * part + i) * height + top + u * dh) * width + left;
                for (let v = v0; v < v1; v++) sum += weights[w + v] * x[at + v * dw];
              }
            y[(o * rows + r) * columns + c] = sum;
          }
        }
      }
    },

    max(x, y, layer) {
      pool(x, y, layer, -Infinity, Math.max, sum => sum);
    },

    mean(x, y, layer) {
      const [, height, width] = layer.in;
      pool(x, y, layer, 0, (sum, value) => sum + value, (sum, inner, top, left) => {
        if (layer.divisor) return sum / layer.divisor;
        if (!layer.padded) return sum / inner;
        // Zeros of the padding count, what ceil_mode adds beyond it does not.
        const bottom = Math.min(top + layer.kernel[0], height + layer.pad[0]);
        const right = Math.min(left + layer.kernel[1], width + layer.pad[1]);
        return sum / ((bottom - top) * (right - left));
      });
    },

    adaptive(x, y, layer) {
      const [channels, height, width] = layer.in, [, rows, columns] = layer.out;
      for (let c = 0, i = 0; c < channels; c++)
        for (let r = 0; r < rows; r++)
          for (let k = 0; k < columns; k++, i++) {
            const r0 = Math.floor(r * height / rows), r1 = Math.ceil((r + 1) * height / rows);
            const k0 = Math.floor(k * width / columns), k1 = Math.ceil((k + 1) * width / columns);
            let sum = 0;
            for (let u = r0; u < r1; u++) for (let v = k0; v < k1; v++) sum += x[(c * height + u) * width + v];
            y[i] = sum / ((r1 - r0) * (k1 - k0));
          }
    },

    pad(x, y, layer) {
      const [channels, height, width] = layer.in, [, rows, columns] = layer.out, [left, top] = layer.pad;
      const source = (i, n) =>
        layer.mode === "reflect" ? (n - 1) - Math.abs((n - 1) - Math.abs(i)) : layer.mode === "edge" ? Math.min(n - 1, Math.max(0, i)) : i;
      for (let c = 0, i = 0; c < channels; c++)
        for (let r = 0; r < rows; r++)
          for (let k = 0; k < columns; k++, i++) {
            const u = source(r - top, height), v = source(k - left, width);
            y[i] = u >= 0 && u < height && v >= 0 && v < width ? x[(c * height + u) * width + v] : layer.value;
          }
    },

    softmax: (x, y) => y.set(softmax(x)),

    logsoftmax(x, y) {
      const largest = x.reduce((a, b) => Math.max(a, b));
      const log = largest + Math.log(x.reduce((sum, value) => sum + Math.exp(value - largest), 0));
      for (let i = 0; i < x.length; i++) y[i] = x[i] - log;
    },
  };

  function pool(x, y, layer, start, add, finish) {
    const [channels, height, width] = layer.in, [, rows, columns] = layer.out, [dh, dw] = layer.dilation;
    for (let c = 0, i = 0; c < channels; c++)
      for (let r = 0; r < rows; r++) {
        const top = r * layer.stride[0] - layer.pad[0], [u0, u1] = inside(top, dh, layer.kernel[0], height);
        for (let k = 0; k < columns; k++, i++) {
          const left = k * layer.stride[1] - layer.pad[1], [v0, v1] = inside(left, dw, layer.kernel[1], width);
          let value = start;
          for (let u = u0; u < u1; u++)
            for (let v = v0; v < v1; v++) value = add(value, x[(c * height + top + u * dh) * width + left + v * dw]);
          y[i] = finish(value, (u1 - u0) * (v1 - v0), top, left);
        }
      }
  }

  function softmax(x) {
    const largest = x.reduce((a, b) => Math.max(a, b));
    const powers = Array.from(x, value => Math.exp(value - largest));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map(value => value / sum);
  }

  return {
    layers,
    // Runs all layers; each keeps its result. Gives the last one's.
    run(pixels) {
      let x = Float32Array.from(pixels, value => (value - model.mean) / model.deviation);
      for (const layer of layers) {
        operations[layer.op](x, layer.result, layer);
        x = layer.result;
      }
      return x;
    },
    probabilities() {
      const last = layers[layers.length - 1];
      return last.op === "softmax" ? Array.from(last.result) : softmax(last.result);
    },
  };
}
