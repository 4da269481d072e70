#include "support/canaries.h"

#include <array>
#include <cstring>

#include "base/bytes.h"

namespace overt::testing {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kLettersAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::string_view, kCanaryKinds> kKindNames = {
    "a secret",        "a path",          "a Windows path", "an e-mail address",
    "an IPv4 address", "an IPv6 address", "a word",         "a sentence"};
constexpr std::array<std::string_view, kCanaryForms> kFormNames = {"raw", "in hex", "in base64",
                                                                   "in base64url"};

// RFC 4648, without padding.
std::string base64(std::string_view text, std::string_view alphabet) {
  std::string result;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) result += alphabet[bits >> (count - 6) & 63];
  }
  if (count > 0) result += alphabet[bits << (6 - count) & 63];
  return result;
}

std::string in_form(std::string_view text, CanaryForm form) {
  switch (form) {
    case CanaryForm::kRaw:
      return std::string(text);
    case CanaryForm::kHex:
      return to_hex(as_bytes(text));
    case CanaryForm::kBase64:
      return base64(text, kBase64);
    case CanaryForm::kBase64Url:
      return base64(text, kBase64Url);
  }
  return "";
}

// The first bytes of a text of at least 8.
std::uint64_t key_of(const char* text) {
  std::uint64_t key = 0;
  std::memcpy(&key, text, sizeof key);
  return key;
}

}  // namespace

std::string Canaries::random_text(std::string_view alphabet, int length) {
  std::string text;
  for (int i = 0; i < length; ++i) text += alphabet[random_() % alphabet.size()];
  return text;
}

std::string Canaries::random_number(int from, int to) {
  return std::to_string(from + static_cast<int>(random_() % static_cast<unsigned>(to - from + 1)));
}

// What is telling of a text is random, and no escaping of JSON or of a URL changes it. What stands
// before it has a length of which 3 is a divisor, so that it begins a group of base64.
std::string Canaries::plant(int variant, std::string_view place) {
  const auto kind = static_cast<CanaryKind>(variant % kCanaryKinds);
  const auto form = static_cast<CanaryForm>(variant / kCanaryKinds % kCanaryForms);
  std::string telling = random_text(kLetters, 1) + random_text(kLettersAndDigits, 15);
  std::string text = telling;
  switch (kind) {
    case CanaryKind::kSecret:  // 32 bytes: in hex it is what a hash looks like
      text = telling += random_text(kLettersAndDigits, 16);
      break;
    case CanaryKind::kPath:
      text = "/home/" + telling + "/.ssh/id_rsa";
      break;
    case CanaryKind::kWindowsPath:
      text = R"(C:\Users\)" + telling + R"(\AppData)";
      break;
    case CanaryKind::kEmail:
      text = telling + "@example.com";
      break;
    case CanaryKind::kIpv4:
      text = telling = random_number(100, 223) + "." + random_number(100, 255) + "." +
                       random_number(100, 255) + "." + random_number(100, 255);
      break;
    case CanaryKind::kIpv6:
      telling = random_text(kHexDigits, 4) + ":" + random_text(kHexDigits, 4) + ":" +
                random_text(kHexDigits, 4) + "::1";
      text = "2001:db8:" + telling;
      break;
    case CanaryKind::kWord:
      break;
    case CanaryKind::kSentence:
      text = telling + " does not work for me";
      break;
  }
  ++planted_;
  const std::string description = std::string(kKindNames.at(static_cast<std::size_t>(kind))) + " " +
                                  std::string(kFormNames.at(static_cast<std::size_t>(form))) +
                                  " put into " + std::string(place);
  for (const CanaryForm searched :
       {CanaryForm::kRaw, CanaryForm::kHex, CanaryForm::kBase64, CanaryForm::kBase64Url}) {
    add_needle(in_form(telling.substr(0, kTellingBytes), searched), description);
  }
  return in_form(text, form);
}

void Canaries::add_needle(const std::string& text, const std::string& description) {
  needles_[key_of(text.data())].push_back({text, description});
}

std::set<std::string> Canaries::found_in(std::string_view bytes) const {
  std::set<std::string> found;
  for (; bytes.size() >= sizeof(std::uint64_t); bytes.remove_prefix(1)) {
    const auto needles = needles_.find(key_of(bytes.data()));
    if (needles == needles_.end()) continue;
    for (const Needle& needle : needles->second) {
      if (!bytes.starts_with(needle.text)) continue;
      found.insert(needle.description + ", found as " + needle.text);
    }
  }
  return found;
}

}  // namespace overt::testing
