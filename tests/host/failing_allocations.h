// Memory that is not there, for the program that links this: it gets another operator new.
#pragma once

namespace host {

// "3": the third allocation from here on fails; "3+": that one and all after it; "": none.
void fail_allocation(const char* which);

void fail_no_allocation();

}  // namespace host
