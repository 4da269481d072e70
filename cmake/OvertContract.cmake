# For a tool's own build.

# overt_contract_header(TARGET CONTRACT): lets TARGET include "<name of CONTRACT>_telemetry.hpp", the
# header that `overt contract header` makes of CONTRACT, made anew whenever that file changes, and
# links what records.
function(overt_contract_header target contract)
  get_filename_component(contract ${contract} ABSOLUTE)
  get_filename_component(name ${contract} NAME_WE)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}_contract)
  set(header ${folder}/${name}_telemetry.hpp)
  file(MAKE_DIRECTORY ${folder})
  # Through another file, so that a contract with a mistake leaves no half a header.
  add_custom_command(
    OUTPUT ${header}
    COMMAND overt::program contract header ${contract} > ${header}.new
    COMMAND ${CMAKE_COMMAND} -E rename ${header}.new ${header}
    DEPENDS ${contract} $<TARGET_FILE:overt::program>
    COMMENT "Making ${name}_telemetry.hpp"
    VERBATIM)
  target_sources(${target} PRIVATE ${header})
  target_include_directories(${target} PRIVATE ${folder})
  target_link_libraries(${target} PRIVATE overt::client)
endfunction()
