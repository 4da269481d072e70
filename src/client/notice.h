// The notice of the first run: where the contract itself has decided that runs are sent, whoever
// sits at a terminal is told so once, before anything is sent.
//
// It is printed when the run begins, before the command does its work: a run that is ended by
// Ctrl-C has told all the same, `overt exec` lets go of its terminal once its command runs, and a
// run that cannot tell can still decide to record nothing.
#pragma once

#include <string>

#include "base/environment.h"
#include "client/state.h"
#include "overt/contract.hpp"

namespace overt {

enum class Notice {
  kNotNeeded,   // the user was told before, or nobody is there to read it
  kGiven,       // just now, by this run or by one beside it: this run sends nothing
  kImpossible,  // nothing may be recorded in this run: a later one would send it
};

// Tells the user of `terminal`, a descriptor, by one write, unless that is no terminal or the state
// directory says that it was done. That is written down first: a home that cannot be written would
// have each run tell it again, and a notice on every run is worse than a run that nobody counts.
// Never waits for a terminal that takes nothing. Threads and processes: any number at once; one of
// them tells it.
Notice give_notice(const Contract& contract, const Environment& environment,
                   const StateDirectory& state, int terminal);

// Whether this user reads Russian: by LC_ALL, LC_MESSAGES and LANG, if the characters, by LC_ALL,
// LC_CTYPE and LANG, are UTF-8 (POSIX.1-2017, 8.2).
bool reads_russian(const Environment& environment);

// Four short lines, three if the contract names no source; each with its newline.
std::string notice_text(const Contract& contract, bool russian);

}  // namespace overt
