# SPDX-License-Identifier: Apache-2.0
# Writes core/engine/device/kernels.cuh into a C++ file as lathe::device::kKernelsText, in pieces that every compiler takes.
file(READ ${FILE} text)
set(out "// Generated from core/engine/device/kernels.cuh.\n#include \"core/engine/device/kernels.h\"\nnamespace lathe::device {\nextern const char* const kKernelsText;\nconst char* const kKernelsText =\n")
string(LENGTH "${text}" length)
set(at 0)
while(at LESS length)
  string(SUBSTRING "${text}" ${at} 8000 piece)
  string(APPEND out "R\"lathe_cuda(${piece})lathe_cuda\"\n")
  math(EXPR at "${at} + 8000")
endwhile()
string(APPEND out ";\n}  // namespace lathe::device\n")
file(WRITE ${OUT} "${out}")
