#include "publish/page.h"

namespace overt {

// The colours are those of the dashboard (web/src/style/colours.css).
std::string_view page_style() {
  return R"css(:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f6f3, #12161c);
  --card: light-dark(#ffffff, #1a2029);
  --ink: light-dark(#1b2330, #e9edf3);
  --ink-2: light-dark(#4b5565, #b5bfcc);
  --line: light-dark(#e3e4de, #2d3542);
  --accent: light-dark(#1f5fa8, #8cbcf0);
  --bar: light-dark(#2f6fb7, #5b9be0);
  --bar-ground: light-dark(#e8f0f9, #1d2d42);
}

* {
  box-sizing: border-box;
}

body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
  font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere;
}

main {
  max-width: 1040px;
  margin: 0 auto;
  padding: 32px 16px 64px;
}

h1 {
  margin: 0;
  font-size: 28px;
  line-height: 1.2;
  letter-spacing: -0.02em;
}

h2 {
  margin: 0;
  font-size: 18px;
}

p {
  margin: 4px 0 0;
  color: var(--ink-2);
}

a {
  color: var(--accent);
  text-underline-offset: 3px;
}

:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}

.lead,
.nothing {
  margin: 20px 0 0;
  color: var(--ink);
  font-size: 20px;
}

section {
  margin-top: 20px;
  padding: 16px 20px 20px;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 10px;
}

.table {
  overflow-x: auto;
  margin-top: 12px;
}

table {
  width: 100%;
  border-collapse: collapse;
}

th,
td {
  padding: 6px 8px;
  border-bottom: 1px solid var(--line);
  text-align: left;
  white-space: nowrap;
}

tbody th {
  font-weight: 500;
}

thead th {
  color: var(--ink-2);
  font-size: 13px;
  font-weight: 500;
}

.number {
  text-align: right;
}

.drawn {
  width: 22%;
  min-width: 60px;
}

.bar {
  display: block;
  width: 100%;
  height: 8px;
  background: var(--bar-ground);
  border-radius: 4px;
}

.bar rect {
  fill: var(--bar);
}

small {
  color: var(--ink-2);
  font-size: 13px;
}

.withheld {
  font-size: 13px;
}

@media (max-width: 640px) {
  section {
    padding: 12px;
  }

  .drawn {
    width: 0;
    min-width: 0;
    padding: 0;
  }

  .bar {
    display: none;
  }

  tbody th {
    white-space: normal;
  }

  #commands tr {
    display: grid;
    grid-template-columns: 1fr 1fr 1.3fr 1fr 1fr;
    padding: 6px 0;
    border-bottom: 1px solid var(--line);
    font-size: 13px;
  }

  #commands th,
  #commands td {
    padding: 0 0 0 6px;
    border: 0;
    white-space: normal;
  }

  #commands thead th {
    font-size: 11px;
  }

  #commands th:first-child {
    grid-column: 1 / -1;
    padding: 0;
  }

  #commands .drawn {
    display: none;
  }

  #commands small {
    display: block;
    font-size: 11px;
  }
}
)css";
}

}  // namespace overt
