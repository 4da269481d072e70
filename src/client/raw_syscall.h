// System calls that touch no memory: not even errno, which lies in a thread's own memory and which
// the C library's functions write. For code that runs in another process on the memory of this one.
#pragma once

namespace overt {

// The result as the kernel gives it: negative for an error. Unused arguments are 0.
// NOLINTBEGIN(google-runtime-int): the kernel's word
inline long raw_syscall(long number, long first = 0, long second = 0, long third = 0,
                        long fourth = 0) {
#if defined(__x86_64__)
  long result = number;
  register long r10 asm("r10") = fourth;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(first), "S"(second), "d"(third), "r"(r10)
               : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = first;
  register long x1 asm("x1") = second;
  register long x2 asm("x2") = third;
  register long x3 asm("x3") = fourth;
  asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
#else
#error \
    "raw_syscall() is not written for this processor: see syscall(2), Architecture calling conventions"
#endif
}
// NOLINTEND(google-runtime-int)

}  // namespace overt
