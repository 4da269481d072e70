// The pepper: a secret under which ids are keyed at the door, so that who holds the store cannot
// find a project or a user by hashing what they might be. It lives in a file beside the data and
// never in the store.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/keyed_hash.h"
#include "base/random.h"
#include "base/result.h"
#include "model/event.h"
#include "model/otlp.h"

namespace overt {

class Pepper {
 public:
  explicit Pepper(const Bytes<32>& secret) : hash_(secret) {}

  // The secret in the file at `path`; an error if it is missing, too. For who looks for an id that
  // was kept: under a new secret nothing would be found.
  static Result<Pepper> open(const std::string& path);

  // The secret in the file at `path`, which is made, with mode 0600, if it is missing. An error if
  // it is there but not a pepper, or open to others than its owner: it is never replaced, since
  // every id known so far would change.
  static Result<Pepper> open_or_make(const std::string& path, Random& random);

  // HMAC-SHA-256 of an id, in lower-case hex; the empty id stays empty.
  std::string key(std::string_view id) const;

  // Keys the event's ids in place.
  void key_ids(Event& event) const;

  // A sender derives a span's id from a line that holds the raw ids, so who knows the rest of the
  // line could try projects against it. Equal identities stay equal.
  SpanIdentity key(const SpanIdentity& identity) const;

 private:
  KeyedHash hash_;  // under the secret
};

}  // namespace overt
