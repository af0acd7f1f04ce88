// The picture of the lanes. The scale follows the events: between two events, a pause of a second takes little more
// room than one of a millisecond.
const Timeline = (() => {
  const rowHeight = 22, lanePadding = 6, axisHeight = 20;

  function element(parent, name, attributes, text) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    parent.appendChild(made);
    return made;
  }

  function scale(times, room) {
    const sorted = [...new Set(times)].sort((a, b) => a - b);
    const places = [14];
    for (let i = 1; i < sorted.length; i++) places.push(places[i - 1] + 2 + 3 * Math.log2(1 + (sorted[i] - sorted[i - 1]) / 10));
    // A short run fills the width, and a slightly longer one is compressed to it.
    const fitting = (room - 90) / places[places.length - 1], stretch = fitting < 0.7 ? 1 : Math.min(3, fitting);
    for (let i = 0; i < places.length; i++) places[i] *= stretch;
    const index = time => {
      let low = 0, high = sorted.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (sorted[middle] <= time) low = middle; else high = middle - 1;
      }
      return low;
    };
    const at = time => {
      const i = index(time);
      if (i === sorted.length - 1 || time <= sorted[i]) return places[i];
      return places[i] + (places[i + 1] - places[i]) * (time - sorted[i]) / (sorted[i + 1] - sorted[i]);
    };
    return { at, sorted, places, width: places[places.length - 1] + 60 };
  }

  // Spans that overlap in a lane get rows of their own.
  function rows(spans) {
    const ends = [];
    return spans.map(span => {
      let row = ends.findIndex(end => end <= span.from);
      if (row < 0) row = ends.length < 3 ? ends.length : 2;
      ends[row] = Math.max(span.to, span.from + 1);
      return row;
    });
  }

  // Returns where the labels begin.
  function axis(svg, time, seconds) {
    const starts = [];
    for (let i = 0; i < time.sorted.length; i++) {
      if (starts.length && time.places[i] - starts[starts.length - 1] < 78) continue;
      starts.push(time.places[i]);
      element(svg, 'text', { x: time.places[i], y: 12 }, seconds(time.sorted[i]));
    }
    return starts;
  }

  function draw(names, into, data, seconds, choose, tell) {
    const times = [0];
    for (const lane of data.lanes) for (const span of lane.spans) times.push(span.from, span.to);
    for (const point of data.points) times.push(point.atUs);
    const time = scale(times, into.clientWidth);
    const svg = element(into, 'svg', { width: Math.ceil(time.width) });
    const starts = axis(svg, time, seconds);
    let top = axisHeight;
    names.appendChild(document.createElement('div')).style.height = axisHeight + 'px';
    for (const lane of data.lanes) {
      const row = rows(lane.spans), height = rowHeight * (1 + Math.max(0, ...row)) + lanePadding;
      const name = names.appendChild(document.createElement('div'));
      name.textContent = lane.name;
      name.style.height = height + 'px';
      element(svg, 'line', { class: 'row', x1: 0, x2: time.width, y1: top, y2: top });
      lane.spans.forEach((span, i) => {
        const x = time.at(span.from), width = Math.max(3, time.at(span.to) - x), y = top + lanePadding / 2 + row[i] * rowHeight + 3;
        const box = element(svg, 'rect', { class: span.kind, x, y, width, height: rowHeight - 6, rx: 2 });
        element(box, 'title', {}, span.text);
        box.addEventListener('mouseenter', () => tell(`${seconds(span.from)}${span.to > span.from ? ' to ' + seconds(span.to) : ''}: ${span.text}`));
        const word = span.text.replace(/^\d+ /, '').split(/[(:;]/)[0];
        if (width > 8 + 5.6 * word.length) element(svg, 'text', { class: 'inside', x: x + 4, y: y + 12 }, word);
      });
      top += height;
    }
    svg.setAttribute('height', top + 16);
    const future = element(svg, 'rect', { class: 'future', y: axisHeight, height: top });
    const line = element(svg, 'line', { class: 'line', y1: 0, y2: top + 14 });
    const label = element(svg, 'text', { class: 'crashtext', y: top + 12, 'text-anchor': 'end' }, 'the crash');
    svg.addEventListener('click', event => {
      const x = event.clientX - svg.getBoundingClientRect().left;
      let near = 0;
      data.points.forEach((point, i) => { if (time.at(point.atUs) <= x + 4) near = i; });
      choose(near);
    });
    return us => {
      const x = time.at(us);
      future.setAttribute('x', x);
      future.setAttribute('width', Math.max(0, time.width - x));
      line.setAttribute('x1', x);
      line.setAttribute('x2', x);
      label.setAttribute('x', x - 5);
      if (x < into.scrollLeft + 40 || x > into.scrollLeft + into.clientWidth - 80) {
        // No label is cut at the left edge.
        const left = x - into.clientWidth * 0.7;
        into.scrollLeft = left - 6 < starts[0] ? 0 : starts.filter(start => start - 6 <= left).pop() - 6;
      }
    };
  }

  return { draw };
})();
