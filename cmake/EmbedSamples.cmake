# SPDX-License-Identifier: Apache-2.0
# Writes projects/NAME/recipe.json and recipe-MORE.json into a C++ file as lathe::sampleRecipe("NAME") and ("NAME-MORE"), so
# that an installed program has them.
set(text "// Generated from projects/*/recipe*.json.\n#include \"core/data/samples.h\"\nnamespace lathe {\n")
set(names "std::vector<std::string> sampleRecipeNames(std::string_view sample) {\n    std::vector<std::string> names;\n")
string(APPEND text "std::string_view sampleRecipe(std::string_view name) {\n")
list(SORT FILES)
foreach(file ${FILES})
  get_filename_component(folder ${file} DIRECTORY)
  get_filename_component(sample ${folder} NAME)
  get_filename_component(recipe ${file} NAME_WE)
  string(REGEX REPLACE "^recipe" "${sample}" name ${recipe})
  file(READ ${file} json)
  string(APPEND text "    if (name == \"${name}\") return R\"lathe_json(${json})lathe_json\";\n")
  string(APPEND names "    if (sample == \"${sample}\") names.emplace_back(\"${name}\");\n")
endforeach()
string(APPEND text "    static_cast<void>(name);\n    return {};\n}\n${names}    static_cast<void>(sample);\n    return names;\n}\n}  // namespace lathe\n")
file(WRITE ${OUT} "${text}")
