turnpike_add_test(PrintPreview
    SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_PrintPreview.cpp
    LINK turnpike::ui LABELS console)
