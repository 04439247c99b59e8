# Everything the program needs at run time (schema, templates, the fictional bureau, the example
# configuration) is carried inside the binary as a GResource, so one file is a whole installation.
find_program(GLIB_COMPILE_RESOURCES glib-compile-resources REQUIRED)

file(GLOB_RECURSE resource_files CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/data
  ${CMAKE_SOURCE_DIR}/data/schema/*.sql
  ${CMAKE_SOURCE_DIR}/data/templates/*.txt
  ${CMAKE_SOURCE_DIR}/data/demo/*.csv
  ${CMAKE_SOURCE_DIR}/data/demo/*.eml
  ${CMAKE_SOURCE_DIR}/data/*.ini
  ${CMAKE_SOURCE_DIR}/data/*.csv)
list(REMOVE_DUPLICATES resource_files)

set(resource_xml "<gresources>\n  <gresource prefix=\"/skranke\">\n")
foreach(file IN LISTS resource_files)
  string(APPEND resource_xml "    <file>${file}</file>\n")
endforeach()
string(APPEND resource_xml "  </gresource>\n</gresources>\n")
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/skranke.gresource.xml CONTENT "${resource_xml}" @ONLY)

list(TRANSFORM resource_files PREPEND ${CMAKE_SOURCE_DIR}/data/ OUTPUT_VARIABLE resource_paths)
set(SKRANKE_RESOURCES_C ${CMAKE_BINARY_DIR}/resources.c)
add_custom_command(OUTPUT ${SKRANKE_RESOURCES_C}
  COMMAND ${GLIB_COMPILE_RESOURCES} --generate-source --c-name skranke_data
          --sourcedir=${CMAKE_SOURCE_DIR}/data --target=${SKRANKE_RESOURCES_C}
          ${CMAKE_BINARY_DIR}/skranke.gresource.xml
  DEPENDS ${resource_paths} ${CMAKE_BINARY_DIR}/skranke.gresource.xml
  COMMENT "Carrying schema, templates and demonstration data in the binary")
set_source_files_properties(${SKRANKE_RESOURCES_C} PROPERTIES COMPILE_OPTIONS "-w")
