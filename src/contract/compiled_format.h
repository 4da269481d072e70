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
//   option    text name; list of texts spellings; u8 takes_value; text env
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

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace overt {

// A zero byte and both ends of lines show what took it for text on the way.
inline constexpr std::string_view kCompiledMagic{"overt\0\r\n", 8};

// Grows with each change; a reader takes its own only.
inline constexpr std::uint32_t kCompiledVersion = 1;

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
  std::uint64_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return number;
}

// FNV-1a over words of eight bytes, the last filled up with zeros. Each step is one to one in the
// word and in what came before: a change within one word never goes unseen. Against accidents; who
// may change the bytes on purpose may change the program they are in.
constexpr std::uint64_t compiled_checksum(std::string_view payload) {
  std::uint64_t checksum = 0xCBF29CE484222325;
  for (std::size_t at = 0; at < payload.size(); at += 8) {
    checksum = (checksum ^ little_endian(payload.substr(at, 8))) * 0x100000001B3;
  }
  return checksum;
}

}  // namespace overt
