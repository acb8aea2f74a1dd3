# SPDX-License-Identifier: Apache-2.0
# Defines aleator_library(), which makes a folder of src/aleator a library, and the target aleator,
# which stands for all of them.

set(ALEATOR_INCLUDE_ROOT ${PROJECT_SOURCE_DIR}/src)

# aleator_library(<folder>
#   SOURCES a.cc sub/b.cc ...     the only list to extend when a file is added
#   DEPENDS base array ...        other folders; two folders may name each other
#   USES fmt::fmt-header-only     header-only third-party targets package::target, for .cc files only:
#                                 no user of the library sees them
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
  set(libraries ${arg_DEPENDS})
  list(TRANSFORM libraries PREPEND aleator_)
  target_link_libraries(${target} PUBLIC ${libraries})
  foreach(library IN LISTS arg_USES)
    string(REGEX REPLACE "::.*" "" package ${library})
    find_package(${package} REQUIRED GLOBAL)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:${library}>)
  endforeach()
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${folder}
    POSITION_INDEPENDENT_CODE ON
    ALEATOR_DEPENDS "${arg_DEPENDS}"
    ALEATOR_TEST_DEPENDS "${arg_TEST_DEPENDS}")
endfunction()

# Links `target` with folders and all they depend on. array, graph and runtime call each other
# (evaluation is declared in graph and defined in runtime), and a linker reads static libraries once,
# from left to right; in a group it reads them until nothing is missing.
function(aleator_link target visibility)
  set(closure "")
  set(pending ${ARGN})
  while(pending)
    list(POP_FRONT pending folder)
    if(NOT folder IN_LIST closure)
      list(APPEND closure ${folder})
      get_target_property(more aleator_${folder} ALEATOR_DEPENDS)
      list(APPEND pending ${more})
    endif()
  endwhile()
  list(TRANSFORM closure PREPEND aleator::)
  list(JOIN closure "," closure)
  target_link_libraries(${target} ${visibility} "$<LINK_GROUP:RESCAN,${closure}>")
endfunction()

# The target aleator::aleator: every library, and the umbrella header.
function(aleator_umbrella)
  add_library(aleator INTERFACE)
  add_library(aleator::aleator ALIAS aleator)
  target_sources(aleator INTERFACE FILE_SET HEADERS
    BASE_DIRS ${ALEATOR_INCLUDE_ROOT} FILES ${ALEATOR_INCLUDE_ROOT}/aleator/aleator.h)
  target_compile_features(aleator INTERFACE cxx_std_20)
  aleator_link(aleator INTERFACE ${ALEATOR_FOLDERS})
endfunction()
