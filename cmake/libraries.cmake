# Every library overt uses, in one place. Debian 12 has all of them but DuckDB, which comes from npm.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
include(OvertSodium)
find_package(simdjson REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(CURL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED)

# Header-only libraries without a CMake package of their own.
find_path(PROTOZERO_INCLUDE_DIR protozero/pbf_reader.hpp REQUIRED)
add_library(protozero INTERFACE)
target_include_directories(protozero SYSTEM INTERFACE ${PROTOZERO_INCLUDE_DIR})
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)

# DuckDB: the official library from one npm package, its header from another; third_party/README.md.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(duckdb_arch arm64)
else()
  set(duckdb_arch x64)
endif()
set(OVERT_NODE_MODULES ${PROJECT_SOURCE_DIR}/third_party/node_modules)
find_library(DUCKDB_LIBRARY duckdb REQUIRED NO_DEFAULT_PATH
             PATHS ${OVERT_NODE_MODULES}/@duckdb/node-bindings-linux-${duckdb_arch})
find_path(DUCKDB_INCLUDE_DIR duckdb.h REQUIRED NO_DEFAULT_PATH
          PATHS ${OVERT_NODE_MODULES}/duckdb/src/duckdb/src/include)
add_library(duckdb SHARED IMPORTED)
set_target_properties(duckdb PROPERTIES IMPORTED_LOCATION ${DUCKDB_LIBRARY})
target_include_directories(duckdb SYSTEM INTERFACE ${DUCKDB_INCLUDE_DIR})
