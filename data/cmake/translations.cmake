# data/po/<language>.po -> build/locale/<language>/LC_MESSAGES/skranke.mo
find_program(MSGFMT msgfmt REQUIRED)
set(mo_files)
file(GLOB po_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/data/po/*.po)
foreach(po IN LISTS po_files)
  get_filename_component(language ${po} NAME_WE)
  set(mo ${CMAKE_BINARY_DIR}/locale/${language}/LC_MESSAGES/skranke.mo)
  add_custom_command(OUTPUT ${mo}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/locale/${language}/LC_MESSAGES
    COMMAND ${MSGFMT} --check-format -o ${mo} ${po}
    DEPENDS ${po})
  install(FILES ${mo} DESTINATION share/locale/${language}/LC_MESSAGES)
  list(APPEND mo_files ${mo})
endforeach()
add_custom_target(translations ALL DEPENDS ${mo_files})
