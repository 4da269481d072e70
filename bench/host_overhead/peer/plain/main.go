// A tool that does nothing, or with any argument works for 5 ms: what the one beside it is compared
// with.
package main

import (
	"os"
	"time"
)

func main() {
	if len(os.Args) > 1 {
		time.Sleep(5 * time.Millisecond)
	}
}
