// A tool in Go: `probe CONTRACT` records a run by libovert.so, and says nothing.
package main

// #cgo LDFLAGS: -lovert
// #include <overt/overt.h>
// #include <stdlib.h>
import "C"

import (
	"os"
	"unsafe"
)

func main() {
	contract, err := os.ReadFile(os.Args[1])
	if err != nil {
		os.Exit(2)
	}
	version, command, use := C.CString("1.2.3"), C.CString("probe build"), C.CString("verbose")
	run := C.overt_open(unsafe.Pointer(&contract[0]), C.size_t(len(contract)), version, nil)
	uses := []C.overt_option_use{{name: use, count: 2, as_cli: 1}}
	C.overt_command_started(run, command, &uses[0], C.size_t(len(uses)))
	C.overt_event(run, C.CString("CacheMissed"), nil, 0)
	fields := []C.overt_field{
		{name: C.CString("success"), value: C.overt_boolean(1)},
		{name: C.CString("imagesCount"), value: C.overt_integer(7)},
		{name: C.CString("class"), value: C.overt_text(C.CString("small"))},
		{name: C.CString("stage"), value: C.overt_text(C.CString("install"))},
	}
	C.overt_event(run, C.CString("BuildFinished"), &fields[0], C.size_t(len(fields)))
	C.overt_command_exited(run, 0)
	C.overt_close(run)
}
