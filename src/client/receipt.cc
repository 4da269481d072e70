#include "client/receipt.h"

#include <sys/stat.h>

#include <limits>
#include <sstream>
#include <utility>

#include "base/file.h"
#include "client/json_facts.h"
#include "model/json_writer.h"

namespace overt {
namespace {

void write_position(JsonWriter& writer, std::string_view key, LogPosition position) {
  writer.key(key);
  writer.begin_object();
  writer.key("segment");
  writer.integer(position.segment);
  writer.key("offset");
  writer.integer(position.offset);
  writer.end_object();
}

bool file_is_there(const std::string& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0;
}

std::optional<LogPosition> position_of(const JsonFacts& facts, const std::string& key) {
  const auto segment = facts.integer(key + ".segment");
  const auto offset = facts.integer(key + ".offset");
  if (!segment || !offset) return std::nullopt;
  return LogPosition{.segment = *segment, .offset = *offset};
}

}  // namespace

std::string to_json(const Receipt& receipt) {
  JsonWriter writer;
  writer.begin_object();
  writer.key("ts");
  writer.integer(receipt.time_ms);
  writer.key("taken");
  writer.integer(receipt.taken_ms);
  write_position(writer, "begin", receipt.begin);
  write_position(writer, "end", receipt.end);
  writer.key("count");
  writer.integer(receipt.count);
  writer.key("endpoint");
  writer.string(receipt.endpoint);
  writer.key("status");
  writer.integer(receipt.status);
  writer.key("why");
  writer.string(receipt.why);
  writer.key("rejected");
  writer.integer(receipt.rejected);
  writer.key("tooOld");
  writer.integer(receipt.too_old);
  writer.key("notInContract");
  writer.integer(receipt.not_in_contract);
  writer.key("notEvents");
  writer.integer(receipt.not_events);
  writer.key("lost");
  writer.integer(receipt.lost);
  writer.key("bodySha256");
  writer.string(receipt.body_sha256);
  writer.end_object();
  return std::move(writer).take() + "\n";
}

std::optional<Receipt> receipt_from_json(std::string_view line) {
  const std::optional<JsonFacts> facts = JsonFacts::read(line);
  if (!facts) return std::nullopt;
  const auto time_ms = facts->integer("ts");
  const auto begin = position_of(*facts, "begin");
  const auto end = position_of(*facts, "end");
  const auto count = facts->integer("count");
  const auto status = facts->integer("status");
  const bool whole = time_ms && begin && end && count && *count >= 0 && status && *status >= 0 &&
                     *status <= std::numeric_limits<int>::max();
  if (!whole) return std::nullopt;
  const auto number = [&](std::string_view key) { return facts->integer(key).value_or(0); };
  return Receipt{.time_ms = *time_ms,
                 .taken_ms = number("taken"),
                 .begin = *begin,
                 .end = *end,
                 .count = *count,
                 .endpoint = facts->text("endpoint").value_or(""),
                 .status = static_cast<int>(*status),
                 .why = facts->text("why").value_or(""),
                 .rejected = number("rejected"),
                 .too_old = number("tooOld"),
                 .not_in_contract = number("notInContract"),
                 .not_events = number("notEvents"),
                 .lost = number("lost"),
                 .body_sha256 = facts->text("bodySha256").value_or("")};
}

bool is_retryable(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

bool has_settled(const Receipt& receipt) {
  const bool was_answered = receipt.status != 0 && !is_retryable(receipt.status);
  return receipt.count == 0 || was_answered;
}

std::string older_receipts(const std::string& path) {
  const auto dot = path.rfind('.');
  return path.substr(0, dot) + ".old" + path.substr(dot);
}

Result<std::vector<Receipt>> read_receipts(const StateDirectory& state) {
  std::vector<Receipt> receipts;
  for (const std::string& path : {older_receipts(state.receipts()), state.receipts()}) {
    if (!file_is_there(path)) continue;
    const Result<std::string> text =
        read_file(path, kReceiptsBytesMax + 1);  // a torn line adds one
    if (!text) return text.error();
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
      if (auto receipt = receipt_from_json(line)) receipts.push_back(*std::move(receipt));
    }
  }
  return receipts;
}

}  // namespace overt
