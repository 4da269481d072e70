# For a tool's own build.

# overt_contract_header(TARGET CONTRACT [C]): lets TARGET include "<name of CONTRACT>_telemetry.hpp", or
# for C "<name of CONTRACT>_telemetry.h", the header that `overt contract header` makes of CONTRACT, made
# anew whenever that file changes, and links what records. That is in C++: a project in C enables CXX as
# well, for the linker.
function(overt_contract_header target contract)
  set(language c++)
  set(ending hpp)
  if("${ARGN}" STREQUAL C)
    set(language c)
    set(ending h)
  elseif(ARGN)
    message(FATAL_ERROR "overt_contract_header: what is ${ARGN}? Only C may follow the contract")
  endif()
  get_filename_component(contract ${contract} ABSOLUTE)
  get_filename_component(name ${contract} NAME_WE)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}_contract)
  set(header ${folder}/${name}_telemetry.${ending})
  file(MAKE_DIRECTORY ${folder})
  # Through another file, so that a contract with a mistake leaves no half a header.
  add_custom_command(
    OUTPUT ${header}
    COMMAND overt::program contract header --lang ${language} ${contract} > ${header}.new
    COMMAND ${CMAKE_COMMAND} -E rename ${header}.new ${header}
    DEPENDS ${contract} $<TARGET_FILE:overt::program>
    COMMENT "Making ${name}_telemetry.${ending}"
    VERBATIM)
  target_sources(${target} PRIVATE ${header})
  target_include_directories(${target} PRIVATE ${folder})
  target_link_libraries(${target} PRIVATE overt::client)
endfunction()
