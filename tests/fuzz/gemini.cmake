turnpike_add_fuzz(gemini_stream SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_gemini_stream.cpp
    LINK turnpike::gemini_format)
turnpike_add_fuzz(gemini_body SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_gemini_body.cpp
    LINK turnpike::gemini_format turnpike::chat_format)
turnpike_add_fuzz(embeddings SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_embeddings.cpp
    LINK turnpike::embeddings_format)
