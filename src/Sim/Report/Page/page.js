// The rest of the page has one state: a crash point, an image and a file. It is drawn again whenever the state changes.
(() => {
  const { data, find, add } = Page;
  const state = { point: data.point, image: data.image, file: data.log };
  const mostBytes = 4000;

  const seconds = us => (us / 1e6).toFixed(6) + ' s';
  const bytes = n => n === 1 ? '1 byte' : n.toLocaleString('en') + ' bytes';
  const count = (n, one, many) => n === 1 ? `1 ${one}` : `${n} ${many}`;

  const contents = new Map();
  function content(blob) {
    if (blob < 0) return null;
    if (!contents.has(blob)) {
      // Without recursion: a chain may be as long as the run.
      const chain = [];
      for (let at = blob; at >= 0 && !contents.has(at); at = data.blobs[at].base) chain.push(at);
      for (const at of chain.reverse()) {
        const made = data.blobs[at], base = made.base < 0 ? '' : contents.get(made.base);
        contents.set(at, base.slice(0, made.head) + made.text + base.slice(base.length - made.tail));
      }
    }
    return contents.get(blob);
  }

  function header() {
    document.title = `${data.title}: ${data.summary}`;
    document.body.classList.add(data.broken ? 'broken' : 'kept');
    find('title').textContent = data.title;
    find('summary').textContent = data.summary;
    find('replay').textContent = data.replay;
    for (const [name, value] of data.settings) {
      const item = add(find('settings'), 'li');
      add(item, 'b', '', name);
      item.append(value);
    }
    for (const line of data.story) add(find('story'), 'li', '', line);
    find('report').hidden = data.story.length === 0;
    find('plan').textContent = data.plan;
    find('cuts').textContent = data.cuts.length ? 'To keep this page small, left out: ' + data.cuts.join('; ') + '.' : '';
    find('slider').max = data.points.length - 1;
    const worst = ['broken', 'damage', 'refused'];
    data.points.forEach((point, i) => {
      const cell = add(find('strip'), 'i', worst.find(kind => point.images.some(image => image.verdict === kind)) || '');
      cell.title = `crash point ${point.position}`;
      cell.addEventListener('click', () => choose(i));
    });
  }

  function crash(point, image) {
    find('slider').value = state.point;
    [...find('strip').children].forEach((cell, i) => cell.classList.toggle('here', i === state.point));
    find('where').textContent = `Crash point ${point.position} of ${data.points[data.points.length - 1].position}, at ${seconds(point.atUs)}, after: ${point.change}. `
      + `${count(point.executed, 'write', 'writes')} executed, ${point.acknowledged} acknowledged.`;
    const images = find('images');
    images.replaceChildren();
    point.images.forEach((other, i) => {
      const button = add(images, 'button', other.verdict, other.name);
      button.title = other.origin;
      button.setAttribute('aria-pressed', i === state.image);
      button.addEventListener('click', () => { state.image = i; draw(); });
    });
    const verdict = find('verdict');
    verdict.className = image ? image.verdict : '';
    verdict.textContent = image ? (image.verdict === 'broken' ? 'BROKEN: ' : '') + image.says : 'No crash is judged here.';
    find('origin').textContent = image ? image.origin : '';
  }

  // One line of a file: ranges on the scale of the longest of them.
  function range(parent, label, whole, parts, says) {
    const row = add(parent, 'div', 'range');
    add(row, 'span', '', label);
    const bar = add(row, 'div');
    for (const [kind, from, to] of parts) {
      if (to <= from) continue;
      const part = add(bar, 'b', kind);
      part.style.left = 100 * from / whole + '%';
      part.style.width = 100 * (to - from) / whole + '%';
    }
    add(row, 'span', '', says);
  }

  const pairs = flat => flat.reduce((made, value, i) => { if (i % 2) made[made.length - 1].push(value); else made.push([value]); return made; }, []);
  const length = ranges => ranges.reduce((sum, [from, to]) => sum + to - from, 0);

  function files(point, image) {
    const into = find('files');
    into.replaceChildren();
    const paths = [...new Set([...point.files, ...(image ? image.files : [])].map(file => file.path))];
    if (paths.length === 0) add(into, 'p', '', 'There is no file yet.');
    paths.sort((a, b) => (b === data.log) - (a === data.log) || (a < b ? -1 : 1));
    for (const path of paths) {
      const cached = point.files.find(file => file.path === path), left = image && image.files.find(file => file.path === path);
      const held = path === data.log ? point.held : 0, size = cached ? cached.size : 0;
      const whole = Math.max(1, size + held, left ? left.size : 0);
      const box = add(into, 'button', 'file');
      box.setAttribute('aria-pressed', path === state.file);
      box.addEventListener('click', () => { state.file = path; draw(); });
      const title = add(box, 'h3', '', path);
      if (cached) add(title, 'span', '', `inode ${cached.inode}`);
      if (cached && !cached.nameDurable) add(title, 'em', '', 'its name is not durable');
      if (left && left.size < 0) add(title, 'em', '', 'gone after the crash');
      if (left && left.isOther) add(title, 'em', '', 'leads to another file after the crash');
      if (!cached) add(title, 'em', '', 'back after the crash');
      if (cached) {
        const durable = pairs(cached.durable);
        range(box, 'issued', whole, [['issued', 0, size + held]], bytes(size + held));
        range(box, 'cache', whole, [['cache', 0, size]], bytes(size));
        range(box, 'durable', whole, durable.map(part => ['durable', ...part]), bytes(length(durable)));
      }
      if (left) {
        const there = Math.max(0, left.size), differs = pairs(left.differs);
        const parts = [['after', 0, there], ...differs.map(part => ['differs', ...part]), ['lost', there, left.isOther ? 0 : size]];
        range(box, 'after', whole, parts, left.isOther ? bytes(there) : size > there ? `${bytes(size - there)} lost` : length(differs) ? `${bytes(length(differs))} differ` : bytes(there));
      }
    }
  }

  const isLive = (write, position) => !data.restarts.some(([at, back, first]) => at <= position && write > back && write < first);

  function writes(point, image) {
    const into = find('writes');
    into.replaceChildren();
    const shown = data.writes.filter(write => write.number <= point.executed);
    if (shown.length === 0) { add(into, 'p', '', 'None yet.'); return; }
    const table = add(into, 'table'), head = add(add(table, 'thead'), 'tr');
    for (const title of ['#', 'write', 'acknowledged', 'after the crash']) add(head, 'th', '', title);
    const body = add(table, 'tbody');
    let first = null;
    for (const write of shown) {
      const live = isLive(write.number, point.position), there = image && write.number <= image.back, promised = image && write.number <= image.promised;
      const [kind, says] = !live ? ['old', 'left behind by a restart'] : !image ? ['', ''] : image.back < 0 ? ['', 'no such state came back']
        : there ? ['', promised ? 'there, as promised' : 'there'] : promised ? ['gone', 'GONE, promised'] : ['may', 'gone, as it may be'];
      const row = add(body, 'tr', kind);
      add(row, 'td', '', write.number);
      add(row, 'td', '', write.text).title = write.text;
      add(row, 'td', '', write.ackUs >= 0 && write.ackUs <= point.atUs ? seconds(write.ackUs) : 'not yet');
      add(row, 'td', '', says);
      if (!first && kind === 'gone') first = row;
    }
    into.scrollTop = (first || body.lastChild).offsetTop - 60;
  }

  // One byte as text; a command begins on a line of its own.
  function glyph(text, i) {
    const c = text.charCodeAt(i);
    if (c === 13 && text[i + 1] === '\n') return '↵';
    if (c === 10) return text[i + 1] === '*' ? '\n' : ' ';
    return c >= 32 && c < 127 ? text[i] : '\\x' + c.toString(16).padStart(2, '0');
  }

  function bytesOf(into, text, kindAt, from) {
    into.replaceChildren();
    if (text === null) { add(into, 'span', 'note', 'no such file, or its bytes were left out'); return; }
    const to = Math.min(text.length, from + mostBytes);
    if (from > 0) add(into, 'span', 'note', `(${bytes(from)} before) `);
    let run = '', kind = kindAt(from);
    for (let i = from; i < to; i++) {
      if (kindAt(i) !== kind) { add(into, 'span', kind, run); run = ''; kind = kindAt(i); }
      run += glyph(text, i);
    }
    add(into, 'span', kind, run);
    if (to < text.length) add(into, 'span', 'note', ` (${bytes(text.length - to)} more)`);
    if (text.length === 0) add(into, 'span', 'note', 'empty');
  }

  const inside = (ranges, at) => ranges.some(([from, to]) => at >= from && at < to);

  function bytesView(point, image) {
    find('file').textContent = state.file;
    const cached = point.files.find(file => file.path === state.file), left = image && image.files.find(file => file.path === state.file);
    const durable = cached ? pairs(cached.durable) : [], differs = left ? pairs(left.differs) : [], there = left ? Math.max(0, left.size) : 0;
    const telling = Math.min(differs.length ? differs[0][0] : Infinity, left && cached && there < cached.size ? there : Infinity, cached ? cached.size : 0);
    const from = Math.max(0, telling - mostBytes / 2);
    bytesOf(find('cached'), cached ? content(cached.blob) : null, at => left && (left.isOther || at >= there) ? 'lost' : inside(durable, at) ? 'durable' : '', from);
    bytesOf(find('left'), left && left.size >= 0 ? content(left.blob) : null, at => inside(differs, at) ? 'differs' : '', from);
  }

  let moveLine = () => {};
  function draw() {
    const point = data.points[state.point];
    state.image = Math.max(0, Math.min(state.image, point.images.length - 1));
    const image = point.images[state.image];
    crash(point, image);
    files(point, image);
    writes(point, image);
    bytesView(point, image);
    moveLine(point.atUs);
  }

  function choose(point) {
    state.point = Math.max(0, Math.min(point, data.points.length - 1));
    draw();
  }

  function begin() {
    [state.point, state.image, state.file] = [data.point, data.image, data.log];
    draw();
  }

  const keys = {
    ArrowLeft: () => choose(state.point - 1), ArrowRight: () => choose(state.point + 1),
    ArrowUp: () => { state.image--; draw(); }, ArrowDown: () => { state.image++; draw(); },
    Home: () => choose(0), End: () => choose(data.points.length - 1), v: begin,
  };
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  find('slider').addEventListener('input', event => choose(Number(event.target.value)));
  find('before').addEventListener('click', () => choose(state.point - 1));
  find('after').addEventListener('click', () => choose(state.point + 1));
  find('home').addEventListener('click', begin);

  header();
  moveLine = Timeline.draw(find('names'), find('lanes'), data, seconds, choose, text => { find('event').textContent = text; });
  draw();
  document.body.dataset.ready = 'yes';
})();
