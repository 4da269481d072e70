#include "client/origin_url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace overt {
namespace {

constexpr std::int64_t kSshPort = 22;
constexpr std::size_t kScpPortDigitsMax = 5;  // 65535

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool is_one_of(char c, std::string_view characters) {
  return characters.find(c) != std::string_view::npos;
}

// What may stand unescaped in a host or in user information, by net/url.
bool is_host_character(char c) {
  return !is_ascii(c) || is_letter(c) || is_digit(c) || is_one_of(c, "-_.~!$&'()*+,;=:[]<>\"");
}
bool is_user_character(char c) {
  return is_letter(c) || is_digit(c) || is_one_of(c, "-._:~!$&'()*+,;=%@");
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The text before and after the first `separator`; all of it and nothing if there is none.
std::pair<std::string_view, std::string_view> cut(std::string_view text, char separator) {
  const auto at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

// `text` with its %XX decoded; nothing if a % is not followed by two hexadecimal digits.
std::optional<std::string> unescape(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    plain += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return plain;
}

// Zero for digits that no int64 holds, as go-git takes them.
std::int64_t port_number(std::string_view digits) {
  std::int64_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc{} ? port : 0;
}

// Sets the port from what follows a host: nothing, or a colon and any number of digits.
bool set_port(OriginUrl& url, std::string_view colon_port) {
  if (colon_port.empty()) return true;
  const std::string_view digits = colon_port.substr(1);
  if (colon_port.front() != ':' || !std::ranges::all_of(digits, is_digit)) {
    return false;
  }
  url.port = port_number(digits);
  return true;
}

bool set_ipv6_host(OriginUrl& url, std::string_view host) {
  const auto closing = host.rfind(']');
  if (closing == std::string_view::npos) return false;
  in6_addr ignored{};
  if (::inet_pton(AF_INET6, std::string(host.substr(1, closing - 1)).c_str(), &ignored) != 1) {
    return false;
  }
  url.host = host.substr(0, closing + 1);
  return set_port(url, host.substr(closing + 1));
}

bool set_named_host(OriginUrl& url, std::string_view host) {
  const auto colon = host.rfind(':');
  if (colon != std::string_view::npos) {
    if (!set_port(url, host.substr(colon))) return false;
    host = host.substr(0, colon);
  }
  for (std::size_t i = 0; i < host.size(); ++i) {
    if (host[i] != '%') {
      if (!is_host_character(host[i])) return false;
      continue;
    }
    // Only bytes that are not ASCII, and the % itself, may be escaped in a host.
    const std::string_view escaped = host.substr(i, 3);
    if (escaped.size() == 3 && hex_value(escaped[1]) < 8 && escaped != "%25") return false;
    i += 2;
  }
  std::optional<std::string> plain = unescape(host);
  if (!plain) return false;
  // go-git takes any colon that is left for an IPv6 address.
  url.host = plain->find(':') == std::string::npos ? *std::move(plain) : "[" + *plain + "]";
  return true;
}

bool set_authority(OriginUrl& url, std::string_view authority) {
  const auto at = authority.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view user = authority.substr(0, at);
    if (!std::ranges::all_of(user, is_user_character) || !unescape(user)) return false;
    authority.remove_prefix(at + 1);
  }
  const auto bracket = authority.rfind('[');
  if (bracket == std::string_view::npos) return set_named_host(url, authority);
  return bracket == 0 && set_ipv6_host(url, authority);
}

bool set_scheme(OriginUrl& url, std::string_view scheme) {
  if (!is_letter(scheme.front())) return false;
  for (const char c : scheme) {
    if (!is_letter(c) && !is_digit(c) && !is_one_of(c, "+-.")) return false;
    url.protocol += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return true;
}

// `scheme_end` is where the "://" stands.
std::optional<OriginUrl> split_url(std::string_view text, std::size_t scheme_end) {
  const auto [before_fragment, fragment] = cut(text, '#');
  if (std::ranges::any_of(before_fragment, is_control)) return std::nullopt;
  if (before_fragment.size() < scheme_end + 3) return std::nullopt;  // the # is in the scheme

  const auto [rest, query] = cut(before_fragment.substr(scheme_end + 3), '?');
  const auto slash = std::min(rest.find('/'), rest.size());
  OriginUrl url;
  if (!set_scheme(url, text.substr(0, scheme_end))) return std::nullopt;
  if (!set_authority(url, rest.substr(0, slash))) return std::nullopt;

  const std::optional<std::string> path = unescape(rest.substr(slash));
  const std::optional<std::string> plain_fragment = unescape(fragment);
  if (!path || !plain_fragment) return std::nullopt;
  url.path = *path;
  if (!query.empty()) url.path.append("?").append(query);
  if (!plain_fragment->empty()) url.path.append("#").append(*plain_fragment);
  return url;
}

// `[^\\].*` to the end: a backslash is no path, and a newline may only be its first byte.
bool is_scp_path(std::string_view path) {
  return !path.empty() && path.front() != '\\' && path.find('\n', 1) == std::string_view::npos;
}

// `([^:\s]+):(?:([0-9]{1,5}):)?([^\\].*)`
std::optional<OriginUrl> split_scp_host(std::string_view text) {
  const auto colon = text.find_first_of(": \t\n\f\r");
  if (colon == std::string_view::npos || colon == 0 || text[colon] != ':') return std::nullopt;
  std::string_view path = text.substr(colon + 1);
  std::int64_t port = kSshPort;

  const auto digits = std::min(path.find_first_not_of("0123456789"), path.size());
  const bool has_port =
      digits >= 1 && digits <= kScpPortDigitsMax && digits < path.size() && path[digits] == ':';
  if (has_port && is_scp_path(path.substr(digits + 1))) {
    port = port_number(path.substr(0, digits));
    path.remove_prefix(digits + 1);
  }
  if (!is_scp_path(path)) return std::nullopt;
  return OriginUrl{.protocol = "ssh",
                   .host = std::string(text.substr(0, colon)),
                   .port = port,
                   .path = std::string(path)};
}

// `^(?:([^@]+)@)?` and the above; the user is tried first, and the first @ ends it.
std::optional<OriginUrl> split_scp(std::string_view text) {
  const auto at = text.find('@');
  if (at != std::string_view::npos && at > 0) {
    if (std::optional<OriginUrl> url = split_scp_host(text.substr(at + 1))) return url;
  }
  return split_scp_host(text);
}

}  // namespace

std::optional<OriginUrl> split_origin_url(std::string_view url) {
  const auto colon = url.find(':');
  const bool has_scheme =
      colon != std::string_view::npos && colon > 0 && url.substr(colon, 3) == "://";
  if (has_scheme) return split_url(url, colon);
  if (std::optional<OriginUrl> scp = split_scp(url)) return scp;
  return OriginUrl{.protocol = "file", .path = std::string(url)};
}

}  // namespace overt
