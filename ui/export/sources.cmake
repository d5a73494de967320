# Reports on paper and as PDF. Files need no widgets.
turnpike_add_module(export
    SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/export/PdfExporter.cpp
            ${CMAKE_CURRENT_SOURCE_DIR}/export/PdfOutline.cpp
    LINK turnpike::report_pages Qt6::Gui
    PCH ${TURNPIKE_PCH_STD})
target_link_libraries(turnpike_export PRIVATE PkgConfig::qpdf)
target_compile_definitions(turnpike_export PRIVATE POINTERHOLDER_TRANSITION=4)
target_sources(turnpike_ui PRIVATE
    export/PageView.cpp
    export/PrintPreview.cpp)
target_link_libraries(turnpike_ui PUBLIC turnpike::export)
