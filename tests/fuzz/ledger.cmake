turnpike_add_fuzz(journal SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_journal.cpp LINK turnpike::ledger)
