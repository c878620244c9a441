# SPDX-License-Identifier: Apache-2.0
# LibTorch as imported targets: the wheel's own TorchConfig.cmake fails where no CUDA toolkit is installed.
if(NOT PROMPTLATHE_LIBTORCH)
  if(DEFINED ENV{XDG_CACHE_HOME})
    set(lathe_cache $ENV{XDG_CACHE_HOME})
  else()
    set(lathe_cache $ENV{HOME}/.cache)
  endif()
  set(PROMPTLATHE_LIBTORCH ${lathe_cache}/promptlathe/libtorch-2.15.0 CACHE PATH "" FORCE)
endif()
if(NOT EXISTS ${PROMPTLATHE_LIBTORCH}/lib/libtorch_cpu.so)
  message(FATAL_ERROR "No LibTorch in ${PROMPTLATHE_LIBTORCH}: run installer/start.sh, or set PROMPTLATHE_LIBTORCH")
endif()
add_library(lathe_torch INTERFACE)
target_include_directories(lathe_torch SYSTEM INTERFACE ${PROMPTLATHE_LIBTORCH}/include
  ${PROMPTLATHE_LIBTORCH}/include/torch/csrc/api/include)
target_link_libraries(lathe_torch INTERFACE ${PROMPTLATHE_LIBTORCH}/lib/libtorch_cpu.so
  ${PROMPTLATHE_LIBTORCH}/lib/libc10.so ${PROMPTLATHE_LIBTORCH}/lib/libgomp.so.1)
# The loader's own path to what LibTorch needs: CMake gives programs a build rpath to the libraries above, and
# installed ones the path that cmake/Install.cmake names.
target_link_options(lathe_torch INTERFACE -Wl,-rpath-link,${PROMPTLATHE_LIBTORCH}/lib)
# What a program needs to run with LibTorch, without its headers.
add_library(lathe_torch_runtime INTERFACE)
target_link_options(lathe_torch_runtime INTERFACE -Wl,-rpath-link,${PROMPTLATHE_LIBTORCH}/lib)
