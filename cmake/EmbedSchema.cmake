# SPDX-License-Identifier: Apache-2.0
# Writes core/project/schema/NNN.sql into a C++ file as lathe::schemaScripts(), in order.
set(text "// Generated from core/project/schema/*.sql.\n#include \"core/project/schema_scripts.h\"\nnamespace lathe {\nstd::vector<std::string_view> schemaScripts() {\n    return {\n")
list(SORT FILES)
foreach(file ${FILES})
  file(READ ${file} sql)
  string(APPEND text "R\"lathe_sql(${sql})lathe_sql\",\n")
endforeach()
string(APPEND text "    };\n}\n}  // namespace lathe\n")
file(WRITE ${OUT} "${text}")
