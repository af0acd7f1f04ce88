// One section for each kind of failure, in the order of the data.
(() => {
  const { data, find, add } = Page;
  document.title = `${data.title}: ${data.summary}`;
  document.body.classList.add(data.isKept ? 'kept' : 'broken');
  find('title').textContent = data.title;
  find('summary').textContent = data.summary;
  find('notes').textContent = data.notes;
  for (const [name, value] of data.settings) {
    const item = add(find('settings'), 'li');
    add(item, 'b', '', name);
    item.append(value);
  }
  for (const failure of data.failures) {
    const section = add(find('failures'), 'section', 'failure');
    const title = add(section, 'h2', failure.kind, failure.kind.toUpperCase());
    add(title, 'small', '', `on ${failure.disks.join(', ')}; crash states: ${failure.states}`);
    add(section, 'p', 'says', failure.says);
    if (failure.needed) add(section, 'p', 'needed', 'needed: ' + failure.needed);
    for (const [name, value] of failure.facts) {
      const line = add(section, 'p', 'fact');
      add(line, 'b', '', name);
      line.append(value);
    }
    if (failure.command) {
      const again = add(section, 'p', 'replay');
      add(again, 'span', '', 'Makes these files again');
      add(again, 'code', '', failure.command);
    }
    if (failure.changes.length === 0) continue;
    const around = add(section, 'details');
    around.open = true;
    add(around, 'summary', '', 'the changes before the crash');
    const list = add(around, 'ol', 'mono');
    for (const change of failure.changes) add(list, 'li', '', change);
    add(list, 'li', 'here', 'the crash');
  }
  document.body.dataset.ready = 'yes';
})();
