/* Replaces the pictures of a card by plots of the same numbers. Where it does not run, the pictures stay. */
(() => {
  "use strict";

  const HEIGHT = 380;
  const NEAR = 20;
  const WHOLE = [1, 2, 5];
  for (let power = 10; power < 1e15; power *= 10) {
    WHOLE.push(power, 2 * power, 5 * power);
  }

  const NONE = "\u2013";
  const digits = (value, count) => String(Number(value.toPrecision(count)));
  const across = (plot, value) =>
    value == null ? NONE : Number.isInteger(value) ? String(value) : digits(value, 4);
  const up = (plot, value) => (value == null ? NONE : digits(value, 4));
  const ticks = (plot, values) => values.map(value => (value == null ? "" : digits(value, 10)));
  const widthOf = (plot, texts) =>
    24 + 7 * Math.max(4, ...(texts || []).map(text => text.length));

  // Shows values of the nearest point, and of points of other curves that are up to NEAR pixels farther away.
  const reach = (plot, curve, nearest) =>
    Math.abs(plot.valToPos(plot.data[0][nearest], "x") - plot.cursor.left) + NEAR;

  function options(data, width) {
    const whole = data.curves.every(curve => curve.x.every(Number.isInteger));
    return {
      title: data.title,
      width,
      height: HEIGHT,
      scales: { x: { time: false } },
      axes: [
        { label: data.across, values: ticks, ...(whole ? { incrs: WHOLE } : {}) },
        { values: ticks, size: widthOf },
      ],
      cursor: { hover: { prox: reach } },
      series: [
        { label: data.across, value: across },
        ...data.curves.map(curve => ({
          label: curve.name,
          stroke: curve.colour,
          dash: curve.dash,
          width: 1.5,
          value: up,
        })),
      ],
    };
  }

  function replace(place, data) {
    const width = () => place.clientWidth;
    const points = uPlot.join(data.curves.map(curve => [curve.x, curve.y]));
    const plot = new uPlot(options(data, width()), points, place);
    const canvas = plot.root.querySelector("canvas");
    canvas.role = "img";
    canvas.ariaLabel = data.title;
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.textContent =
      "Point at the plot for values. Drag to zoom in, double-click to zoom out," +
      " click on a name to hide its curve.";
    place.append(hint);
    place.querySelector("svg").remove();
    window.addEventListener("resize", () => plot.setSize({ width: width(), height: HEIGHT }));
  }

  for (const data of document.querySelectorAll(".plot > script")) {
    replace(data.parentElement, JSON.parse(data.textContent));
  }
})();
