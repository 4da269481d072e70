// An answer as it goes over the wire (RFC 9112).
#pragma once

#include <ctime>
#include <string>

#include "collector/http_message.h"

namespace overt {

// What an answer's form depends on beside what it says.
struct AnswerForm {
  bool is_http_1_0 = false;
  bool keep_open = true;
  bool has_body = true;  // false for the answer to HEAD
  std::time_t now = 0;
};

std::string to_wire(const HttpResponse& response, const AnswerForm& form);

}  // namespace overt
