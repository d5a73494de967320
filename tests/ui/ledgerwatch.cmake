turnpike_add_test(LedgerWatch SOURCES tst_LedgerWatch.cpp
    LINK turnpike::console turnpike_ledger_fixture LABELS console)
