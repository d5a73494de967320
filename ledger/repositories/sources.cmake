# What services read and write through a Session. Included by ledger/CMakeLists.txt, which hands
# `ledger_session_sources` and `ledger_session_link` to turnpike_add_module(ledger).
set(ledger_session_sources
    Session.cpp
    repositories/ActivityRepository.cpp
    repositories/AuditRepository.cpp
    repositories/CreditRepository.cpp
    repositories/EndpointHealthRepository.cpp
    repositories/GenerationRepository.cpp
    repositories/KeyRepository.cpp
    repositories/ModelRepository.cpp
    repositories/NameRepository.cpp
    repositories/OrganizationRepository.cpp
    repositories/OverviewRepository.cpp
    repositories/PriceSheetRepository.cpp
    repositories/ProviderRepository.cpp
    repositories/SettingRepository.cpp)
set(ledger_session_link Qt6::Sql)
