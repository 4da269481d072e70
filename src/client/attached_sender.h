// The attached sender: where the machine may end with the command, the sender is started with the
// command, so that its connection is ready when the command ends. docs/log-format.md, "Senders".
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>

#include "base/clock.h"
#include "client/detached_process.h"

namespace overt {

// What the tool and its sender say to each other, a byte each, over the socket that is the sender's
// standard input and output. The tool's end, its last word, is the socket's end.
inline constexpr char kAttachedLive = 'L';   // the sender: the server has answered me
inline constexpr char kAttachedFlush = 'F';  // the tool: the run is over, send what there is
inline constexpr char kAttachedDone = 'D';   // the sender: nothing waits any more

// The tool's end. The tool may do to its descriptors what it likes: a number that leads elsewhere
// than to the sender is not touched. Raises no signal. Threads: one.
class AttachedSender {
 public:
  // Starts `program`; nullptr if that cannot be done.
  static std::unique_ptr<AttachedSender> start(DetachedProgram program);

  AttachedSender(const AttachedSender&) = delete;
  AttachedSender& operator=(const AttachedSender&) = delete;
  // Lets go of the sender, which sends what there is and ends.
  ~AttachedSender() { let_go(); }

  // The run is over and all is in the log: the sender is to send it. Waits until it has, if it has
  // said that the server answers, and for `wait_ms_max` at most; then lets go of it. Does not wait
  // at all in any other case. False if the sender is gone, so that what is left is left to others.
  bool finish(std::int64_t wait_ms_max, const Clock& clock);

 private:
  enum class Word { kNothingYet, kSaid, kGone };

  explicit AttachedSender(int fd);
  bool is_ours() const;
  Word hear(char expected) const;
  bool flush(std::int64_t wait_ms_max, const Clock& clock) const;
  void let_go();

  int fd_;  // -1 once it is let go of
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace overt
