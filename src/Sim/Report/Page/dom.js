'use strict';
window.onerror = message => { document.getElementById('errors').textContent += message + '\n'; };

// What every page needs. Every text is set as text, never as markup.
const Page = {
  data: JSON.parse(document.getElementById('data').textContent),
  find: id => document.getElementById(id),
  add(parent, name, kind, text) {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    if (text !== undefined) made.textContent = text;
    parent.appendChild(made);
    return made;
  },
};
