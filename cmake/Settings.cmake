# SPDX-License-Identifier: Apache-2.0
# Compiler settings that every target of this project shares.
add_library(lathe_settings INTERFACE)
target_compile_features(lathe_settings INTERFACE cxx_std_20)
target_compile_options(lathe_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow=local -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Known to cry wolf from inlined library code at -O2 (GCC 12 to 14).
  target_compile_options(lathe_settings INTERFACE -Wno-null-dereference -Wno-maybe-uninitialized -Wno-restrict
    -Wno-stringop-overflow -Wno-array-bounds)
  if(CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
    target_compile_options(lathe_settings INTERFACE -Wno-dangling-reference)
  endif()
endif()
target_include_directories(lathe_settings INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(lathe_settings INTERFACE PROMPTLATHE_VERSION="${PROJECT_VERSION}")
if(CMAKE_BUILD_TYPE STREQUAL "Debug" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  target_compile_definitions(lathe_settings INTERFACE _GLIBCXX_ASSERTIONS)
endif()

set(PROMPTLATHE_SANITIZE "" CACHE STRING "address, thread or empty")
if(PROMPTLATHE_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
elseif(PROMPTLATHE_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread)
  add_link_options(-fsanitize=thread)
endif()

option(PROMPTLATHE_COVERAGE "Count which lines and branches run (gcov)" OFF)
if(PROMPTLATHE_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()

find_program(PROMPTLATHE_CCACHE ccache)
if(PROMPTLATHE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${PROMPTLATHE_CCACHE})
endif()

# Headers that many files of a target share, compiled once: the set-up's builds, which start from nothing, are quicker by it.
# Off for work on the code, where ccache does better and each file must name what it includes.
option(PROMPTLATHE_PRECOMPILE "Precompile the headers that many files share" OFF)
function(lathe_precompile target)
  if(PROMPTLATHE_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -fpch-preprocess)
    endif()
  endif()
endfunction()
