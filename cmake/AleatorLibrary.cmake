# SPDX-License-Identifier: Apache-2.0
# Defines aleator_library(), which makes a folder of src/aleator a library, and the target aleator,
# which stands for all of them.

set(ALEATOR_INCLUDE_ROOT ${PROJECT_SOURCE_DIR}/src)

# aleator_library(<folder>
#   SOURCES a.cc sub/b.cc ...     the only list to extend when a file is added
#   DEPENDS base array ...        other folders; two folders may name each other
#   USES nlohmann_json::... ...   third-party targets, for .cc files only: no user of the library sees them
#   TEST_DEPENDS distributions    folders that only the tests of this one use
# )
# Headers are all *.h files of the folder and its subfolders.
function(aleator_library folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;USES;TEST_DEPENDS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "aleator_library(${folder}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  set(target aleator_${folder})
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.h)

  add_library(${target} STATIC ${arg_SOURCES})
  add_library(aleator::${folder} ALIAS ${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${ALEATOR_INCLUDE_ROOT} FILES ${headers})
  aleator_compile_options(${target})
  list(TRANSFORM arg_DEPENDS PREPEND aleator_)
  target_link_libraries(${target} PUBLIC ${arg_DEPENDS})
  foreach(library IN LISTS arg_USES)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:${library}>)
  endforeach()
  list(TRANSFORM arg_TEST_DEPENDS PREPEND aleator_)
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${folder}
    POSITION_INDEPENDENT_CODE ON
    # array, graph and runtime call each other (evaluation is declared in graph, defined in runtime).
    # A linker reads static libraries from left to right, so libraries of a cycle are repeated.
    LINK_INTERFACE_MULTIPLICITY 4
    ALEATOR_TEST_LIBRARIES "${arg_TEST_DEPENDS}")
endfunction()

# The target aleator::aleator: every library, and the umbrella header. The highest layer comes first
# on the link line.
function(aleator_umbrella)
  add_library(aleator INTERFACE)
  add_library(aleator::aleator ALIAS aleator)
  target_sources(aleator INTERFACE FILE_SET HEADERS
    BASE_DIRS ${ALEATOR_INCLUDE_ROOT} FILES ${ALEATOR_INCLUDE_ROOT}/aleator/aleator.h)
  set(libraries ${ALEATOR_FOLDERS})
  list(REVERSE libraries)
  list(TRANSFORM libraries PREPEND aleator_)
  target_link_libraries(aleator INTERFACE ${libraries})
endfunction()
