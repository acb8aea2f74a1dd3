# SPDX-License-Identifier: Apache-2.0
# Defines aleator_test(), which makes tests/<folder> one test program.
find_package(GTest REQUIRED)
find_package(nlohmann_json REQUIRED)
include(GoogleTest)

function(aleator_test_options target)
  aleator_compile_options(${target})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${target} PRIVATE
    ALEATOR_TEST_DATA_DIR="${PROJECT_SOURCE_DIR}/tests/data")
endfunction()

if(ALEATOR_PRECOMPILE_TESTS)
  # One precompiled header, shared by all test programs.
  add_library(aleator_test_pch STATIC ${PROJECT_SOURCE_DIR}/tests/precompiled.cc)
  target_link_libraries(aleator_test_pch PUBLIC GTest::gtest)
  target_precompile_headers(aleator_test_pch PRIVATE <gtest/gtest.h>)
  aleator_test_options(aleator_test_pch)
endif()

# aleator_test(<folder>
#   LABEL slow           "fast" when left out
#   DEPENDS base ...     folders to link besides the one of the same name and its TEST_DEPENDS
# )
# Compiles all .cc files under tests/<folder>; does nothing if there is none.
function(aleator_test folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL" "DEPENDS")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${folder}/*.cc)
  if(NOT sources)
    return()
  endif()
  set(folders ${arg_DEPENDS})
  if(TARGET aleator_${folder})
    get_target_property(more aleator_${folder} ALEATOR_TEST_DEPENDS)
    list(APPEND folders ${folder} ${more})
  endif()

  set(program aleator_${folder}_test)
  add_executable(${program} ${sources})
  aleator_test_options(${program})
  aleator_link(${program} PRIVATE ${folders})
  target_link_libraries(${program} PRIVATE GTest::gtest_main nlohmann_json::nlohmann_json)
  if(ALEATOR_PRECOMPILE_TESTS)
    target_precompile_headers(${program} REUSE_FROM aleator_test_pch)
  endif()
  aleator_discover_tests(${program} ${folder} "${arg_LABEL}")
endfunction()

function(aleator_discover_tests program folder label)
  if(label STREQUAL "slow")
    set(seconds 900)
  else()
    set(label fast)
    set(seconds 120)
  endif()
  gtest_discover_tests(${program} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    TEST_PREFIX "${folder}." PROPERTIES LABELS ${label} TIMEOUT ${seconds})
endfunction()
