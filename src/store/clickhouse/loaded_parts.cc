#include "store/clickhouse/loaded_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <ranges>

#include "store/clickhouse/insert.h"
#include "store/clickhouse/parameters.h"
#include "store/clickhouse/read_result.h"
#include "store/clickhouse/row_binary.h"

namespace overt::clickhouse {
namespace {

// Names in one question: each is some twenty characters, and a statement may have 256 KiB.
constexpr std::size_t kNamesMax = 4'000;

Status add_loaded(Server& server, std::span<const std::string> names, Loaded& loaded) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + sql_text(name);
  const auto answer = select(
      server, fmt::format("SELECT collector, toInt64(max(position)) AS newest FROM loaded WHERE "
                          "collector IN ({}) GROUP BY collector",
                          list));
  if (!answer) return answer.error();
  for (const auto& row : answer->rows) {
    loaded[std::get<std::string>(row.at(0))] = std::get<std::int64_t>(row.at(1));
  }
  return Ok{};
}

}  // namespace

LoadedParts::LoadedParts(const std::string& collector, const std::vector<LoadedPart>& parts)
    : parts_{{.first = 1, .name = collector}} {
  parts_.insert(parts_.end(), parts.begin(), parts.end());
}

std::vector<std::string> LoadedParts::names() const {
  std::vector<std::string> names;
  names.reserve(parts_.size());
  for (const LoadedPart& part : parts_) names.push_back(part.name);
  return names;
}

std::int64_t LoadedParts::position(const Loaded& loaded) const {
  std::int64_t end = std::numeric_limits<std::int64_t>::max();
  for (const LoadedPart& part : parts_ | std::views::reverse) {
    const auto found = loaded.find(part.name);
    if (found != loaded.end()) return std::min(found->second, end);
    end = part.first - 1;
  }
  return 0;
}

const std::string& LoadedParts::name_behind(std::int64_t position) const {
  return parts_.at(part_behind(position)).name;
}

std::int64_t LoadedParts::end(std::int64_t position) const {
  const std::size_t next = part_behind(position) + 1;
  return next == parts_.size() ? std::numeric_limits<std::int64_t>::max()
                               : parts_.at(next).first - 1;
}

std::size_t LoadedParts::part_behind(std::int64_t position) const {
  const auto next = std::ranges::upper_bound(parts_, position + 1, {}, &LoadedPart::first);
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(next - parts_.begin() - 1, 0));
}

Result<Loaded> read_loaded(Server& server, const std::vector<std::string>& names) {
  Loaded loaded;
  for (std::span<const std::string> rest = names; !rest.empty();) {
    const auto some = rest.first(std::min(rest.size(), kNamesMax));
    if (const Status read = add_loaded(server, some, loaded); !read) return read.error();
    rest = rest.subspan(some.size());
  }
  return loaded;
}

Status write_loaded(Server& server, const std::string& name, std::int64_t position) {
  RowBinary row;
  row.text(name);
  row.number(position);
  return server.insert("INSERT INTO loaded (collector, position) FORMAT RowBinary", row.rows(),
                       settings_of_adding());
}

}  // namespace overt::clickhouse
