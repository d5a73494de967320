foreach(name Catalogue KeyInfo UrlText)
    turnpike_add_test(${name} SOURCES ${CMAKE_CURRENT_LIST_DIR}/tst_${name}.cpp
        LINK turnpike::engine turnpike::test_support Boost::json)
endforeach()
