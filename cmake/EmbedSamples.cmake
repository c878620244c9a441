# SPDX-License-Identifier: Apache-2.0
# Writes projects/NAME/recipe.json into a C++ file as lathe::sampleRecipe("NAME"), so that an installed program has them.
set(text "// Generated from projects/*/recipe.json.\n#include \"core/data/samples.h\"\nnamespace lathe {\nstd::string_view sampleRecipe(std::string_view name) {\n")
list(SORT FILES)
foreach(file ${FILES})
  get_filename_component(folder ${file} DIRECTORY)
  get_filename_component(name ${folder} NAME)
  file(READ ${file} recipe)
  string(APPEND text "    if (name == \"${name}\") return R\"lathe_json(${recipe})lathe_json\";\n")
endforeach()
string(APPEND text "    static_cast<void>(name);\n    return {};\n}\n}  // namespace lathe\n")
file(WRITE ${OUT} "${text}")
