// What the address of a store says.
#pragma once

#include <string>

#include "base/result.h"

namespace overt::clickhouse {

struct Address {
  std::string server;  // "https://host:8443", without user, path and query
  std::string user;    // "default" if it says none
  std::string database;
  std::string cluster;           // empty for one server
  bool is_in_the_clear = false;  // what is sent to it can be read on the way
};

// An error says what is wrong, and shows no part of a password.
Result<Address> parse_address(const std::string& text);

}  // namespace overt::clickhouse
