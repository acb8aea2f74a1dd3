# SPDX-License-Identifier: Apache-2.0
# Defines what `cmake --install` writes: headers, static libraries, the CMake package, aleator.pc.
# The installed tree may be moved.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/aleator)
set(libraries ${ALEATOR_FOLDERS})
list(TRANSFORM libraries PREPEND aleator_)

install(TARGETS aleator ${libraries} EXPORT aleatorTargets FILE_SET HEADERS)
install(EXPORT aleatorTargets NAMESPACE aleator:: DESTINATION ${package_dir})
configure_package_config_file(cmake/aleatorConfig.cmake.in aleatorConfig.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(aleatorConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/aleatorConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/aleatorConfigVersion.cmake
        DESTINATION ${package_dir})

set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH pc_to_prefix /prefix/${pc_dir} /prefix)
list(TRANSFORM libraries PREPEND -l OUTPUT_VARIABLE pc_libraries)
list(JOIN pc_libraries " " pc_libraries)
set(pc_system_libraries ${CMAKE_DL_LIBS})
list(TRANSFORM pc_system_libraries PREPEND -l)
configure_file(cmake/aleator.pc.in aleator.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/aleator.pc DESTINATION ${pc_dir})
