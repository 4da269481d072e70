// The compiled contract: the bytes that a program in any language holds and that compiled.h opens.
// Numbers are little-endian, and nothing is aligned.
//
//   header    kCompiledMagic, u32 version, u32 size of the payload, u64 checksum of the payload
//   payload   the contract, and nothing behind it
//   contract  text app, env_prefix, endpoint, span_name; list of u8 schema_versions;
//             u8 consent_default; u8 consent_in_ci or kNoConsent; i64 ci_wait_ms;
//             text telemetry_command; list of texts commands, ignored_commands;
//             maybe a field commands_to_come, project_id, user_id;
//             list of options; list of fields: the attributes; list of events; text text
//   option    text name; text spellings, with one space between two; u8 takes_value; text env
//   event     text type; u8 since_schema; list of fields
//   field     text name; u8 type; u8 flags; u8 since_schema; text env; then what the type needs:
//             integer   i64 min, i64 max
//             enum      list of texts values
//             pattern   text pattern, u32 characters_max
//             and, with kFieldExpires, i32 days since 1970
//   text      u32 bytes, and these
//   list      u32 count, and these
//   maybe     u8: 0, or 1 and the thing
//
// Enumerators are the numbers of overt/contract.hpp. What is written for people, and where it
// stands in the file, is not there but in `text`, which is the whole file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace overt {

// A zero byte and both ends of lines show what took it for text on the way.
inline constexpr std::string_view kCompiledMagic{"overt\0\r\n", 8};

// Grows with each change; a reader takes its own only.
inline constexpr std::uint32_t kCompiledVersion = 2;

inline constexpr std::size_t kCompiledHeaderBytes = kCompiledMagic.size() + 4 + 4 + 8;

// Twice what the largest file of TOML has: it is in there, and so is what it says.
inline constexpr std::size_t kCompiledPayloadBytesMax = 2 << 20;

inline constexpr std::uint8_t kNoConsent = 0xFF;

// Flags of a field.
inline constexpr std::uint8_t kFieldOptional = 1;
inline constexpr std::uint8_t kFieldDiscard = 2;
inline constexpr std::uint8_t kFieldExpires = 4;

// At most eight bytes as a number, the first the lowest.
constexpr std::uint64_t little_endian(std::string_view bytes) {
  const auto byte = [bytes](std::size_t i) {
    return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << i * 8;
  };
  // Written out, eight bytes are one load; the checksum asks for nothing else.
  if (bytes.size() == 8) {
    return byte(0) | byte(1) | byte(2) | byte(3) | byte(4) | byte(5) | byte(6) | byte(7);
  }
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) number |= byte(i);
  return number;
}

// FNV-1a over words of eight bytes, the last filled up with zeros, in four turns: word i goes to
// sum i % 4, so that none waits for the one before it. Each step is one to one in the word and in
// what came before: a change within one word never goes unseen. Against accidents; who may change
// the bytes on purpose may change the program they are in.
constexpr std::uint64_t compiled_checksum(std::string_view payload) {
  constexpr std::uint64_t kPrime = 0x100000001B3;
  constexpr std::uint64_t kBasis = 0xCBF29CE484222325;
  std::array<std::uint64_t, 4> sums = {kBasis, kBasis, kBasis, kBasis};
  const auto add = [&sums](std::size_t turn, std::string_view word) {
    sums[turn] = (sums[turn] ^ little_endian(word)) * kPrime;
  };
  while (payload.size() >= 32) {
    for (std::size_t i = 0; i < 4; ++i) add(i, payload.substr(i * 8, 8));
    payload.remove_prefix(32);
  }
  for (std::size_t i = 0; i * 8 < payload.size(); ++i) add(i, payload.substr(i * 8, 8));
  std::uint64_t checksum = kBasis;
  for (const std::uint64_t sum : sums) checksum = (checksum ^ sum) * kPrime;
  return checksum;
}

}  // namespace overt
