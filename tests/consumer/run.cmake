# SPDX-License-Identifier: Apache-2.0
# Installs into a prefix, moves the prefix, then configures, builds and runs the consumer against it.
set(work ${build_dir}/consumer)
set(prefix ${work}/moved/prefix)
file(REMOVE_RECURSE ${work})

function(run)
  string(JOIN " " shown ${ARGN})
  message(STATUS "${shown}")
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run(${CMAKE_COMMAND} --install ${build_dir} --prefix ${work}/prefix)
file(MAKE_DIRECTORY ${work}/moved)
file(RENAME ${work}/prefix ${prefix})

run(${CMAKE_COMMAND} -S ${consumer_dir} -B ${work}/build -G ${generator}
  -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_CXX_FLAGS=${flags}
  -D CMAKE_BUILD_TYPE=${build_type} -D CMAKE_CXX_FLAGS_DEBUG=${type_flags})
run(${CMAKE_COMMAND} --build ${work}/build)
run(${work}/build/consumer)

# The same program by pkg-config, where there is one.
find_program(pkg_config NAMES pkgconf pkg-config)
if(pkg_config)
  file(GLOB_RECURSE pc_file ${prefix}/*/aleator.pc)
  execute_process(COMMAND ${pkg_config} --cflags --libs ${pc_file}
    OUTPUT_VARIABLE options OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(options UNIX_COMMAND "${options}")
  separate_arguments(flags UNIX_COMMAND "${flags} ${type_flags}")
  run(${compiler} ${flags} ${consumer_dir}/main.cc ${options} -o ${work}/by_pkg_config)
  run(${work}/by_pkg_config)
endif()
