# A room is a folder of src/ and a static library of the same name. What it may use is what it links:
# a room sees the headers of its libraries only through the targets named here, so a wrong dependency
# between libraries does not compile or link. tools/tidy checks the includes between rooms.

# What whoever links a room gets with it. Neither the rooms' own headers nor warnings are among it: a
# tool that builds overt as part of itself has others.
add_library(overt_public INTERFACE)
target_include_directories(overt_public INTERFACE ${PROJECT_SOURCE_DIR}/include)
target_compile_features(overt_public INTERFACE cxx_std_20)

# What everything of this house is compiled with.
add_library(overt_settings INTERFACE)
target_link_libraries(overt_settings INTERFACE overt_public)
target_include_directories(overt_settings INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(overt_settings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
# Options are aggregates with defaults, set by designated initialisers: what is not named is meant so.
target_compile_options(overt_settings INTERFACE -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # With -O3 it sees overlaps in `"text" + string` that are not there (GCC bug 105651).
  target_compile_options(overt_settings INTERFACE -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12's own std::stable_sort asks for memory in a way that it calls deprecated.
  target_compile_options(overt_settings INTERFACE -Wno-deprecated-declarations)
endif()
if(OVERT_WARNINGS_ARE_ERRORS)
  target_compile_options(overt_settings INTERFACE -Werror)
endif()
if(OVERT_SANITIZERS)
  target_compile_options(overt_public INTERFACE -fsanitize=${OVERT_SANITIZERS}
                                                -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(overt_public INTERFACE -fsanitize=${OVERT_SANITIZERS})
endif()
if(OVERT_FUZZ)
  target_compile_options(overt_public INTERFACE -fsanitize=fuzzer-no-link)
endif()

# clang-tidy looks at a file of a room whenever it is compiled anew, so only what changed costs time.
# Not at tests: GoogleTest's headers would double the time of ./test, and sanitizers watch tests run.
if(OVERT_CLANG_TIDY)
  find_program(CLANG_TIDY clang-tidy-19 REQUIRED)
  add_subdirectory(tools/clang_tidy)
  # It sees g++'s options and need not know them all.
  set(CMAKE_CXX_CLANG_TIDY ${CLANG_TIDY} --quiet --extra-arg=-Wno-unknown-warning-option
                           --load=${PROJECT_BINARY_DIR}/clang_tidy_own_code.so --checks=overt-own-code)
endif()

# overt_room(NAME SOURCES … [PUBLIC targets its headers name] [PRIVATE targets its sources use])
function(overt_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(overt_${name} STATIC ${ROOM_SOURCES})
  add_library(overt::${name} ALIAS overt_${name})
  target_link_libraries(overt_${name} PUBLIC overt_public ${ROOM_PUBLIC}
                                     PRIVATE overt_settings ${ROOM_PRIVATE})
endfunction()

# overt_test(NAME SOURCES … [LINK targets] [DEFINE macros] [TIMEOUT seconds] [TOGETHER pattern]): one
# program of GoogleTest cases, each a case of ctest that has the program's name as its label; those of
# the pattern are one case together, as they share what takes long to start.
function(overt_test name)
  if(NOT OVERT_TESTS)
    return()
  endif()
  cmake_parse_arguments(TEST "" "TIMEOUT;TOGETHER" "SOURCES;LINK;DEFINE" ${ARGN})
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 120)
  endif()
  if(OVERT_SANITIZERS MATCHES thread)
    math(EXPR TEST_TIMEOUT "${TEST_TIMEOUT} * 10")  # as much as it slows down what it watches
  endif()
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE overt_settings ${TEST_LINK} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE ${TEST_DEFINE})
  set_target_properties(${name} PROPERTIES CXX_CLANG_TIDY "")
  # Cases are listed when ctest runs, not when the program is linked: linking stays quick.
  if(NOT TEST_TOGETHER)
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
                         PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS ${name})
    return()
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_FILTER "-${TEST_TOGETHER}"
                       PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS ${name})
  add_test(NAME ${name}.together COMMAND ${name} --gtest_filter=${TEST_TOGETHER})
  set_tests_properties(${name}.together PROPERTIES TIMEOUT 900 LABELS ${name})
endfunction()

# overt_program_test(NAME SOURCES … [LINK targets]): a test that runs the program itself, as a person
# would: OVERT_PROGRAM is its path, OVERT_SOURCE the folder of the sources, OVERT_CONTRACTS that of this
# house's contracts.
function(overt_program_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LINK" ${ARGN})
  overt_test(${name}
    SOURCES ${TEST_SOURCES}
    LINK ${TEST_LINK} overt::test_support
    DEFINE OVERT_PROGRAM="$<TARGET_FILE:overt>" OVERT_SOURCE="${PROJECT_SOURCE_DIR}"
           OVERT_CONTRACTS="${PROJECT_SOURCE_DIR}/contracts")
  if(OVERT_TESTS)
    add_dependencies(${name} overt overt-collector)
  endif()
endfunction()
