# cmake -DOUTPUT=file.cc "-DFILES=a.sql;b.sql" -P embed_sql.cmake
# Writes the files as the list that src/reports/embedded_sql.h declares.
set(text "// Made by cmake/embed_sql.cmake from the .sql files of src/reports/.
#include \"reports/embedded_sql.h\"

namespace overt {

std::vector<EmbeddedSql> embedded_sql() {
  return {
")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME_WLE)
  file(READ ${file} sql)
  string(APPEND text "      {\"${name}\", R\"embedded(${sql})embedded\"},\n")
endforeach()
string(APPEND text "  };\n}\n\n}  // namespace overt\n")
file(WRITE ${OUTPUT} "${text}")
