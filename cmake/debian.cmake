# The Debian package of the collector: `cpack -G DEB` in a build folder, or tools/package. What is
# installed for it alone is not installed by `cmake --install`.
function(install_in_package)
  install(${ARGN} COMPONENT collector EXCLUDE_FROM_ALL)
endfunction()

set(debian_folder ${PROJECT_SOURCE_DIR}/packaging/debian)
set(package_doc share/doc/overt-collector)
install_in_package(FILES packaging/overt-collector.service DESTINATION /lib/systemd/system)
install_in_package(FILES packaging/collector.toml DESTINATION /etc/overt)
install_in_package(FILES contracts/git.toml DESTINATION share/overt-collector/contracts)
install_in_package(FILES docs/operations.md ${debian_folder}/copyright DESTINATION ${package_doc})
install_in_package(FILES ${debian_folder}/overrides
  DESTINATION share/lintian/overrides RENAME overt-collector)
# Without a time and a name in it: the same sources make the same file.
install_in_package(CODE "execute_process(
  COMMAND gzip -9n -c ${debian_folder}/changelog
  OUTPUT_FILE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${package_doc}/changelog.gz\"
  COMMAND_ERROR_IS_FATAL ANY)")

# CPack strips programs, and this library is a file to it.
install_in_package(CODE "execute_process(
  COMMAND ${CMAKE_STRIP} --strip-unneeded
          \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${private_folder}/libduckdb.so\"
  COMMAND_ERROR_IS_FATAL ANY)")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME overt-collector)
set(CPACK_PACKAGE_CONTACT "The makers of overt <overt@example.com>")
set(CPACK_COMPONENTS_ALL collector)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "usage telemetry for command-line tools: the collector
overt tells the people who make a command-line tool how it is used, and shows
the people who use it exactly what it tells.

This package has the collector, which takes events, keeps them in a store of its
own and answers questions about them, and the program for a tool's users.")
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, init-system-helpers (>= 1.54~)")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${duckdb_folder})
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${debian_folder}/conffiles
  ${debian_folder}/postinst
  ${debian_folder}/postrm
  ${debian_folder}/prerm)
include(CPack)
