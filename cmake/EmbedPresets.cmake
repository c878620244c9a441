# SPDX-License-Identifier: Apache-2.0
# Writes core/spec/presets/NAME.json into a C++ file as lathe::presetTexts(), by name.
set(text "// Generated from core/spec/presets/*.json.\n#include \"core/spec/presets.h\"\nnamespace lathe {\nstd::vector<std::pair<std::string_view, std::string_view>> presetTexts() {\n    return {\n")
list(SORT FILES)
foreach(file ${FILES})
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} json)
  string(APPEND text "{\"${name}\", R\"lathe_json(${json})lathe_json\"},\n")
endforeach()
string(APPEND text "    };\n}\n}  // namespace lathe\n")
file(WRITE ${OUT} "${text}")
