#include "sender/attached.h"

#include <malloc.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/file.h"
#include "client/attached_sender.h"
#include "sender/attached_plan.h"
#include "sender/lock.h"

namespace overt {
namespace {

// Whether it is heard is the tool's affair.
void say(const ToolLine& tool, char word) { ::send(tool.out, &word, 1, MSG_NOSIGNAL); }

// Whatever the tool says, and its end as well, says that the run is over. The time that the process
// may take does not run meanwhile.
void wait_for_the_end_of_the_run(const ToolLine& tool) {
  const unsigned left_s = ::alarm(0);
  char word = 0;
  while (::read(tool.in, &word, 1) < 0 && errno == EINTR) {
  }
  ::alarm(left_s);
}

// A run may last for hours, and so long nothing of this memory is needed.
void give_back_memory() {
#if defined(__GLIBC__)
  ::malloc_trim(0);
#endif
}

}  // namespace

Status send_attached(const SenderOptions& options, const SenderWorld& world, const ToolLine& tool,
                     const std::function<bool()>& may_send) {
  Result<std::optional<UniqueFd>> lock = try_to_lock(options.state.attached_lock());
  if (!lock) return lock.error();
  if (!*lock) return Ok{};

  const std::int64_t started_ms = world.clock.steady_ms();
  const Result<SendReport> first = send_queue(options, world);
  if (!first) return first.error();
  const std::int64_t left_ms = options.run_ms_max - (world.clock.steady_ms() - started_ms);
  switch (after_first_sending(*first, world.transport.is_connected(), left_ms)) {
    case AttachedStep::kEnd:
      return Ok{};
    case AttachedStep::kSayLive:
      say(tool, kAttachedLive);
      break;
    case AttachedStep::kStay:
      break;
  }
  give_back_memory();
  wait_for_the_end_of_the_run(tool);
  if (!may_send()) return Ok{};

  SenderOptions rest = options;
  rest.run_ms_max = left_ms;
  const Result<SendReport> last = send_queue(rest, world);
  if (!last) return last.error();
  // Before the tool ends: the next command is to find nobody attached.
  lock->reset();
  if (last->end == SendEnd::kEmpty) say(tool, kAttachedDone);
  return Ok{};
}

}  // namespace overt
