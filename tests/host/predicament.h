// What can be the matter with a process only once it runs: its loader would not get through it.
#pragma once

namespace host {

// One of
//   no-descriptors   as many are open as may be
//   no-memory        the kernel gives no page more, but for the stack's first ones
//   no-system-calls  the kernel refuses (EPERM) all but what this tool itself needs
//   ""               nothing
void bring_about(const char* predicament);

}  // namespace host
