// Which project a run belongs to, as a hash that events carry; werf.md, "projectID".
#pragma once

#include <string>
#include <string_view>

namespace overt {

// SHA-256 in lower-case hexadecimal digits of the project that the origin's URL names.
// Schema 1 hashes protocol, host, port and path as they are written; from schema 2 on only host and
// path count, so that every way to clone a project gives the same id.
// Empty if `origin_url` is empty or no URL: such projects have no id rather than a common one.
std::string project_id(std::string_view origin_url, int schema_version);

}  // namespace overt
