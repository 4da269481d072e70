// The URL of a git remote, taken apart as go-git does it: two spellings of one project must come to
// the same parts here as they do in tools in Go.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace overt {

struct OriginUrl {
  std::string protocol;   // "ssh", "https", …; "file" for a path
  std::string host;       // its case as written; an IPv6 address in brackets
  std::int64_t port = 0;  // 0 where the URL names none; 22 where the scp-like form names none
  std::string path;       // with the query and the fragment of a URL

  friend bool operator==(const OriginUrl&, const OriginUrl&) = default;
};

// go-git 5.16, transport.NewEndpoint: a URL with a scheme as net/url parses it, else
// scp-like (`user@host:path`), else a path. Nothing for a URL that net/url refuses, nor for an IPv6
// address with a zone, which means nothing on another machine.
std::optional<OriginUrl> split_origin_url(std::string_view url);

}  // namespace overt
