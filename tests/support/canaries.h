// For tests: canaries, texts that must come out nowhere, and the search for them.
#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace overt::testing {

// A kind of text that would give somebody away, and the form in which somebody hands it on.
enum class CanaryKind { kSecret, kPath, kWindowsPath, kEmail, kIpv4, kIpv6, kWord, kSentence };
enum class CanaryForm { kRaw, kHex, kBase64, kBase64Url };
inline constexpr int kCanaryKinds = 8;
inline constexpr int kCanaryForms = 4;

// Each kind in each form.
inline constexpr int kCanaryVariants = kCanaryKinds * kCanaryForms;

// So much of a canary's random part is no accident; a canary that was cut off is found, too.
inline constexpr std::size_t kTellingBytes = 12;

class Canaries {
 public:
  // The same `seed` gives the same canaries in each run.
  explicit Canaries(std::uint64_t seed) : random_(seed) {}

  // A canary that no other call gives, of the variant with this number. `place` says where the test
  // is going to put it.
  std::string plant(int variant, std::string_view place);

  std::size_t planted() const { return planted_; }

  // What stands in `bytes`, each described once: whatever form a canary was planted in, it is
  // looked for raw, in hex, and in base64 of both alphabets; escapes around it do not hide it.
  std::set<std::string> found_in(std::string_view bytes) const;

 private:
  struct Needle {
    std::string text;
    std::string description;
  };

  std::string random_text(std::string_view alphabet, int length);
  std::string random_number(int from, int to);
  void add_needle(const std::string& text, const std::string& description);

  std::mt19937_64 random_;
  std::size_t planted_ = 0;
  std::unordered_map<std::uint64_t, std::vector<Needle>> needles_;  // by their first 8 bytes
};

}  // namespace overt::testing
