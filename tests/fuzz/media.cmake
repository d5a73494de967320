turnpike_add_fuzz(multipart SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_multipart.cpp LINK turnpike::media_format)
