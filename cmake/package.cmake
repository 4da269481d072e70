# What `cmake --install` puts where, for a tool that links overt; docs/library.md shows its use.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/overt)
set(private_folder ${CMAKE_INSTALL_LIBDIR}/overt)

# The rooms that a tool links, as one library. libsodium is the only one it needs beside it.
set(rooms overt_base overt_model overt_contract overt_client)
set_target_properties(${rooms} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
list(TRANSFORM rooms REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
add_library(overt_archive STATIC ${objects})
set_target_properties(overt_archive PROPERTIES OUTPUT_NAME overt EXPORT_NAME client LINKER_LANGUAGE CXX)
target_compile_features(overt_archive INTERFACE cxx_std_20)
target_link_libraries(overt_archive PRIVATE overt::sodium)

# The sender is a process of its own, and so is what makes a tool's header: a tool needs the program.
add_executable(overt::program ALIAS overt)
set_target_properties(overt PROPERTIES EXPORT_NAME program)

install(TARGETS overt_archive overt
  EXPORT overtTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT collector
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/overt DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

# Nobody but the collector needs DuckDB's library, so it does not stand where all look for libraries.
file(RELATIVE_PATH from_bin ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_PREFIX}/${private_folder})
set_target_properties(overt-collector PROPERTIES INSTALL_RPATH "$ORIGIN/${from_bin}")
install(TARGETS overt-collector RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT collector)
install(FILES ${DUCKDB_LIBRARY} DESTINATION ${private_folder} COMPONENT collector)
get_filename_component(duckdb_folder ${DUCKDB_LIBRARY} DIRECTORY)
install(FILES ${duckdb_folder}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME LICENSE.duckdb)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

configure_package_config_file(cmake/overtConfig.cmake.in ${PROJECT_BINARY_DIR}/overtConfig.cmake
  INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/overtConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(EXPORT overtTargets NAMESPACE overt:: DESTINATION ${package_folder})
install(
  FILES
    ${PROJECT_BINARY_DIR}/overtConfig.cmake
    ${PROJECT_BINARY_DIR}/overtConfigVersion.cmake
    cmake/OvertContract.cmake
    cmake/OvertSodium.cmake
  DESTINATION ${package_folder})

set(pkg_config_folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH to_prefix ${CMAKE_INSTALL_PREFIX}/${pkg_config_folder} ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/overt.pc.in ${PROJECT_BINARY_DIR}/overt.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/overt.pc DESTINATION ${pkg_config_folder})

if(PROJECT_IS_TOP_LEVEL)
  include(debian)
endif()
