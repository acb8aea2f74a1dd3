# SPDX-License-Identifier: Apache-2.0
# Defines what every target of the project is compiled with. Nothing here reaches the targets of a
# project that includes this one.

# Rebuilding what was built before costs nothing when ccache is there. The sloppiness lets it cache
# translation units that use a precompiled header.
if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(ALEATOR_CCACHE ccache)
  if(ALEATOR_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        ${ALEATOR_CCACHE})
  endif()
endif()

function(aleator_compile_options target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  # Contraction of a*b + c into one rounding is the compiler's free choice, different for each
  # compiler, processor and inlining decision. Results must not depend on it, so it is off; for the
  # same reason nothing is ever compiled with -ffast-math.
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -ffp-contract=off)
endfunction()
